import { sql } from 'kysely';
import type { Reader } from './state.ts';

/** What there is to do for whoever makes alerts of findings. */
export interface AlertsDue {
  /** Up to here findings were looked at; null where none ever were. */
  readonly mark: number | null;
  /** The newest finding. */
  readonly newest: number | null;
  /** When something is due next, of groups, alerts and silences; null where nothing ever is. */
  readonly at: number | null;
}

type Figure = number | string | null;

/** In one statement, each part of it by the end of an index: it is asked after every commit. */
export async function dueOf(db: Reader, mark: string): Promise<AlertsDue> {
  const { rows } = await sql<{
    mark: Figure;
    newest: Figure;
    silence: Figure;
    flush: Figure;
    step: Figure;
    alert: Figure;
  }>`
    select
      (select value from alert_mark where name = ${mark}) as mark,
      (select max(seq) from finding) as newest,
      (select min(ends_at) from alert_silence where told_at is null) as silence,
      (select min(next_flush_at) from alert_group) as flush,
      (select min(next_escalate_at) from alert_group) as step,
      (select min(next_at) from alert) as alert`.execute(db);
  const [row] = rows;
  const moments = [row?.silence, row?.flush, row?.step, row?.alert].filter((at) => at !== null && at !== undefined);
  return {
    mark: numberOrNull(row?.mark),
    newest: numberOrNull(row?.newest),
    at: moments.length === 0 ? null : Math.min(...moments.map(Number)),
  };
}

/** Postgres writes its large numbers as a text. */
const numberOrNull = (value: Figure | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);
