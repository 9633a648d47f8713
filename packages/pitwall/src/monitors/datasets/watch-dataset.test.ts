import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { compileRules } from '../../alerts/rules/compile.ts';
import { rule } from '../../alerts/rules/match.ts';
import { loadConfig } from '../../config/load.ts';
import { configSchema } from '../../config/schema.ts';
import { demoNow, writeCourtside } from '../../demo/index.ts';
import { system } from '../../server/actor.ts';
import { openServer, type Server } from '../../server/open.ts';
import { listAudit } from '../../state/audit-table.ts';
import { listFindings } from '../../state/finding-table.ts';
import { createFolder, type Folder } from '../../testing/data-files.ts';
import { datasetJobs } from './job.ts';

const folders: Folder[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  for (const folder of folders.splice(0)) folder.remove();
});

const minute = 60_000;
const hour = 60 * minute;
const monday = Date.UTC(2026, 2, 2);

/** A server without a door over the files of a folder. */
async function start(
  config: object,
  { folder = createFolder(), now = monday }: { folder?: Folder; now?: number } = {},
) {
  folders.push(folder);
  const clock = { now };
  const world = { now: () => clock.now, random: (bytes: number) => randomBytes(bytes) };
  const parsed = configSchema.parse(config);
  const server = await openServer({
    folder: join(folder.path, 'data-directory'),
    home: folder.path,
    version: '0.0.0',
    config: parsed,
    world,
  });
  servers.push(server);
  const run = async (dataset = 'games', signal = new AbortController().signal, using = parsed) => {
    const job = datasetJobs(using).find(({ name }) => name === `dataset:${dataset}`);
    const context = { ...server, config: using, actor: system };
    return (await job?.run({ context, due: clock.now, run: 'r', signal }))?.detail;
  };
  const all = async () => (await listFindings(server.state.db, { order: 'oldest', limit: 1_000 })).items;
  const said = async () =>
    (await all()).map(({ finding: { subject, metric, status } }) => `${subject.slice(8)} ${metric} ${status}`);
  return { folder, server, clock, run, all, said };
}

const contract = {
  columns: { id: 'string', day: 'date', share: { type: 'number', min: 0, max: 1 } },
  rows: { min: 2, max: 10 },
};
const games = (more: object = {}, watch: object = {}) => ({
  datasets: {
    games: { source: 'week-*.csv', contract: { ...contract, ...more }, watch: { schedule: '15m', ...watch } },
  },
});
const fine = 'id,day,share\na,2026-03-01,0.4\nb,2026-03-01,0.6\n';
const broken = 'id,day,share\na,2026-03-01,40\nb,yesterday,0.6\n';

const dayMetrics = ['games contract.columns', 'games contract.readable', 'games contract.rows'];

