import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';

export interface WriterProcess {
  readonly child: ChildProcess;
  /** What was said on the standard output until now. */
  readonly said: () => readonly string[];
  readonly ended: Promise<void>;
}

/** Joined into one file, so that it starts in a tenth of a second; libsql is loaded from where it is. */
export async function buildWriter(
  home: string,
): Promise<(folder: string, first: number, last?: number) => WriterProcess> {
  const outfile = join(home, 'writer.mjs');
  await build({
    entryPoints: [new URL('./acknowledging-writer.ts', import.meta.url).pathname],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['source'],
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
    alias: { libsql: createRequire(import.meta.url).resolve('libsql') },
    external: [createRequire(import.meta.url).resolve('libsql'), 'pg-native'],
    logLevel: 'warning',
  });
  return (folder, first, last) => {
    const limits = last === undefined ? [] : [String(last)];
    const child = spawn(process.execPath, [outfile, folder, String(first), ...limits], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    return {
      child,
      // the last line may be half written
      said: () => text.split('\n').slice(0, -1),
      ended: new Promise((resolve) => child.once('close', () => resolve())),
    };
  };
}
