import { open, worstFirst } from './delivery-lease.ts';
import { type Delivery, deliveryOf, toldBy, unleased } from './delivery-table.ts';
import type { Tx } from './state.ts';

export interface UnbackedQuery {
  readonly channel: string;
  /** Those of high and critical severity that were made until then; all that wait where it is null. */
  readonly madeUntil: number | null;
  readonly limit: number;
}

/** Messages that were not given to another channel yet. */
export async function listUnbacked(tx: Tx, { channel, madeUntil, limit }: UnbackedQuery): Promise<readonly Delivery[]> {
  let query = tx
    .selectFrom('delivery')
    .selectAll()
    .where('channel', '=', channel)
    .where('kind', '<>', 'test')
    .where('fallen_back_at', 'is', null);
  query =
    madeUntil === null
      ? query.where('state', '=', 'waiting')
      : query
          .where('state', 'in', open)
          .where('severity', 'in', ['high', 'critical'])
          .where('made_at', '<=', madeUntil);
  return (await query.orderBy(worstFirst).orderBy('seq').limit(limit).execute()).map(deliveryOf);
}

/** Whether a message of this moment about this goes to all these targets already. */
export async function isTold(
  tx: Tx,
  told: Pick<Delivery, 'channel' | 'thread' | 'kind' | 'madeAt'> & { readonly targets: readonly string[] },
): Promise<boolean> {
  if (told.targets.length === 0) return false;
  const rows = await tx
    .selectFrom('delivery')
    .select('target')
    .distinct()
    .where('channel', '=', told.channel)
    .where('target', 'in', told.targets)
    .where('thread', '=', told.thread)
    .where('kind', '=', told.kind)
    .where('made_at', '=', told.madeAt)
    .execute();
  return rows.length === told.targets.length;
}

export async function setFallenBack(tx: Tx, ids: readonly string[], now: number): Promise<void> {
  if (ids.length === 0) return;
  await tx.updateTable('delivery').set({ fallen_back_at: now }).where('id', 'in', ids).execute();
}

/** The one that told it is written down; what is over already stays as it is. */
export async function supersedeDelivery(
  tx: Tx,
  { id, by, now }: { readonly id: string; readonly by: string; readonly now: number },
): Promise<void> {
  await tx
    .updateTable('delivery')
    .set({ ...unleased, state: 'superseded', ended_at: now, last_error: toldBy(by) })
    .where('id', '=', id)
    .where('state', 'in', open)
    .execute();
}

/** A message arrived after all: what other channels were to tell instead is not tried any more. */
export async function supersedeBackups(tx: Tx, ids: readonly string[], now: number): Promise<void> {
  if (ids.length === 0) return;
  const late = await tx
    .selectFrom('delivery')
    .select('id')
    .where('id', 'in', ids)
    .where('fallen_back_at', 'is not', null)
    .execute();
  for (const { id } of late) {
    await tx
      .updateTable('delivery')
      .set({ ...unleased, state: 'superseded', ended_at: now, last_error: toldBy(id) })
      .where('state', 'in', open)
      .where('fallback_of', '=', id)
      .execute();
  }
}
