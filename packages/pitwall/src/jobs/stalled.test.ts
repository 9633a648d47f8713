import { describe, expect, it } from 'vitest';
import type { Job } from '../state/job.ts';
import { scheduleSchema, writeSchedule } from './schedule.ts';
import { stalledJobs } from './stalled.ts';
import { minute, noon } from './testing/bench.ts';

const jobOf = (change: Partial<Job> & { readonly cron?: string }): Job => {
  const { cron = '*/10 * * * *', ...rest } = change;
  const unrun = { lease: null, attempts: 0, nextAt: noon, dueAt: null, deadAt: null, lastError: null, lastRun: null };
  return { name: 'drift', summary: '', schedule: writeSchedule(scheduleSchema.parse(cron)), ...unrun, ...rest };
};
const reasons = (job: Job, now: number) =>
  stalledJobs([job], { now }).map(({ kind, since, reason }) => [kind, since, reason]);
const lease = { owner: 'a', run: 'r', since: noon, until: noon + 30 * minute };

describe('a job', () => {
  it('that is on time, runs or is not planned is not stalled', () => {
    expect(reasons(jobOf({}), noon - 1)).toEqual([]);
    expect(reasons(jobOf({}), noon + 10 * minute)).toEqual([]);
    expect(reasons(jobOf({ lease }), noon + 9 * minute)).toEqual([]);
    expect(reasons(jobOf({ nextAt: null }), noon + 90 * minute)).toEqual([]);
  });

  it('is stalled where the moment of its following run has come too', () => {
    expect(reasons(jobOf({}), noon + 10 * minute + 1)).toEqual([['overdue', noon, 'should have begun 10m ago']]);
  });

  it('is stalled after a minute at the least and an hour at the most', () => {
    expect(reasons(jobOf({ cron: '* * * * * *' }), noon + minute)).toEqual([]);
    expect(reasons(jobOf({ cron: '* * * * * *' }), noon + minute + 1)).toMatchObject([
      ['overdue', noon, 'should have begun 1m ago'],
    ]);
    for (const stuck of [jobOf({ cron: '0 0 1 1 *' }), jobOf({ schedule: null }), jobOf({ schedule: 'of old' })]) {
      expect(reasons(stuck, noon + 60 * minute)).toEqual([]);
      expect(reasons(stuck, noon + 60 * minute + 1)).toHaveLength(1);
    }
  });

  it('that nobody took over from a server that was lost is stalled', () => {
    const lost = jobOf({ lease: { ...lease, until: noon + 20 * minute } });
    expect(reasons(lost, noon + 30 * minute)).toEqual([]);
    expect(reasons(lost, noon + 30 * minute + 1)).toEqual([
      ['overdue', noon + 20 * minute, 'should have begun 10m ago'],
    ]);
  });

  it('that runs for very long is stalled', () => {
    expect(reasons(jobOf({ lease }), noon + 10 * minute)).toEqual([]);
    expect(reasons(jobOf({ lease }), noon + 11 * minute)).toEqual([['long', noon, 'runs for 11m']]);
    expect(stalledJobs([jobOf({ lease })], { now: noon + 5_000, leaseMilliseconds: 1_000, leases: 4 })).toHaveLength(1);
  });

  it('that was given up is stalled', () => {
    const dead = jobOf({ deadAt: noon, nextAt: null, attempts: 5, lastError: 'No room.' });
    expect(reasons(dead, noon)).toEqual([['dead', noon, 'was given up after 5 attempts: No room.']]);
  });
});
