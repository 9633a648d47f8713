import { describe, expect, it } from 'vitest';
import { scheduleSchema } from '../jobs/schedule.ts';
import { startWorker } from '../jobs/worker.ts';
import type { Worker } from '../jobs/worker-options.ts';
import { problemOf } from './testing/asking.ts';
import { type Bench, noon, useServers } from './testing/bench.ts';

const servers = useServers();
const minute = 60_000;

interface Started extends Bench {
  readonly worker: Worker;
  listed(): Promise<Record<string, Record<string, unknown>>>;
  post(path: string): Promise<Response>;
}

/** One that does well, one that fails until it is told not to, and one that waits to be let go. */
async function start(): Promise<Started & { readonly box: { fails: boolean; release: () => void } }> {
  const bench = await servers.start();
  const box = { fails: true, release: () => {} };
  const schedule = scheduleSchema.parse({ cron: '*/5 * * * *', time_zone: 'Europe/Berlin' });
  const worker = startWorker({
    workplace: () => bench.server,
    owner: 'server-1',
    pollMilliseconds: 10,
    definitions: [
      { name: 'drift:a/b', summary: 'Looks for drift', schedule, run: async () => ({ detail: '2 findings' }) },
      {
        name: 'fails',
        summary: 'Fails',
        schedule,
        run: async () => {
          if (box.fails) throw new Error('No data.');
        },
      },
      {
        name: 'yearly',
        summary: 'Waits',
        schedule: scheduleSchema.parse('0 0 1 1 *'),
        run: () => new Promise<void>((resolve) => void Object.assign(box, { release: resolve })),
      },
    ],
  });
  const stop = bench.serving.stop;
  Object.assign(bench.serving, { stop: () => worker.stop().then(stop) });
  await worker.idle();
  return {
    ...bench,
    worker,
    box,
    post: (path) => bench.ask(path, { method: 'POST' }),
    async listed() {
      const answer = await bench.ask('/api/v1/jobs');
      const { items } = (await answer.json()) as { items: Record<string, unknown>[] };
      return Object.fromEntries(items.map((item) => [item.name, item]));
    },
  };
}

describe('jobs', () => {
  it('are listed with what they do, when, and how it went', async () => {
    const { listed, worker, clock } = await start();
    expect(await listed()).toMatchObject({
      'drift:a/b': {
        summary: 'Looks for drift',
        schedule: { cron: '*/5 * * * *', time_zone: 'Europe/Berlin', jitter: '0s', missed: 'once' },
        state: 'waiting',
        nextAt: '2026-01-05T12:05:00.000Z',
        lastRun: null,
      },
    });
    clock.now = noon + 5 * minute + 70;
    await worker.idle();
    const after = await listed();
    expect(after['drift:a/b']).toMatchObject({
      state: 'waiting',
      nextAt: '2026-01-05T12:10:00.000Z',
      lastRun: {
        owner: 'server-1',
        due: '2026-01-05T12:05:00.000Z',
        startedAt: '2026-01-05T12:05:00.070Z',
        lateMilliseconds: 70,
        durationMilliseconds: 0,
        outcome: 'done',
        detail: '2 findings',
        error: null,
      },
    });
    expect(after.fails).toMatchObject({
      state: 'failing',
      nextAt: '2026-01-05T12:05:30.070Z',
      lastRun: { outcome: 'failed', error: 'No data.', detail: null },
    });
  });

  it('show their runs page by page', async () => {
    const { ask, worker, clock } = await start();
    for (let run = 1; run <= 3; run++) {
      clock.now = noon + run * 5 * minute;
      await worker.idle();
    }
    const path = `/api/v1/jobs/${encodeURIComponent('drift:a/b')}/runs?limit=2`;
    const first = (await (await ask(path)).json()) as { items: { due: string }[]; next: string; more: boolean };
    expect(first.items.map(({ due }) => due)).toEqual(['2026-01-05T12:15:00.000Z', '2026-01-05T12:10:00.000Z']);
    const rest = (await (await ask(`${path}&cursor=${first.next}`)).json()) as typeof first;
    expect([rest.items.length, rest.more]).toEqual([1, false]);
    expect(await problemOf(await ask('/api/v1/jobs/none/runs'))).toMatchObject({ status: 404, code: 'job.missing' });
  });

  it('are run at once, but not while they run', async () => {
    const { post, listed, worker, box } = await start();
    const asked = await post('/api/v1/jobs/yearly/run');
    expect([asked.status, await asked.json()]).toEqual([202, { job: 'yearly', nextAt: '2026-01-05T12:00:00.000Z' }]);
    await expect.poll(async () => (await listed()).yearly?.state).toBe('running');
    expect(await problemOf(await post('/api/v1/jobs/yearly/run'))).toMatchObject({ status: 409, code: 'job.running' });
    box.release();
    await worker.idle();
    expect((await listed()).yearly).toMatchObject({ state: 'waiting', nextAt: '2027-01-01T00:00:00.000Z' });
    expect(await problemOf(await post('/api/v1/jobs/none/run'))).toMatchObject({ status: 404, code: 'job.missing' });
  });

  it('that were given up are retried, those that are well are not', async () => {
    const { post, listed, worker, clock, box, ask, keys } = await start();
    clock.now = noon + 5 * minute;
    for (let attempt = 0; attempt < 5; attempt++) {
      await worker.idle();
      clock.now += 5 * minute;
    }
    expect((await listed()).fails).toMatchObject({ state: 'dead', nextAt: null, lastRun: { attempt: 5 } });
    expect(await problemOf(await post('/api/v1/jobs/fails/run'))).toMatchObject({ status: 409, code: 'job.dead' });
    box.fails = false;
    expect((await post('/api/v1/jobs/fails/retry')).status).toBe(202);
    await worker.idle();
    expect((await listed()).fails).toMatchObject({ state: 'waiting', lastRun: { attempt: 1, outcome: 'done' } });
    expect(await problemOf(await post('/api/v1/jobs/fails/retry'))).toMatchObject({ status: 409, code: 'job.well' });
    const audited = (await (await ask('/api/v1/audit?subject=job:fails&order=oldest')).json()) as { items: unknown[] };
    expect(audited.items).toMatchObject([
      { verb: 'job.run', outcome: 'failed', input: { job: 'fails', error: 'job.dead' } },
      { verb: 'job.retry', outcome: 'done', actor: keys.actor, input: { job: 'fails' } },
      { verb: 'job.retry', outcome: 'failed', input: { job: 'fails', error: 'job.well' } },
    ]);
  });
});
