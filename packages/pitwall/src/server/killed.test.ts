import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findPostgres, noPostgres, startPostgres } from '../state/testing/postgres.ts';
import { createFolder } from '../testing/data-files.ts';
import { runKills } from '../testing/kill/harness.ts';
import { buildUp } from '../testing/kill/program.ts';
import { describeResults } from '../testing/kill/results.ts';

/** More by hand: `npm run kill`. */
const rounds = { sqlite: 8, postgres: 4 };
/** On a machine that is busy with other things there are fewer. */
const milliseconds = { sqlite: 40_000, postgres: 30_000 };
/** Others each time would find more, and would fail for people who changed nothing. The second begins with Postgres. */
const seeds = { sqlite: 1, postgres: 3 };

const folder = createFolder();
const kept: string[] = [];
afterAll(() => {
  if (kept.length === 0) folder.remove();
});

const bin = findPostgres();

/** A server whose journal says that it is written a moment before it is. */
async function buildHasty(home: string): Promise<string> {
  const program = await buildUp(home);
  const parts = readdirSync(dirname(program)).map((name) => join(dirname(program), name));
  const write = 'await file?.write(bytes, offset);';
  const journal = parts.find((path) => readFileSync(path, 'utf8').includes(write)) ?? '';
  const hasty =
    'const [late, at] = [file, offset]; setTimeout(() => late?.write(bytes, at).catch(() => undefined), 300);';
  writeFileSync(journal, readFileSync(journal, 'utf8').replace(write, hasty));
  return program;
}

describe('a server that is killed', () => {
  it('has everything that it acknowledged, once, and starts clean', { timeout: 300_000 }, async () => {
    const home = join(folder.path, 'sqlite');
    const results = await runKills({
      home,
      seed: seeds.sqlite,
      rounds: rounds.sqlite,
      milliseconds: milliseconds.sqlite,
    });
    process.stdout.write(describeResults(results));
    kept.push(...results.losses.map((loss) => loss.folder));
    expect(results.losses).toEqual([]);
    expect(results.rounds).toBeGreaterThanOrEqual(3);
    expect(results.acknowledged.rows).toBeGreaterThan(0);
    rmSync(home, { recursive: true, force: true });
  });

  it('is found out where it acknowledges what it has not written', { timeout: 120_000 }, async () => {
    const home = join(folder.path, 'hasty');
    mkdirSync(home);
    const results = await runKills({ home, seed: 4, rounds: 40, program: await buildHasty(home) });
    expect(results.losses[0]?.problems.join('\n')).toMatch(/lost \d+, acknowledged at \d+|made anew of the journal/);
  });

  it.skipIf(!bin)(
    `and so it has where Postgres is killed as well (skipped where there is ${noPostgres})`,
    {
      timeout: 300_000,
    },
    async () => {
      const postgres = startPostgres(bin ?? '');
      try {
        const home = join(folder.path, 'postgres');
        const results = await runKills({
          home,
          seed: seeds.postgres,
          rounds: rounds.postgres,
          milliseconds: milliseconds.postgres,
          postgres,
        });
        process.stdout.write(describeResults(results));
        kept.push(...results.losses.map((loss) => loss.folder));
        expect(results.losses).toEqual([]);
        expect(results.stateBackMilliseconds.length).toBeGreaterThan(0);
        rmSync(home, { recursive: true, force: true });
      } finally {
        postgres.remove();
      }
    },
  );
});
