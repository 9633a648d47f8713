/**
 * Is anything lost that was acknowledged? Starts the server and kills it, again and again, under load:
 * `npm run kill -- --rounds 500 --seed 1`; with `--postgres` the state is in a Postgres, which is killed too. What goes
 * wrong is told with its seed, and its data directory stays.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findPostgres, noPostgres, startPostgres } from '../packages/pitwall/src/state/testing/postgres.ts';
import { runKills } from '../packages/pitwall/src/testing/kill/harness.ts';
import { describeResults } from '../packages/pitwall/src/testing/kill/results.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '60' },
    postgres: { type: 'boolean', default: false },
  },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const home = await mkdtemp(join(tmpdir(), 'pitwall-kill-'));
const bin = values.postgres ? findPostgres() : undefined;
if (values.postgres && bin === undefined) throw new Error(`there is ${noPostgres}`);
const postgres = bin === undefined ? undefined : startPostgres(bin);
process.on('exit', () => postgres?.remove());
const results = await runKills({
  home,
  ...(postgres ? { postgres } : {}),
  rounds: Number(values.rounds),
  seed: Number(values.seed),
  milliseconds: 60_000 * Number(values.minutes),
  onRound: ({ rounds }) => void process.stderr.write(`\r${rounds} of ${values.rounds} rounds `),
});
process.stderr.write('\n');
process.stdout.write(describeResults(results));
if (results.losses.length === 0) await rm(home, { recursive: true, force: true });
else process.exitCode = 1;
