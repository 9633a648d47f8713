import { execFile } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const path = '/usr/bin/amtool';

function isThere(): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Tests that ask Alertmanager's own tool are left out where it is not installed. */
export const noAmtool = !isThere();

export interface AmtoolAnswer {
  readonly code: number;
  readonly text: string;
  readonly complaint: string;
}

export function amtool(given: readonly string[]): Promise<AmtoolAnswer> {
  return new Promise((resolve) => {
    execFile(path, [...given], { timeout: 10_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, text: stdout.trim(), complaint: stderr.trim() });
    });
  });
}

/** Which of these configurations it takes, asked at once. */
export async function takenByAmtool(configurations: readonly unknown[]): Promise<readonly boolean[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-amtool-'));
  try {
    const paths = configurations.map((configuration, index) => {
      const file = join(folder, `${index}.yml`);
      // every JSON is YAML
      writeFileSync(file, JSON.stringify(configuration));
      return file;
    });
    const { text } = await amtool(['check-config', ...paths]);
    const answers = text.split(/^Checking /mu).slice(1);
    return paths.map((file) => answers.some((answer) => answer.startsWith(`'${file}'`) && answer.includes('SUCCESS')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
