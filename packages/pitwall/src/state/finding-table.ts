import { type Finding, formatSubject, type Status } from '@pitwall/sdk';
import { sql } from 'kysely';
import { takeNumbers } from './counter-table.ts';
import { type Page, type PageRequest, pageOf, positionOf } from './cursor.ts';
import type { Reader, Tx } from './state.ts';
import type { FindingRow } from './tables.ts';

export interface NewFinding {
  readonly id: string;
  readonly finding: Finding;
  /** The time that was measured, from `start` on and before `end`; null where it was no window. */
  readonly window: { readonly start: number; readonly end: number } | null;
}

export interface StoredFinding extends NewFinding {
  readonly seq: number;
  /** The finding that took its place, when late data changed what was measured. */
  readonly correctedBy: string | null;
}

/** Postgres takes 65,535 values in one statement, SQLite half of that. */
const rowsPerInsert = 1000;

/** Answers with the ids that are new: a job that runs again after a crash may bring the same findings. */
export async function appendFindings(tx: Tx, findings: readonly NewFinding[]): Promise<readonly string[]> {
  if (findings.length === 0) return [];
  let seq = await takeNumbers(tx, 'finding', findings.length);
  const rows = findings.map(({ id, finding, window }): FindingRow => {
    const { subject, metric, status, value, at } = finding;
    return {
      seq: seq++,
      id,
      at: Date.parse(at),
      subject,
      metric,
      status,
      value,
      body: JSON.stringify(finding),
      window_start: window?.start ?? null,
      window_end: window?.end ?? null,
      corrected_by: null,
    };
  });
  const made: string[] = [];
  for (let from = 0; from < rows.length; from += rowsPerInsert) {
    const inserted = await tx
      .insertInto('finding')
      .values(rows.slice(from, from + rowsPerInsert))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returning('id')
      .execute();
    made.push(...inserted.map(({ id }) => id));
  }
  return made;
}

/** False where there is no such finding, or another one corrects it already. */
export async function correctFinding(
  tx: Tx,
  { id, by }: { readonly id: string; readonly by: string },
): Promise<boolean> {
  const corrected = await tx
    .updateTable('finding')
    .set({ corrected_by: by })
    .where('id', '=', id)
    .where('corrected_by', 'is', null)
    .returning('id')
    .execute();
  return corrected.length === 1;
}

export async function getFinding(db: Reader, id: string): Promise<StoredFinding | undefined> {
  const row = await db.selectFrom('finding').selectAll().where('id', '=', id).executeTakeFirst();
  return row && findingOf(row);
}

export interface FindingFilter extends PageRequest {
  /** Of this model and of everything below it. */
  readonly model?: string;
  readonly subject?: string;
  readonly metric?: string;
  readonly statuses?: readonly Status[];
  /** Judged from this moment on. */
  readonly from?: number;
  /** Judged before this moment. */
  readonly to?: number;
  /** Leaves out what was corrected since. */
  readonly standing?: boolean;
}

export async function listFindings(db: Reader, filter: FindingFilter = {}): Promise<Page<StoredFinding>> {
  const position = positionOf('finding', filter);
  // Postgres has no list without a member
  if (filter.statuses?.length === 0) return pageOf('finding', position, [], findingOf);
  let query = db.selectFrom('finding').selectAll();
  if (filter.model !== undefined) query = query.where(isOfModel(filter.model));
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject);
  if (filter.metric !== undefined) query = query.where('metric', '=', filter.metric);
  if (filter.statuses !== undefined) query = query.where('status', 'in', filter.statuses);
  if (filter.from !== undefined) query = query.where('at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('at', '<', filter.to);
  if (filter.standing) query = query.where('corrected_by', 'is', null);
  if (position.seq !== null) query = query.where('seq', position.comparison, position.seq);
  const rows = await query
    .orderBy('seq', position.direction)
    .limit(position.limit + 1)
    .execute();
  return pageOf('finding', position, rows, findingOf);
}

/**
 * A range of subjects would be the plain way, but which texts lie between two others is for Postgres a matter of the
 * language that its database was made with. There are few subjects and many findings: the index is walked from one
 * subject to the next in whatever order it has, and those that are meant are then looked up in it.
 */
function isOfModel(model: string) {
  const subject = formatSubject({ kind: 'model', name: model });
  const below = `${subject}/`;
  return sql<boolean>`subject in (
    with recursive known(name) as (
      select min(subject) from finding
      union all
      select (select min(subject) from finding where subject > known.name) from known where known.name is not null
    )
    select name from known where name = ${subject} or substr(name, 1, ${sql.lit([...below].length)}) = ${below}
  )`;
}

function findingOf(row: FindingRow): StoredFinding {
  const { seq, id, body, window_start: start, window_end: end, corrected_by: correctedBy } = row;
  const window = start === null || end === null ? null : { start, end };
  return { seq, id, finding: JSON.parse(body) as Finding, window, correctedBy };
}
