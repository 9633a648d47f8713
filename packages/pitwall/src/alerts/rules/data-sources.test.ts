import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import { datasetJobs } from '../../monitors/datasets/job.ts';
import { system } from '../../server/actor.ts';
import { openServer, type Server } from '../../server/open.ts';
import { createFolder, type Folder } from '../../testing/data-files.ts';
import { alertsOf, standing } from './testing/alerts-of.ts';

const folders: Folder[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  for (const folder of folders.splice(0)) folder.remove();
});

const minutes = (count: number): number => 60_000 * count;
const monday = Date.UTC(2026, 2, 2);

async function start(contract: object) {
  const folder = createFolder();
  folders.push(folder);
  const clock = { now: monday };
  const config = configSchema.parse({ datasets: { games: { source: 'week-*.csv', contract, watch: '15m' } } });
  const server = await openServer({
    folder: join(folder.path, 'data-directory'),
    home: folder.path,
    version: '0.0.0',
    config,
    world: { now: () => clock.now, random: (bytes: number) => randomBytes(bytes) },
  });
  servers.push(server);
  const [job] = datasetJobs(config);
  return {
    clock,
    server,
    file: join(folder.path, 'week-1.csv'),
    async deliver(...lines: readonly string[]) {
      clock.now += minutes(15);
      folder.write('week-1.csv', `${['id,day,share', ...lines].join('\n')}\n`);
      await this.look();
    },
    look: async () =>
      void (await job?.run({
        context: { ...server, config, actor: system },
        due: clock.now,
        run: 'r',
        signal: new AbortController().signal,
      })),
  };
}

const columns = { id: 'string', day: 'date', share: { type: 'number', min: 0, max: 1 } };

describe('the rule about data, from its source', { timeout: 30_000 }, () => {
  it('contract: all that is wrong with a dataset is one alert, until none of it is', async () => {
    const bench = await start({ columns, rows: { min: 2 } });
    await bench.deliver('a,2026-03-01,0.4', 'b,2026-03-01,0.6');
    expect(await alertsOf(bench.server, 'contract')).toEqual([]);
    await bench.deliver('a,yesterday,40');
    expect(await standing(bench.server, 'contract')).toEqual({
      'dataset:games contract.rows': 'critical',
      'dataset:games/column:day contract.type': 'high',
      'dataset:games/column:share contract.range': 'high',
    });
    expect(await alertsOf(bench.server, 'contract')).toEqual(['dataset:games firing critical']);
    await bench.deliver('a,2026-03-01,40', 'b,2026-03-01,0.6');
    expect(await standing(bench.server, 'contract')).toEqual({ 'dataset:games/column:share contract.range': 'high' });
    await bench.deliver('a,2026-03-01,0.4', 'b,2026-03-01,0.6');
    expect(await standing(bench.server, 'contract')).toEqual({});
    expect(await alertsOf(bench.server, 'contract')).toEqual(['dataset:games resolved high']);
  });

  it('contract: data that is older than a day is of medium severity, until newer data comes', async () => {
    const bench = await start({ columns, freshness: { column: 'day', within: '24h' } });
    await bench.deliver('a,2026-03-02,0.4');
    bench.clock.now = monday + minutes(24 * 60);
    await bench.look();
    expect(await alertsOf(bench.server, 'contract')).toEqual([]);
    bench.clock.now += 1;
    await bench.look();
    expect(await standing(bench.server, 'contract')).toEqual({ 'dataset:games contract.freshness': 'medium' });
    await bench.deliver('a,2026-03-02,0.4', 'b,2026-03-03,0.4');
    expect(await standing(bench.server, 'contract')).toEqual({});
  });

  it('contract: files that are gone are critical, until they are there again', async () => {
    const bench = await start({ columns });
    await bench.deliver('a,2026-03-02,0.4');
    rmSync(bench.file);
    await bench.look();
    expect(await standing(bench.server, 'contract')).toEqual({ 'dataset:games monitor.files': 'critical' });
    await bench.deliver('a,2026-03-02,0.4');
    expect(await standing(bench.server, 'contract')).toEqual({});
  });
});
