import { describe, expect, it } from 'vitest';
import { putJob } from '../state/job-table.ts';
import { watchJobs } from './stalled.ts';
import { type Bench, day, hour, minute, monday, useMonitors } from './testing/bench.ts';

const start = useMonitors();

const watched = (silence: object, more: object = {}) => ({
  m: { task: 'binary', prediction: 'p', label: 'y', monitor: { silence }, ...more },
});

const saidOf = async (bench: Bench, metric: string) =>
  (await bench.findings(metric)).map(({ finding: { status, message, value } }) => [status, value, message]);

async function runFor(bench: Bench, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 5 * minute) {
    bench.clock.now += 5 * minute;
    await bench.run();
  }
}

const predict = (bench: Bench, id: string) =>
  bench.send('prediction', [{ model: 'm', id, at: bench.clock.now, prediction: 0.5 }]);

describe('silence', { timeout: 60_000 }, () => {
  it('of predictions is said once when it begins and once when it ends, with how long it was', async () => {
    const bench = await start({ models: watched({ predictions: '30m' }) });
    await predict(bench, 'a');
    await runFor(bench, 30 * minute);
    expect(await saidOf(bench, 'silence.predictions')).toEqual([['pass', 0.08, 'predictions come']]);
    await runFor(bench, 90 * minute);
    expect(await saidOf(bench, 'silence.predictions')).toEqual([
      ['pass', 0.08, 'predictions come'],
      ['alert', 0.58, 'no predictions for 35m'],
    ]);
    await predict(bench, 'b');
    await runFor(bench, 10 * minute);
    const said = await saidOf(bench, 'silence.predictions');
    expect(said).toHaveLength(3);
    expect(said[2]).toEqual(['pass', 0.08, 'predictions come again, after 2h without']);
    await runFor(bench, 60 * minute);
    expect((await saidOf(bench, 'silence.predictions')).map(([status]) => status)).toEqual([
      'pass',
      'alert',
      'pass',
      'alert',
    ]);
  });

  it('of a model that never sent anything is not known', async () => {
    const bench = await start({ models: watched({ predictions: '30m', labels: '1h' }) });
    await runFor(bench, 2 * hour);
    expect((await bench.findings()).map(({ finding: { metric, status, reason } }) => [metric, status, reason])).toEqual(
      [
        ['silence.predictions', 'unknown', 'nothing was ever received'],
        ['silence.labels', 'unknown', 'nothing was ever received'],
      ],
    );
  });

  it('is not looked for where nobody asked', async () => {
    const bench = await start({ models: watched({}) });
    await predict(bench, 'a');
    bench.clock.now += 9 * day;
    await bench.run();
    expect(await saidOf(bench, 'silence.predictions')).toEqual([]);
  });

  it('of labels counts only while predictions wait for theirs', async () => {
    const label = { label: { column: 'y', within: '2h' }, time: 't' };
    const bench = await start({ models: watched({ labels: '1h' }, label) });
    await predict(bench, 'a');
    await bench.send('label', [{ model: 'm', id: 'a', label: 1 }]);
    await runFor(bench, 3 * hour);
    // every prediction has its label
    expect((await saidOf(bench, 'silence.labels')).map(([status]) => status)).toEqual(['pass']);
    await predict(bench, 'b');
    await runFor(bench, 2 * hour);
    // that of the second one is not due yet
    expect((await saidOf(bench, 'silence.labels')).map(([status]) => status)).toEqual(['pass']);
    await runFor(bench, 10 * minute);
    expect((await saidOf(bench, 'silence.labels')).at(-1)).toEqual([
      'alert',
      expect.any(Number),
      expect.stringMatching(/^no labels for .*, and predictions wait for theirs$/),
    ]);
    await bench.send('label', [{ model: 'm', id: 'b', label: 1 }]);
    await runFor(bench, 10 * minute);
    expect((await saidOf(bench, 'silence.labels')).map(([status]) => status)).toEqual(['pass', 'alert', 'pass']);
  });
});

describe('a job that stands still', { timeout: 60_000 }, () => {
  it('is said once, and once when it goes on', async () => {
    const bench = await start({ models: {} });
    const { state } = bench.server;
    const plan = (nextAt: number) =>
      state.change((tx) => putJob(tx, { name: 'monitor:x', summary: '', schedule: null, nextAt }));
    await plan(monday);
    await watchJobs(bench.context);
    expect(await bench.findings()).toEqual([]);
    bench.clock.now = monday + 3 * hour;
    for (let times = 0; times < 3; times += 1) await watchJobs(bench.context);
    const [stalled, ...more] = await bench.findings('jobs.stalled');
    expect(more).toEqual([]);
    expect(stalled?.finding).toMatchObject({ subject: 'component:jobs/job:monitor%3Ax', status: 'alert', value: 3 });
    await state.change((tx) =>
      tx
        .updateTable('job')
        .set({ next_at: monday + 4 * hour })
        .execute(),
    );
    for (let times = 0; times < 3; times += 1) await watchJobs(bench.context);
    expect((await bench.findings('jobs.stalled')).map(({ finding: { status, message } }) => [status, message])).toEqual(
      [
        ['alert', expect.stringContaining('the job monitor:x should have begun 3h ago')],
        ['pass', 'the job monitor:x goes on, after 3h'],
      ],
    );
    bench.clock.now = monday + 9 * hour;
    await watchJobs(bench.context);
    await state.change((tx) => tx.deleteFrom('job').execute());
    await watchJobs(bench.context);
    expect((await saidOf(bench, 'jobs.stalled')).at(-1)).toEqual(['pass', 0, 'the job monitor:x is gone, after 5h']);
  });
});
