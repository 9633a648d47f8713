import type { JobRow } from './tables.ts';

export interface Lease {
  readonly owner: string;
  readonly since: number;
  /** From this moment on others may take the job. */
  readonly until: number;
  readonly run: string;
}

export interface Job {
  readonly name: string;
  /** What it does, for people. */
  readonly summary: string;
  /** When it runs, in the words of whoever plans it; null for a job that runs when it is put there. */
  readonly schedule: string | null;
  readonly lease: Lease | null;
  /** Runs in a row that did not end well, with the one under way. */
  readonly attempts: number;
  /** When it is tried next; null when it is not planned. */
  readonly nextAt: number | null;
  /** The moment that its attempts are for; null where none was made since it last ended well. */
  readonly dueAt: number | null;
  /** When it was given up: a dead job is not run until someone revives it. */
  readonly deadAt: number | null;
  readonly lastError: string | null;
  /** The run that ended last. */
  readonly lastRun: string | null;
}

export function jobOf(row: JobRow): Job {
  const { lease_owner: owner, lease_since: since, lease_until: until, lease_run: run } = row;
  const held = owner !== null && until !== null && run !== null;
  return {
    name: row.name,
    summary: row.summary,
    schedule: row.schedule,
    lease: held ? { owner, since: since ?? until, until, run } : null,
    attempts: row.attempts,
    nextAt: row.next_at,
    dueAt: row.due_at,
    deadAt: row.dead_at,
    lastError: row.last_error,
    lastRun: row.last_run,
  };
}
