/**
 * Is anything lost that was acknowledged? Starts the server and kills it, again and again, under load:
 * `npm run kill -- --rounds 500 --seed 1`; with `--postgres` the state is in a Postgres, which is killed too. What goes
 * wrong is told with its seed, and its data directory stays. `--alerts` does it to what is made of findings instead: each
 * alert is told from its beginning to its end, and what arrives twice has the same key.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeAlertKills, runAlertKills } from '../packages/pitwall/src/alerts/testing/kill/rounds.ts';
import { findPostgres, noPostgres, startPostgres } from '../packages/pitwall/src/state/testing/postgres.ts';
import { runKills } from '../packages/pitwall/src/testing/kill/harness.ts';
import { describeResults } from '../packages/pitwall/src/testing/kill/results.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '60' },
    postgres: { type: 'boolean', default: false },
    alerts: { type: 'boolean', default: false },
  },
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const home = await mkdtemp(join(tmpdir(), 'pitwall-kill-'));
const bin = values.postgres ? findPostgres() : undefined;
if (values.postgres && bin === undefined) throw new Error(`there is ${noPostgres}`);
const postgres = bin === undefined ? undefined : startPostgres(bin);
process.on('exit', () => postgres?.remove());
if (values.alerts) {
  const results = await runAlertKills({
    home,
    stateUrl: await postgres?.database(),
    rounds: Number(values.rounds),
    seed: Number(values.seed),
    onRound: (rounds) => void process.stderr.write(`\r${rounds} of ${values.rounds} rounds `),
  });
  process.stderr.write('\n');
  process.stdout.write(describeAlertKills(results));
  const isFine = results.lost.length === 0 && results.wrong.length === 0;
  if (isFine) await rm(home, { recursive: true, force: true });
  process.exit(isFine ? 0 : 1);
}
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
