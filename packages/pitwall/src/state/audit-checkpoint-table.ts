import { type Page, type PageRequest, pageOf, positionOf } from './cursor.ts';
import type { Reader, Tx } from './state.ts';

/** What the chain was when it had so many entries, signed. */
export interface AuditCheckpoint {
  /** The number of the last entry that it covers. */
  readonly size: number;
  /** Of the Merkle tree over the hashes of these entries, hexadecimal. */
  readonly root: string;
  /** The hash of the last of them. */
  readonly head: string;
  /** The perfect trees that the root is made of, so that the next checkpoint goes on from here. */
  readonly tree: string;
  readonly at: number;
  readonly keyId: string;
  /** As it is given away. */
  readonly note: string;
}

/** Whether the schema has a place for them. */
export async function knowsCheckpoints(db: Reader): Promise<boolean> {
  const row = await db.selectFrom('migration').select('number').where('name', '=', 'audit-trust').executeTakeFirst();
  return row !== undefined;
}

/** Two servers may make the same one at once; the first one stands. */
export async function addCheckpoint(tx: Tx, { keyId, ...checkpoint }: AuditCheckpoint): Promise<void> {
  await tx
    .insertInto('audit_checkpoint')
    .values({ ...checkpoint, key_id: keyId })
    .onConflict((conflict) => conflict.column('size').doNothing())
    .execute();
}

export async function lastCheckpoint(db: Reader): Promise<AuditCheckpoint | undefined> {
  const [last] = await checkpoints(db).orderBy('size', 'desc').limit(1).execute();
  return last;
}

export async function listCheckpoints(db: Reader, request: PageRequest = {}): Promise<Page<AuditCheckpoint>> {
  const position = positionOf('checkpoint', request);
  let query = checkpoints(db);
  if (position.seq !== null) query = query.where('size', position.comparison, position.seq);
  const rows = await query
    .orderBy('size', position.direction)
    .limit(position.limit + 1)
    .execute();
  const numbered = rows.map((checkpoint) => ({ seq: checkpoint.size, checkpoint }));
  return pageOf('checkpoint', position, numbered, ({ checkpoint }) => checkpoint);
}

/** Those that cover more than `after`, the smallest first. */
export function checkpointsAfter(db: Reader, after: number, limit: number): Promise<AuditCheckpoint[]> {
  return checkpoints(db).where('size', '>', after).orderBy('size').limit(limit).execute();
}

const checkpoints = (db: Reader) =>
  db.selectFrom('audit_checkpoint').select(['size', 'root', 'head', 'tree', 'at', 'key_id as keyId', 'note']);

/** A key that checkpoints are signed with. It is kept for good: what it signed is verified with it. */
export interface AuditKey {
  readonly id: string;
  /** The name of the chain, in every checkpoint. */
  readonly origin: string;
  /** 32 bytes, hexadecimal. */
  readonly public: string;
  /** The private one, in an envelope. */
  readonly sealed: string;
  readonly madeAt: number;
}

export async function addAuditKey(tx: Tx, { madeAt, ...key }: AuditKey): Promise<void> {
  await tx
    .insertInto('audit_key')
    .values({ ...key, kind: 'sign', made_at: madeAt })
    .execute();
}

/** The newest first. */
export async function listAuditKeys(db: Reader): Promise<AuditKey[]> {
  const rows = await db
    .selectFrom('audit_key')
    .selectAll()
    .where('kind', '=', 'sign')
    .orderBy('made_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(({ id, origin, public: open, sealed, made_at }) => ({
    id,
    origin: origin ?? '',
    public: open ?? '',
    sealed,
    madeAt: made_at,
  }));
}
