import { afterAll, describe, expect, it } from 'vitest';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from '../state/testing/postgres.ts';
import { type Bench, day, hour, monday, useMonitors } from './testing/bench.ts';

const bin = findPostgres();
let server: PostgresServer | undefined;
const url = async (): Promise<string> => {
  server ??= startPostgres(bin ?? '');
  return server.database();
};
afterAll(() => server?.remove(), 30_000);

const start = useMonitors();
const models = {
  m: { task: 'binary', prediction: 'p', label: 'y', monitor: { minimum_samples: 5, windows: ['1d', '12h'] } },
};
const ids = Array.from({ length: 24 }, (_, index) => index);

async function aDay(bench: Bench): Promise<void> {
  await bench.send(
    'prediction',
    ids.map((id) => ({ model: 'm', id, at: monday + id * hour, prediction: id / 24 })),
  );
  bench.clock.now = monday + day + hour;
}

/** What stands, by window and metric. */
async function standing(bench: Bench): Promise<readonly string[]> {
  return (await bench.findings())
    .filter(({ correctedBy }) => correctedBy === null)
    .map(({ window, finding: { metric } }) => `${window?.start} ${window?.end} ${metric}`);
}

describe.each([
  ['SQLite', false],
  ['Postgres', true],
] as const)('windows with their state in %s', (_name, onPostgres) => {
  const begin = async () => start({ models, now: monday + day, ...(onPostgres ? { stateUrl: await url() } : {}) });
  const note = onPostgres && !bin ? ` (skipped where there is ${noPostgres})` : '';

  it.skipIf(onPostgres && !bin)(`are judged and corrected${note}`, { timeout: 60_000 }, async () => {
    const bench = await begin();
    await aDay(bench);
    expect(await bench.run()).toMatchObject({ judged: 3, corrections: 0 });
    await bench.send(
      'label',
      ids.map((id) => ({ model: 'm', id, label: id > 11 ? 1 : 0 })),
    );
    expect(await bench.run('m', true)).toMatchObject({ judged: 3, corrections: 3 });
    const now = await standing(bench);
    expect(new Set(now).size).toBe(now.length);
  });

  it.skipIf(onPostgres && !bin)(`are recorded once by two who judge at once${note}`, { timeout: 60_000 }, async () => {
    const bench = await begin();
    await aDay(bench);
    const runs = await Promise.all([bench.run(), bench.run(), bench.run('m', true)]);
    const all = await bench.findings();
    expect(runs.reduce((sum, { findings }) => sum + findings, 0)).toBe(all.length);
    expect(all.every(({ correctedBy }) => correctedBy === null)).toBe(true);
    expect(new Set(await standing(bench)).size).toBe(all.length);
  });
});
