import { formatDuration } from '../core/duration.ts';
import { nextRun, type Schedule } from '../jobs/schedule.ts';
import type { Judged } from './findings.ts';
import type { KeptBackup } from './folder.ts';

/** A backup may take an hour, and be begun anew where it failed. */
const patience = 2 * 3_600_000;
const hour = 3_600_000;

export interface AgeQuestion {
  readonly project: string;
  readonly schedule: Schedule;
  /** The newest that looks whole. */
  readonly newest: KeptBackup | undefined;
  /** Since when backups are to be made, where there is none yet. */
  readonly since: number;
  readonly now: number;
}

/** Whether a backup that was planned is not there. */
export function judgeAge({ project, schedule, newest, since, now }: AgeQuestion): Judged {
  const from = newest ? Date.parse(newest.manifest.made) : since;
  const due = nextRun(schedule, from, 'backup');
  const isLate = now > due + patience;
  const age = Math.max(0, now - from);
  return {
    project,
    metric: 'backup.age',
    status: isLate ? 'alert' : 'pass',
    value: Math.round((age / hour) * 100) / 100,
    message: isLate
      ? newest
        ? `The last good backup is ${formatDuration(age)} old: the one of ${new Date(due).toISOString()} was not made.`
        : `There is no backup: the one of ${new Date(due).toISOString()} was not made.`
      : 'Backups are made as planned.',
    evidence: isLate ? { fix: 'See why: pitwall jobs runs backup; make one now: pitwall backup' } : {},
    at: now,
  };
}
