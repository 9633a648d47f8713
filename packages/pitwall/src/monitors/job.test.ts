import { describe, expect, it } from 'vitest';
import type { JobDefinition } from '../jobs/index.ts';
import { listAudit } from '../state/audit-table.ts';
import { monitorJobs } from './job.ts';
import { type Bench, day, hour, monday, useMonitors } from './testing/bench.ts';

const start = useMonitors();

const binary = { task: 'binary', prediction: 'p', label: 'y', monitor: { minimum_samples: 1 } };

const runJob = (bench: Bench, job: JobDefinition | undefined, signal = new AbortController().signal) =>
  job?.run({ context: bench.context, due: bench.clock.now, run: 'r1', signal });

const predictions = (model: string, count = 10) =>
  Array.from({ length: count }, (_, index) => ({ model, id: index, at: monday + index * hour, prediction: 0.5 }));

describe('the jobs of monitors', () => {
  it('are one for each declared model, on its schedule, and one for the jobs themselves', async () => {
    const models = {
      a: binary,
      b: { ...binary, monitor: { schedule: { cron: '0 6 * * *', time_zone: 'Europe/Berlin' } } },
    };
    const bench = await start({ models });
    const jobs = monitorJobs(bench.server.config);
    expect(jobs.map(({ name, schedule: { cron, time_zone: zone } }) => [name, cron, zone])).toEqual([
      ['monitor:a', '*/5 * * * *', 'UTC'],
      ['monitor:b', '0 6 * * *', 'Europe/Berlin'],
      ['watch-jobs', '* * * * *', 'UTC'],
    ]);
    expect(new Set(jobs.map(({ summary }) => summary)).size).toBe(3);
  });

  it('judge their own model, say what came of it, and nothing where there is nothing new', async () => {
    const bench = await start({ models: { a: binary, b: binary }, now: monday + day });
    await bench.send('prediction', [...predictions('a'), ...predictions('b')]);
    bench.clock.now = monday + day + hour;
    const [a, , watch] = monitorJobs(bench.server.config);
    expect(await runJob(bench, a)).toEqual({ detail: '1 window, 4 new findings, 0 of them corrections' });
    expect(await runJob(bench, a)).toBeUndefined();
    expect(await runJob(bench, watch)).toBeUndefined();
    expect((await bench.findings()).every(({ finding }) => finding.subject.startsWith('model:a'))).toBe(true);
    // one entry for one judged window
    expect((await listAudit(bench.server.state.db, {})).items.map(({ verb }) => verb)).toEqual(['window.judge']);
  });

  it('stop between windows when they are told to', async () => {
    const bench = await start({ models: { a: binary }, now: monday + day });
    await bench.send('prediction', predictions('a'));
    bench.clock.now = monday + day + hour;
    const [a] = monitorJobs(bench.server.config);
    expect(await runJob(bench, a, AbortSignal.abort())).toBeUndefined();
    expect(await bench.findings()).toEqual([]);
    expect(await runJob(bench, a)).toBeDefined();
  });

  it('look again at what was there when windows of other lengths are asked for', async () => {
    const bench = await start({ models: { a: binary }, now: monday + day });
    await bench.send('prediction', predictions('a'));
    bench.clock.now = monday + day + hour;
    await bench.run('a');
    bench.configure({ a: { ...binary, monitor: { windows: '12h', minimum_samples: 1 } } });
    await bench.run('a');
    const windows = (await bench.findings('monitor.rows')).map(
      ({ window }) => ((window?.end ?? 0) - (window?.start ?? 0)) / hour,
    );
    expect(windows).toEqual([24, 12, 12]);
  });
});
