import { expect, it } from 'vitest';
import { forgetRows } from './forget.ts';
import type { Job } from './job.ts';
import {
  type Decision,
  extendLeases,
  failJob,
  finishJob,
  releaseJob,
  soonestJob,
  type Taking,
  takeJobs,
} from './job-lease.ts';
import { listJobRuns, listLastRuns } from './job-run-table.ts';
import { dropJob, getJob, listJobs, putJob, reviveJob } from './job-table.ts';
import type { Bench, OpenAt } from './state.suite.ts';
import type { State, Tx } from './state.ts';

const minute = 60_000;

export function jobSuite(bench: () => Bench, openAt: OpenAt): void {
  let runs = 0;
  const names = ['a', 'b', 'c', 'd', 'drift', 'e', 'first', 'later', 'never', 'second'];
  const put = (name: string, nextAt: number | null = bench().now, schedule: string | null = '* * * * *') =>
    bench().state.change((tx) => putJob(tx, { name, summary: `Does ${name}`, schedule, nextAt }));
  const runIt = ({ dueAt, nextAt }: Job): Decision => ({
    kind: 'run',
    run: `run ${++runs}`,
    due: dueAt ?? nextAt ?? 0,
  });
  const taking = (owner: string, change: Partial<Taking> = {}): Taking => {
    const { now } = bench();
    return { owner, now, until: now + minute, limit: 1, names, decide: runIt, ...change };
  };
  const take = async (owner: string, by: State = bench().state): Promise<Job | undefined> =>
    (await by.change((tx) => takeJobs(tx, taking(owner))))[0];
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
        summary: 'Does drift',
        schedule: '0 * * * *',
        lease: null,
        attempts: 0,
        nextAt: now + 3,
        dueAt: null,
        deadAt: null,
        lastError: null,
        lastRun: null,
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
        dueAt: now,
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
    const extend = async (): Promise<boolean> =>
      (
        await state.change((tx) =>
          extendLeases(tx, { runs: [run, 'x'], now: bench().now, until: bench().now + minute }),
        )
      ).has(run);
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
    const { state } = bench();
    await put('drift');
    const failed = state.change(async (tx) => {
      await takeJobs(tx, taking('a'));
      throw new Error('undone');
    });
    await expect(failed).rejects.toThrow('undone');
    expect(await taken('b')).toMatchObject({ attempts: 1 });
  });

  it('are taken several at once, those with a known name, each with a run of its own', async () => {
    const { state, now } = bench();
    for (const [index, name] of ['a', 'b', 'c', 'd', 'unknown'].entries()) await put(name, now - 10 + index);
    const some = await state.change((tx) => takeJobs(tx, taking('x', { limit: 3 })));
    expect(some.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(new Set(some.map(({ lease }) => lease?.run)).size).toBe(3);
    const rest = await state.change((tx) => takeJobs(tx, taking('y', { limit: 9 })));
    expect(rest.map(({ name, dueAt }) => [name, dueAt])).toEqual([['d', now - 7]]);
    const { items } = await listJobRuns(state.db, { order: 'oldest' });
    expect(items.map(({ seq, job, dueAt }) => [seq, job, dueAt])).toEqual([
      [1, 'a', now - 10],
      [2, 'b', now - 9],
      [3, 'c', now - 8],
      [4, 'd', now - 7],
    ]);
    expect(await state.change((tx) => takeJobs(tx, taking('z', { names: [] })))).toEqual([]);
  });

  it('may be put off or given up when they are due, and others take their place', async () => {
    const { state, now } = bench();
    for (const name of ['a', 'b', 'c']) await put(name);
    const decide = (job: Job): Decision => {
      if (job.name === 'a') return { kind: 'wait', nextAt: now + 5 };
      return job.name === 'b' ? { kind: 'give up', error: 'too often' } : runIt(job);
    };
    const got = await state.change((tx) => takeJobs(tx, taking('x', { decide })));
    expect(got.map(({ name }) => name)).toEqual(['c']);
    expect(await getJob(state.db, 'a')).toMatchObject({ nextAt: now + 5, lease: null, attempts: 0 });
    expect(await getJob(state.db, 'b')).toMatchObject({ nextAt: null, deadAt: now, lastError: 'too often' });
  });

  it('say when the next may be taken', async () => {
    const { state, now } = bench();
    expect(await soonestJob(state.db, names)).toBeUndefined();
    await put('a', now + 7);
    await put('b', now - 7);
    await put('unknown', now - 100);
    expect(await soonestJob(state.db, names)).toBe(now - 7);
    await taken('x');
    expect(await soonestJob(state.db, names)).toBe(now + 7);
    expect(await soonestJob(state.db, ['b'])).toBe(now + minute);
    expect(await soonestJob(state.db, [])).toBeUndefined();
  });

  it('that are given back can be taken at once, and it is no failure', async () => {
    const { state, now } = bench();
    await put('drift');
    const { run } = await taken('a');
    const release = (tx: Tx) => releaseJob(tx, { run, now, detail: 'the server stopped' });
    expect(await state.change(release)).toBe(true);
    expect(await state.change(release)).toBe(false);
    expect(await taken('b')).toMatchObject({ attempts: 1 });
    expect(await outcomes()).toEqual([
      ['a', 1, 'lost'],
      ['b', 1, null],
    ]);
  });

  it('that were given up live again with another schedule', async () => {
    const { state, now } = bench();
    await put('drift');
    const { run } = await taken('a');
    await state.change((tx) => failJob(tx, { run, now, error: 'x', retryAt: null }));
    await put('drift', now);
    expect(await getJob(state.db, 'drift')).toMatchObject({ deadAt: now, nextAt: null, lastRun: run });
    await put('drift', now, '0 * * * *');
    expect(await getJob(state.db, 'drift')).toMatchObject({ deadAt: null, nextAt: now, attempts: 0, dueAt: null });
  });

  it('forget their old runs, but not the last that ended nor one under way', async () => {
    const { state, now: start } = bench();
    for (const name of ['a', 'b', 'c']) await put(name);
    const ids: string[] = [];
    for (let round = 0; round < 3; round++) {
      for (const name of ['a', 'b']) {
        const { run } = await taken('x');
        ids.push(run);
        const { now } = bench();
        if (round < 2 || name === 'a')
          await state.change((tx) => finishJob(tx, { run, now, nextAt: now + 2, detail: name }));
      }
      bench().now += 2;
      await put('c', null, String(round));
    }
    expect((await listLastRuns(state.db)).get('b')).toMatchObject({ id: ids[3], detail: 'b' });
    expect(await state.change((tx) => forgetRows(tx, 'job_runs', { before: start, most: 100 }))).toBe(0);
    expect(await state.change((tx) => forgetRows(tx, 'job_runs', { before: start + 2, most: 100 }))).toBe(2);
    expect(await state.change((tx) => forgetRows(tx, 'job_runs', { before: start + 100, most: 100 }))).toBe(1);
    const kept = (await listJobRuns(state.db, { order: 'oldest' })).items.map(({ id }) => id);
    expect(kept).toEqual([ids[3], ids[4], ids[5]]);
    expect([...(await listLastRuns(state.db)).keys()].sort()).toEqual(['a', 'b']);
  });
}
