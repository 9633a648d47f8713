import { canonicalJson, hashOf, type Json } from './canonical-json.ts';
import { type Page, type PageRequest, pageOf, positionOf } from './cursor.ts';
import type { Reader, Tx } from './state.ts';
import { storable } from './storable.ts';
import type { AuditRow } from './tables.ts';

export type AuditOutcome = 'done' | 'denied' | 'failed';

/** What someone did, or was not let do. */
export interface AuditRecord {
  readonly at: number;
  readonly actor: string;
  readonly verb: string;
  readonly subject: string;
  readonly outcome: AuditOutcome;
  /** A summary of the input: nothing secret, for it can never be taken out again. */
  readonly input: Json;
}

export interface AuditEntry extends AuditRecord {
  readonly seq: number;
  readonly previous: string;
  readonly hash: string;
}

/** Where a chain ends. Kept outside of the database, it shows whether the end was cut off. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** What comes before the first entry. */
export const chainStart: AuditHead = { seq: 0, hash: '0'.repeat(64) };

/** Each entry's hash covers the one before, so that none can be changed, taken out or put in between unseen. */
export async function appendAudit(tx: Tx, record: AuditRecord): Promise<AuditEntry> {
  const head = await auditHead(tx);
  const row: Omit<AuditRow, 'hash'> = {
    seq: head.seq + 1,
    at: record.at,
    // a hostile name must not keep the deed out of the book
    actor: storable(record.actor),
    verb: storable(record.verb),
    subject: storable(record.subject),
    outcome: record.outcome,
    input: canonicalJson(record.input),
    previous: head.hash,
  };
  const hash = hashOfEntry(row);
  await tx
    .insertInto('audit')
    .values({ ...row, hash })
    .execute();
  return entryOf({ ...row, hash });
}

export async function auditHead(db: Reader): Promise<AuditHead> {
  const last = await db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  return last ?? chainStart;
}

export interface AuditFilter extends PageRequest {
  readonly actor?: string;
  readonly verb?: string;
  readonly subject?: string;
  readonly outcome?: AuditOutcome;
  /** From this moment on. */
  readonly from?: number;
  /** Before this moment. */
  readonly to?: number;
}

export async function listAudit(db: Reader, filter: AuditFilter = {}): Promise<Page<AuditEntry>> {
  const position = positionOf('audit', filter);
  let query = db.selectFrom('audit').selectAll();
  for (const column of ['actor', 'verb', 'subject', 'outcome'] as const) {
    const wanted = filter[column];
    if (wanted !== undefined) query = query.where(column, '=', wanted);
  }
  if (filter.from !== undefined) query = query.where('at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('at', '<', filter.to);
  if (position.seq !== null) query = query.where('seq', position.comparison, position.seq);
  const rows = await query
    .orderBy('seq', position.direction)
    .limit(position.limit + 1)
    .execute();
  return pageOf('audit', position, rows, entryOf);
}

/** Over the row as it is stored: SHA-256 of its canonical JSON, the input as the text that it is. */
export function hashOfEntry({
  seq,
  at,
  actor,
  verb,
  subject,
  outcome,
  input,
  previous,
}: Omit<AuditRow, 'hash'>): string {
  return hashOf({ seq, at, actor, verb, subject, outcome, input, previous });
}

function entryOf({ outcome, input, ...row }: AuditRow): AuditEntry {
  return { ...row, outcome: outcome as AuditOutcome, input: JSON.parse(input) as Json };
}