describe('files that are watched', () => {
  it('are a job only where it is asked for', async () => {
    const { server } = await start({ datasets: { ...games().datasets, other: { source: 'o.csv' } } });
    expect(datasetJobs(server.config).map(({ name, schedule: { cron } }) => [name, cron])).toEqual([
      ['dataset:games', '*/15 * * * *'],
    ]);
  });

  it('are said to be fine, broken and mended, each once', async () => {
    const bench = await start(games());
    bench.folder.write('week-1.csv', fine);
    await bench.run();
    const first = await bench.said();
    expect(first).toEqual(expect.arrayContaining(dayMetrics.map((metric) => `${metric} pass`)));
    expect(first).toContain('games monitor.files pass');
    expect(first.every((line) => line.endsWith(' pass'))).toBe(true);
    // that each column is fine goes without saying
    expect(first.some((line) => line.includes('/column:'))).toBe(false);
    expect(await bench.run()).toBeUndefined();

    bench.folder.write('week-1.csv', broken);
    await bench.run();
    const second = (await bench.said()).slice(first.length);
    expect(second.sort()).toEqual(['games/column:day contract.type alert', 'games/column:share contract.range alert']);
    for (let times = 0; times < 3; times += 1) {
      bench.clock.now += 15 * minute;
      expect(await bench.run()).toBeUndefined();
    }

    bench.folder.write('week-1.csv', `${fine}c,2026-03-01,0.5\n`);
    await bench.run();
    const third = (await bench.said()).slice(first.length + second.length);
    expect(third.sort()).toEqual(['games/column:day contract.type pass', 'games/column:share contract.range pass']);
    const { items } = await listAudit(bench.server.state.db, {});
    expect(items.map(({ verb }) => verb)).toEqual(['finding.record', 'finding.record', 'finding.record']);
  });

  it('are told again of where other files are as bad in another measure', async () => {
    const bench = await start(games());
    bench.folder.write('week-1.csv', broken);
    await bench.run();
    const before = (await bench.said()).length;
    bench.folder.write('week-1.csv', `${fine}c,2026-03-01,40\n`);
    await bench.run();
    expect((await bench.said()).slice(before).sort()).toEqual([
      'games/column:day contract.type pass',
      'games/column:share contract.range alert',
    ]);
  });

  it('that come back in the same way are told again', async () => {
    const bench = await start(games());
    for (const text of [fine, broken, fine, broken]) {
      bench.folder.write('week-1.csv', text);
      await bench.run();
    }
    const range = (await bench.said()).filter((line) => line.includes('contract.range'));
    expect(range.map((line) => line.split(' ').at(-1))).toEqual(['alert', 'pass', 'alert']);
  });

  it('that are gone are unknown with the reason, and what was found in them still stands', async () => {
    const bench = await start(games());
    bench.folder.write('week-1.csv', broken);
    await bench.run();
    const before = (await bench.said()).length;
    rmSync(join(bench.folder.path, 'week-1.csv'));
    expect(await bench.run()).toContain('1 new finding');
    expect(await bench.run()).not.toContain('1 new finding');
    const [gone, ...more] = (await bench.all()).slice(before);
    expect(more).toEqual([]);
    expect(gone?.finding).toMatchObject({
      subject: 'dataset:games',
      metric: 'monitor.files',
      status: 'unknown',
      value: null,
      reason: expect.stringContaining('week-*.csv'),
      evidence: { fix: expect.any(String) },
    });
    bench.folder.write('week-1.csv', fine);
    await bench.run();
    expect((await bench.said()).slice(before + 1).sort()).toEqual([
      'games monitor.files pass',
      'games/column:day contract.type pass',
      'games/column:share contract.range pass',
    ]);
  });

  it('that nobody can read are unknown with the reason', async () => {
    const bench = await start(games());
    bench.folder.write('week-1.csv', 'PAR1 and then nothing of the kind');
    bench.folder.write('week-2.parquet', 'PAR1 and then nothing of the kind');
    const config = configSchema.parse({
      datasets: { games: { source: 'week-2.parquet', contract, watch: '15m' } },
    });
    await bench.run('games', new AbortController().signal, config);
    expect(await bench.said()).toEqual(['games monitor.files unknown']);
  });

  it('grow old by the clock alone, which is told once, by the time in the data', async () => {
    const freshness = { column: 'day', within: '36h' };
    const bench = await start(games({ freshness }), { now: monday });
    bench.folder.write('week-1.csv', fine);
    await bench.run();
    const before = (await bench.said()).length;
    bench.clock.now = monday + 11 * hour;
    await bench.run();
    expect((await bench.said()).length).toBe(before);
    for (const hours of [13, 14, 20]) {
      bench.clock.now = monday + hours * hour;
      await bench.run();
    }
    expect((await bench.said()).slice(before)).toEqual(['games contract.freshness alert']);
    bench.folder.write('week-2.csv', 'id,day,share\nc,2026-03-02,0.4\n');
    await bench.run();
    expect((await bench.said()).slice(before + 1)).toEqual(['games contract.freshness pass']);
  });

  it('may be only the newest by name', async () => {
    const bench = await start(games({}, { newest: 1 }));
    bench.folder.write('week-1.csv', broken);
    bench.folder.write('week-2.csv', fine);
    expect(await bench.run()).toMatch(/^1 file, /);
    expect((await bench.said()).every((line) => line.endsWith(' pass'))).toBe(true);
    bench.folder.write('week-3.csv', broken);
    await bench.run();
    expect(await bench.said()).toContain('games/column:share contract.range alert');
  });

  it('are judged by the contract alone where their baseline is gone, and drift is unknown', async () => {
    const { datasets } = games();
    const bench = await start({ datasets: { games: { ...datasets.games, baseline: 'season' } } });
    bench.folder.write('week-1.csv', fine);
    await bench.run();
    const said = await bench.said();
    expect(said).toContain('games drift.window unknown');
    expect(said).toContain('games contract.rows pass');
  });

  it('are judged anew when the contract is another one, and what is no longer asked is over', async () => {
    const bench = await start(games());
    bench.folder.write('week-1.csv', broken);
    await bench.run();
    const before = (await bench.said()).length;
    const { columns } = contract;
    const config = configSchema.parse(games({ columns: { ...columns, day: 'string', share: 'number' } }));
    await bench.run('games', new AbortController().signal, config);
    expect((await bench.said()).slice(before).sort()).toEqual([
      'games/column:day contract.type pass',
      'games/column:share contract.range pass',
    ]);
  });

  it('are left as they are by a run that was told to stop', async () => {
    const bench = await start(games());
    bench.folder.write('week-1.csv', broken);
    await bench.run('games', AbortSignal.abort());
    expect(await bench.said()).toEqual([]);
    await bench.run();
    expect(await bench.said()).not.toEqual([]);
  });
});

describe('the week of the example', { timeout: 60_000 }, () => {
  it('whose feed broke is one critical alert, made of all that is wrong with it', async () => {
    const folder = createFolder();
    await writeCourtside(folder.path);
    const set = ['datasets.games.watch.schedule=5s', 'datasets.games.watch.judge=contract'];
    const layers = await loadConfig({ file: 'pitwall.yaml', cwd: folder.path, env: {}, set });
    const bench = await start(layers?.config ?? {}, { folder, now: Date.parse(demoNow) });
    await bench.run();
    const book = compileRules([]);
    const rulings = (await bench.all()).flatMap(({ finding }) => rule(book, finding, { project: 'courtside' }) ?? []);
    const bad = rulings.filter(({ signal }) => signal === 'bad');
    expect(new Set(bad.map(({ alert }) => alert)).size).toBe(1);
    expect(bad.length).toBeGreaterThan(10);
    expect(bad[0]).toMatchObject({ rule: { name: 'contract' }, subject: 'dataset:games' });
    expect(bad.map(({ severity }) => severity)).toContain('critical');
  });
});
