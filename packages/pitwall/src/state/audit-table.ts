import { sql } from 'kysely';
import { hashOfEntry } from './audit-text.ts';
import { rememberedHead, rememberHead } from './batch-memory.ts';
import { canonicalJson, type Json } from './canonical-json.ts';
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
  /** Of the request that asked for it. */
  readonly requestId?: string | undefined;
  /** What is said of a person, which only the key of that person opens. */
  readonly sealed?: string | undefined;
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
  const head = rememberedHead(tx) ?? (await auditHead(tx));
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
    request_id: record.requestId === undefined ? null : storable(record.requestId),
    sealed: record.sealed === undefined ? null : storable(record.sealed),
  };
  const whole = { ...row, hash: hashOfEntry(row) };
  await insert(tx, whole);
  rememberHead(tx, { seq: whole.seq, hash: whole.hash });
  return entryOf(whole);
}

/** Every change waits for it, so it is written out; a schema of before has no columns for what came later. */
async function insert(tx: Tx, row: AuditRow): Promise<void> {
  const { seq, at, actor, verb, subject, outcome, input, previous, hash, request_id, sealed } = row;
  if (request_id === null && sealed === null) {
    await sql`insert into audit (seq, at, actor, verb, subject, outcome, input, previous, hash)
      values (${seq}, ${at}, ${actor}, ${verb}, ${subject}, ${outcome}, ${input}, ${previous}, ${hash})`.execute(tx);
    return;
  }
  await sql`insert into audit (seq, at, actor, verb, subject, outcome, input, previous, hash, request_id, sealed)
    values (${seq}, ${at}, ${actor}, ${verb}, ${subject}, ${outcome}, ${input}, ${previous}, ${hash}, ${request_id},
      ${sealed})`.execute(tx);
}

export async function auditHead(db: Reader): Promise<AuditHead> {
  const { rows } = await sql<AuditHead>`select seq, hash from audit order by seq desc limit 1`.execute(db);
  return rows[0] ?? chainStart;
}

export interface AuditFilter extends PageRequest, AuditChoice {}

export interface AuditChoice {
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
  let query = chosen(db, filter);
  if (position.seq !== null) query = query.where('seq', position.comparison, position.seq);
  const rows = await query
    .orderBy('seq', position.direction)
    .limit(position.limit + 1)
    .execute();
  return pageOf('audit', position, rows, entryOf);
}

/** As they are stored, the oldest first: entries that were tampered with too. */
export function auditRows(
  db: Reader,
  choice: AuditChoice,
  { after, upTo, limit }: { readonly after: number; readonly upTo: number; readonly limit: number },
): Promise<AuditRow[]> {
  return chosen(db, choice).where('seq', '>', after).where('seq', '<=', upTo).orderBy('seq').limit(limit).execute();
}

function chosen(db: Reader, filter: AuditChoice) {
  let query = db.selectFrom('audit').selectAll();
  for (const column of ['actor', 'verb', 'subject', 'outcome'] as const) {
    const wanted = filter[column];
    if (wanted !== undefined) query = query.where(column, '=', wanted);
  }
  if (filter.from !== undefined) query = query.where('at', '>=', filter.from);
  if (filter.to !== undefined) query = query.where('at', '<', filter.to);
  return query;
}

export function entryOf({ outcome, input, request_id, sealed, ...row }: AuditRow): AuditEntry {
  return {
    ...row,
    outcome: outcome as AuditOutcome,
    input: JSON.parse(input) as Json,
    // a schema of before has none of them
    ...(request_id == null ? {} : { requestId: request_id }),
    ...(sealed == null ? {} : { sealed }),
  };
}
