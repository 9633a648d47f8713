import { expect, it } from 'vitest';
import { listJobRuns } from './job-run-table.ts';
import {
  dropJob,
  extendLease,
  failJob,
  finishJob,
  getJob,
  type Job,
  listJobs,
  putJob,
  reviveJob,
  takeJob,
} from './job-table.ts';
import type { Bench, OpenAt } from './state.suite.ts';
import type { State } from './state.ts';

const minute = 60_000;

export function jobSuite(bench: () => Bench, openAt: OpenAt): void {
  let runs = 0;
  const put = (name: string, nextAt: number | null = bench().now, schedule: string | null = '* * * * *') =>
    bench().state.change((tx) => putJob(tx, { name, schedule, nextAt }));
  const take = (owner: string, by: State = bench().state): Promise<Job | undefined> => {
    const { now } = bench();
    return by.change((tx) => takeJob(tx, { owner, run: `run ${++runs}`, now, until: now + minute }));
  };
  const taken = async (owner: string): Promise<Job & { readonly run: string }> => {
    const job = await take(owner);
    if (!job?.lease) throw new Error('There was no job to take.');
    return { ...job, run: job.lease.run };
  };
  const outcomes = async (): Promise<readonly unknown[]> =>
    (await listJobRuns(bench().state.db, { order: 'oldest' })).items.map(({ owner, attempt, outcome }) => [
      owner,
      attempt,
      outcome,
    ]);

  it('are put there once; another schedule plans them anew', async () => {
    const { state, now } = bench();
    await put('drift', now + 1);
    await put('drift', now + 2);
    expect((await getJob(state.db, 'drift'))?.nextAt).toBe(now + 1);
    await put('drift', now + 3, '0 * * * *');
    expect(await listJobs(state.db)).toEqual([
      {
        name: 'drift',
        schedule: '0 * * * *',
        lease: null,
        attempts: 0,
        nextAt: now + 3,
        deadAt: null,
        lastError: null,
      },
    ]);
    expect(await state.change((tx) => dropJob(tx, 'drift'))).toBe(true);
    expect(await state.change((tx) => dropJob(tx, 'drift'))).toBe(false);
    expect(await getJob(state.db, 'drift')).toBeUndefined();
  });

  it('are taken when they are due, the longest waiting first', async () => {
    const { now } = bench();
    await put('later', now + 1);
    await put('second', now - 1);
    await put('first', now - 2);
    await put('never', null);
    expect((await take('a'))?.name).toBe('first');
    expect((await take('a'))?.name).toBe('second');
    expect(await take('a')).toBeUndefined();
    bench().now += 1;
    expect((await take('a'))?.name).toBe('later');
  });

  it('go to one of two takers', async () => {
    const { state, place } = bench();
    const other = await openAt(place);
    for (const name of ['a', 'b', 'c', 'd', 'e']) await put(name);
    const takers = Array.from({ length: 20 }, (_, index) => take(`taker ${index}`, index % 2 === 0 ? state : other));
    const names = (await Promise.all(takers)).flatMap((job) => (job ? [job.name] : []));
    expect(names.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect((await listJobRuns(state.db)).items).toHaveLength(5);
  });

  it('that end well are planned again and forget their failures', async () => {
    const { state, now } = bench();
    await put('drift');
    const { run } = await taken('a');
    const done = { run, now, nextAt: now + minute, detail: '12 findings' };
    expect(await state.change((tx) => finishJob(tx, done))).toBe(true);
    expect(await state.change((tx) => finishJob(tx, done))).toBe(false);
    expect(await getJob(state.db, 'drift')).toMatchObject({ lease: null, attempts: 0, nextAt: now + minute });
    expect((await listJobRuns(state.db, { job: 'drift' })).items).toEqual([
      {
        seq: 1,
        id: run,
        job: 'drift',
        owner: 'a',
        attempt: 1,
        startedAt: now,
        endedAt: now,
        outcome: 'done',
        detail: '12 findings',
      },
    ]);
  });

  it('that fail are tried again, then given up until someone revives them', async () => {
    const { state, now } = bench();
    await put('drift');
    const fail = async (retryAt: number | null): Promise<number> => {
      const { run, attempts } = await taken('a');
      await state.change((tx) => failJob(tx, { run, now, error: `attempt ${attempts}`, retryAt }));
      return attempts;
    };
    expect([await fail(now), await fail(now), await fail(null)]).toEqual([1, 2, 3]);
    expect(await getJob(state.db, 'drift')).toMatchObject({ deadAt: now, lastError: 'attempt 3', attempts: 3 });
    expect(await take('a')).toBeUndefined();
    expect(await state.change((tx) => reviveJob(tx, { name: 'drift', now, nextAt: now }))).toBe(true);
    expect(await taken('a')).toMatchObject({ attempts: 1, deadAt: null });
    expect(await state.change((tx) => reviveJob(tx, { name: 'drift', now, nextAt: now }))).toBe(false);
    expect(await outcomes()).toEqual([
      ['a', 1, 'failed'],
      ['a', 2, 'failed'],
      ['a', 3, 'failed'],
      ['a', 1, null],
    ]);
  });

  it('are kept as long as their lease is extended', async () => {
    const { state } = bench();
    await put('drift');
    const { run } = await taken('a');
    const extend = (): Promise<boolean> =>
      state.change((tx) => extendLease(tx, { run, now: bench().now, until: bench().now + minute }));
    bench().now += minute - 1;
    expect(await extend()).toBe(true);
    bench().now += minute - 1;
    expect(await take('b')).toBeUndefined();
    bench().now += 1;
    expect(await extend()).toBe(false);
  });

  it('whose server died go to the next, and the run is lost', async () => {
    const { state } = bench();
    await put('drift');
    const { run } = await taken('a');
    bench().now += minute;
    const { now } = bench();
    expect(await taken('b')).toMatchObject({ name: 'drift', attempts: 2 });
    expect(await state.change((tx) => finishJob(tx, { run, now, nextAt: null, detail: null }))).toBe(false);
    expect(await state.change((tx) => failJob(tx, { run, now, error: 'x', retryAt: null }))).toBe(false);
    expect(await outcomes()).toEqual([
      ['a', 1, 'lost'],
      ['b', 2, null],
    ]);
    expect((await getJob(state.db, 'drift'))?.lease?.owner).toBe('b');
  });

  it('whose lease ran out are still done when nobody else took them', async () => {
    const { state } = bench();
    await put('drift');
    const { run } = await taken('a');
    bench().now += 2 * minute;
    const done = { run, now: bench().now, nextAt: null, detail: null };
    expect(await state.change((tx) => finishJob(tx, done))).toBe(true);
    expect(await outcomes()).toEqual([['a', 1, 'done']]);
  });

  it('that a change took and undid are there for the next', async () => {
    const { state, now } = bench();
    await put('drift');
    const failed = state.change(async (tx) => {
      await takeJob(tx, { owner: 'a', run: 'undone', now, until: now + minute });
      throw new Error('undone');
    });
    await expect(failed).rejects.toThrow('undone');
    expect(await taken('b')).toMatchObject({ attempts: 1 });
  });
}
