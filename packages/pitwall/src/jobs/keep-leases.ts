import type { Job } from '../state/job.ts';
import { extendLeases } from '../state/job-lease.ts';
import type { State } from '../state/state.ts';

export interface Running {
  readonly job: Job;
  readonly run: string;
  readonly controller: AbortController;
  /** Resolves, and never rejects, when all of it is written. */
  readonly over: Promise<void>;
  until: number;
}

export interface LeaseKeeping {
  readonly running: ReadonlyMap<string, Running>;
  readonly lease: number;
  now(): number;
  readonly change: State['change'];
  tellAway(error: unknown): void;
}

/** Extends the leases of all that runs, each third of a lease, until what it answers is called. */
export function keepLeases({ running, lease, now, change, tellAway }: LeaseKeeping): () => void {
  async function extend(): Promise<void> {
    const runs = [...running.keys()];
    if (runs.length === 0) return;
    const until = now() + lease;
    try {
      const kept = await change((tx) => extendLeases(tx, { runs, now: now(), until }));
      for (const run of runs) {
        const one = running.get(run);
        if (one && kept.has(run)) one.until = until;
        else one?.controller.abort(new Error('its lease was lost'));
      }
    } catch (error) {
      tellAway(error);
      // nobody can say whether another server has them by now
      for (const { until: end, controller } of running.values())
        if (end <= now()) controller.abort(new Error('its lease ran out'));
    }
  }
  const timer = setInterval(() => void extend(), lease / 3).unref();
  return () => clearInterval(timer);
}
