import { copyFileSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));

/** `pitwall up` as it is at this moment. */
export const buildUp = (home: string): Promise<string> =>
  buildProgram(home, join(root, 'packages/pitwall/src/http/testing/up-process.ts'));

/**
 * A program as it is at this moment, joined into a few files in a folder: it starts in half the time, and whoever edits
 * the source in between does not change what is tested. Returns what Node is to run.
 */
export async function buildProgram(home: string, entry: string): Promise<string> {
  const manifest = join(root, 'packages/pitwall/package.json');
  const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies: Record<string, string> };
  await build({
    entryPoints: [entry],
    outdir: join(home, 'program'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['source'],
    external: Object.keys(dependencies).filter((name) => !name.startsWith('@pitwall/')),
    logLevel: 'warning',
  });
  // it reads its version from one folder up, and finds other people's packages there
  copyFileSync(manifest, join(home, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'));
  return join(home, 'program', `${basename(entry, '.ts')}.mjs`);
}
