import { formatDuration } from '../core/duration.ts';
import type { Job } from '../state/job.ts';
import { usualLease } from './job.ts';
import { nextRun, readSchedule } from './schedule.ts';

export interface StalledJob {
  readonly job: string;
  readonly kind: 'dead' | 'overdue' | 'long';
  /** Since when it is so. */
  readonly since: number;
  /** For people. */
  readonly reason: string;
}

export interface StalledOptions {
  readonly now: number;
  readonly leaseMilliseconds?: number;
  /** A run may take so many leases. */
  readonly leases?: number;
}

const usualLeases = 10;
const shortest = 60_000;
const longest = 3_600_000;

/**
 * Jobs that do not do what they are there for: given up, not begun although their time has come, or running for very
 * long. One may be late by the time to its following run, but by a minute at the least and an hour at the most.
 */
export function stalledJobs(jobs: readonly Job[], options: StalledOptions): readonly StalledJob[] {
  return jobs.flatMap((job) => stalled(job, options) ?? []);
}

function stalled(job: Job, options: StalledOptions): StalledJob | undefined {
  const { now, leaseMilliseconds = usualLease, leases = usualLeases } = options;
  const { name, deadAt, nextAt, lease } = job;
  if (deadAt !== null) {
    const error = job.lastError === null ? '' : `: ${job.lastError}`;
    return { job: name, kind: 'dead', since: deadAt, reason: `was given up after ${job.attempts} attempts${error}` };
  }
  if (lease && lease.until > now) {
    const took = now - lease.since;
    if (took <= leases * leaseMilliseconds) return undefined;
    return { job: name, kind: 'long', since: lease.since, reason: `runs for ${formatDuration(took)}` };
  }
  if (nextAt === null) return undefined;
  // where its server was lost, it could be taken from the end of the lease on
  const since = Math.max(nextAt, lease?.until ?? nextAt);
  const late = now - since;
  if (late <= allowed(job, nextAt)) return undefined;
  return { job: name, kind: 'overdue', since, reason: `should have begun ${formatDuration(late)} ago` };
}

function allowed({ schedule: text, name }: Job, nextAt: number): number {
  const schedule = readSchedule(text);
  return schedule ? Math.min(longest, Math.max(shortest, nextRun(schedule, nextAt, name) - nextAt)) : longest;
}
