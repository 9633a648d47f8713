/**
 * How much do the tests notice? Changes a folder's code in small ways, one at a time, and runs its tests on each:
 * `npm run mutation -- packages/stats/src/drift --sample 200 --seed 1`. What no test noticed is listed.
 */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rateOf } from '../packages/stats/src/drift/decision/testing/rate.ts';
import { applyMutant, type Mutant, mutantsOf } from './mutation/mutants.ts';

/** A test that takes so much longer than all of them together is in a circle. */
const patience = 120_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const folders = positionals.length > 0 ? positionals : ['packages/stats/src/drift'];
const root = join(import.meta.dirname, '..');
const copy = await mkdtemp(join(tmpdir(), 'pitwall-mutation-'));
try {
  for (const path of ['package.json', 'tsconfig.json', 'tsconfig.base.json', 'vitest.config.ts', 'packages/stats']) {
    await cp(join(root, path), join(copy, path), { recursive: true });
  }
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  await score();
} finally {
  await rm(copy, { recursive: true });
}

async function score(): Promise<void> {
  const all = await findMutants();
  const sample = sampleOf(all, Number(values.sample), Number(values.seed));
  if (!(await testsPass())) throw new Error(`the tests of ${folders.join(', ')} fail without any mutant`);
  const survivors: (typeof sample)[number][] = [];
  for (const [index, { path, mutant }] of sample.entries()) {
    const file = join(copy, path);
    const text = await readFile(file, 'utf8');
    await writeFile(file, applyMutant(text, mutant));
    if (await testsPass()) survivors.push({ path, mutant });
    await writeFile(file, text);
    process.stderr.write(`\r${index + 1} of ${sample.length}, ${survivors.length} not noticed `);
  }
  process.stderr.write('\n');
  for (const { path, mutant } of survivors)
    process.stdout.write(`not noticed  ${path}:${mutant.line}  ${mutant.was} → ${mutant.becomes || '(nothing)'}\n`);
  const noticed = sample.length - survivors.length;
  const { low, high } = rateOf(noticed, sample.length);
  process.stdout.write(
    `${noticed} of ${sample.length} mutants noticed (of ${all.length} possible): ${percent(noticed / sample.length)}, 95 % interval ${percent(low)} to ${percent(high)}\n`,
  );
}

interface Placed {
  readonly path: string;
  readonly mutant: Mutant;
}

async function findMutants(): Promise<Placed[]> {
  const found: Placed[] = [];
  for (const folder of folders) {
    for (const name of await readdir(join(root, folder), { recursive: true })) {
      const path = `${folder}/${name}`;
      if (!name.endsWith('.ts') || name.endsWith('.test.ts') || path.includes('/testing/')) continue;
      const text = await readFile(join(root, path), 'utf8');
      found.push(...mutantsOf(text).map((mutant) => ({ path, mutant })));
    }
  }
  return found.sort((a, b) => a.path.localeCompare(b.path) || a.mutant.start - b.mutant.start);
}

/** The same sample for the same seed: a linear congruential generator shuffles. */
function sampleOf(all: readonly Placed[], size: number, seed: number): Placed[] {
  let state = seed >>> 0;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const left = [...all];
  return Array.from({ length: Math.min(size, all.length) }, () => left.splice(next(left.length), 1)).flat();
}

function testsPass(): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const child = spawn(
      process.execPath,
      [vitest, 'run', '--root', copy, '--bail=1', '--no-isolate', '--pool=threads', ...folders],
      { cwd: copy, stdio: 'ignore' },
    );
    const late = setTimeout(() => child.kill('SIGKILL'), patience);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(late);
      resolve(code === 0);
    });
  });
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
