import { setTimeout as pause } from 'node:timers/promises';
import { system } from '../server/actor.ts';
import type { Job } from '../state/job.ts';
import { releaseJob, soonestJob, takeJobs } from '../state/job-lease.ts';
import type { Tx } from '../state/state.ts';
import { type Ending, isAway, writeEnding } from './ending.ts';
import { type JobDefinition, usualLease } from './job.ts';
import { keepLeases, type Running } from './keep-leases.ts';
import { putJobs } from './put.ts';
import { decide } from './take.ts';
import type { Worker, WorkerOptions } from './worker-options.ts';

export type { Worker } from './worker-options.ts';

const usual = { concurrency: 2, poll: 1_000, stop: 4_000 } as const;

/**
 * Runs jobs when they are due. What it takes and ends it writes straight into the state, past `perform`: the run in the
 * history is the record, and an entry in the audit for each would bury what people did.
 */
export function startWorker(options: WorkerOptions): Worker {
  const { workplace, owner, leaseMilliseconds: lease = usualLease, concurrency = usual.concurrency } = options;
  const { pollMilliseconds: poll = usual.poll, stopMilliseconds = usual.stop, failed = () => {} } = options;
  const running = new Map<string, Running>();
  let definitions: ReadonlyMap<string, JobDefinition> = new Map();
  /** Not yet in the state. */
  let wanted: readonly JobDefinition[] | undefined = options.definitions;
  /** Jobs that were taken; they may not yet run. */
  let busy = 0;
  let away = false;
  let stopping: Promise<void> | undefined;
  let looking: Promise<boolean> | undefined;
  let timer: NodeJS.Timeout | undefined;

  const now = (): number => workplace().world.now();

  async function change<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await workplace().state.change(run);
    away = false;
    return result;
  }

  function tellAway(error: unknown): void {
    if (!away) failed({ error });
    away = true;
  }

  async function putWanted(): Promise<void> {
    const next = wanted;
    if (next === undefined) return;
    await change((tx) => putJobs(tx, next, now()));
    definitions = new Map(next.map((definition) => [definition.name, definition]));
    if (wanted === next) wanted = undefined;
    for (const { job, controller } of running.values())
      if (!definitions.has(job.name)) controller.abort(new Error('the job was taken out'));
  }

  /** One change, which gives back `own` slots and takes jobs for all that are free. */
  async function changeAndTake(own: number, run: (tx: Tx) => Promise<void>): Promise<void> {
    let taken: readonly Job[] = [];
    let freed = 0;
    try {
      await change(async (tx) => {
        await run(tx);
        // counted here, where changes go one after another: several of them may share a commit
        freed = own;
        busy -= freed;
        if (stopping || busy >= concurrency) return;
        const at = now();
        const newRun = (): string => `run_${workplace().world.random(12).toString('hex')}`;
        taken = await takeJobs(tx, {
          owner,
          now: at,
          until: at + lease,
          limit: concurrency - busy,
          names: [...definitions.keys()],
          decide: (job) => decide(job, { definitions, now: at, newRun }),
        });
        busy += taken.length;
      });
    } catch (error) {
      busy += freed - taken.length;
      throw error;
    }
    for (const job of taken) begin(job);
  }

  function begin(job: Job): void {
    if (!job.lease) throw new TypeError(`Expected a job that was taken: ${job.name}.`);
    const { run, until } = job.lease;
    const controller = new AbortController();
    if (stopping) controller.abort(new Error('the server stopped'));
    const over = work(job, run, controller.signal)
      .catch((error: unknown) => {
        busy -= 1;
        failed({ error, job: job.name });
      })
      .finally(() => {
        running.delete(run);
        plan(0);
      });
    running.set(run, { job, run, controller, until, over });
  }

  async function work(job: Job, run: string, signal: AbortSignal): Promise<void> {
    const due = job.dueAt ?? now();
    let ending = await runOnce(job, { run, due, signal });
    for (;;) {
      try {
        if ('error' in ending && signal.aborted) {
          const detail = signal.reason instanceof Error ? signal.reason.message : 'aborted';
          await change((tx) => releaseJob(tx, { run, now: now(), detail }));
          busy -= 1;
          return;
        }
        // the next job is taken in the same transaction: a commit costs more than all that is in it
        const end = ending;
        await changeAndTake(1, async (tx) => {
          const schedule = definitions.get(job.name)?.schedule;
          await writeEnding(tx, { job, run, due, now: now(), schedule }, end);
        });
        return;
      } catch (error) {
        if (isAway(error) && !stopping) {
          tellAway(error);
          await pause(poll, undefined, { ref: false });
        } else if ('error' in ending) {
          throw error;
        } else {
          failed({ error, job: job.name });
          ending = { error };
        }
      }
    }
  }

  async function runOnce(job: Job, work: { run: string; due: number; signal: AbortSignal }): Promise<Ending> {
    try {
      work.signal.throwIfAborted();
      const definition = definitions.get(job.name);
      if (!definition) throw new Error('Expected a job that is defined, found none of this name.');
      const outcome = await definition.run({ ...work, context: { ...workplace(), actor: system } });
      return { outcome: outcome ?? undefined };
    } catch (error) {
      if (!work.signal.aborted) failed({ error, job: job.name });
      return { error };
    }
  }

  /** Takes what is due. True where there was nothing to take and nothing runs. */
  async function look(): Promise<boolean> {
    let wait: number = poll;
    try {
      await putWanted();
      // whoever ends looks again
      if (busy >= concurrency) return false;
      // asked without a transaction: to look when there is nothing to do costs no write
      const soonest = await soonestJob(workplace().state.db, [...definitions.keys()]);
      wait = Math.min(poll, (soonest ?? Number.POSITIVE_INFINITY) - now());
      const isDue = wait <= 0;
      if (!isDue) return busy === 0;
      await changeAndTake(0, async () => {});
      // a job may have been put off by its schedule, so that another is the soonest
      wait = busy < concurrency ? 1 : poll;
      return false;
    } catch (error) {
      // the next look may find it back
      if (isAway(error)) tellAway(error);
      else failed({ error });
      wait = poll;
      return false;
    } finally {
      plan(wait);
    }
  }

  function lookOnce(): Promise<boolean> {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  function plan(wait: number): void {
    clearTimeout(timer);
    if (!stopping) timer = setTimeout(() => void lookOnce(), wait).unref();
  }

  const letGo = keepLeases({ running, lease, now, change, tellAway });

  /** A run that ends may have taken the next one. */
  async function allOver(): Promise<void> {
    while (running.size > 0) await Promise.all([...running.values()].map(({ over }) => over));
  }

  async function stop(): Promise<void> {
    clearTimeout(timer);
    letGo();
    await looking;
    for (const { controller } of running.values()) controller.abort(new Error('the server stopped'));
    const patience = new AbortController();
    const deadline = pause(stopMilliseconds, undefined, { signal: patience.signal }).catch(() => {});
    await Promise.race([allOver(), deadline]);
    patience.abort();
    const hanging = [...running.keys()];
    if (hanging.length === 0) return;
    // what they end with is refused from then on
    const detail = 'the server stopped';
    await change(async (tx) => {
      for (const run of hanging) await releaseJob(tx, { run, now: now(), detail });
    }).catch((error: unknown) => failed({ error }));
  }

  plan(0);
  return {
    async replace(next) {
      wanted = next;
      await looking;
      try {
        await putWanted();
      } catch (error) {
        // tried again with each look
        if (!isAway(error)) throw error;
        tellAway(error);
      }
      plan(0);
    },
    wake: () => plan(0),
    async idle() {
      for (;;) {
        await allOver();
        await looking;
        if (await lookOnce()) return;
        await pause(1);
      }
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}
