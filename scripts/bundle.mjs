/**
 * Joins what `tsc -b` made sure of into a few files, because Node spends more time on opening five hundred small ones than
 * on most checks (docs/decisions/0011). Other people's packages stay packages of their own.
 */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const home = join(import.meta.dirname, '../packages/pitwall');
const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));

for (const name of readdirSync(join(home, 'dist'))) {
  if (/^chunk-\w+\.js$/.test(name)) rmSync(join(home, 'dist', name));
}
await build({
  entryPoints: ['cli', 'index'].map((name) => join(home, 'src', `${name}.ts`)),
  outdir: join(home, 'dist'),
  chunkNames: 'chunk-[hash]',
  bundle: true,
  splitting: true,
  keepNames: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  conditions: ['source'],
  external: Object.keys(dependencies).filter((name) => !name.startsWith('@pitwall/')),
  logLevel: 'warning',
});
