import type { Json } from './canonical-json.ts';
import type { Reader, Tx } from './state.ts';

/** How a channel is doing; the same for all servers. */
export interface ChannelHealth {
  readonly channel: string;
  /** Attempts that went wrong in a row. */
  readonly failures: number;
  /** Nothing but a trial is sent before; null where it is well. */
  readonly openUntil: number | null;
  /** It asked not to be sent anything before. */
  readonly quietUntil: number | null;
  /** How many messages may be sent at once; below zero where it was more than that. */
  readonly tokens: number;
  /** When the tokens were counted. */
  readonly tokensAt: number;
}

export async function readChannelHealth(db: Reader): Promise<readonly ChannelHealth[]> {
  const rows = await db.selectFrom('delivery_channel').selectAll().execute();
  return rows.map((row) => ({
    channel: row.channel,
    failures: row.failures,
    openUntil: row.open_until,
    quietUntil: row.quiet_until,
    tokens: row.tokens,
    tokensAt: row.tokens_at,
  }));
}

export async function putChannelHealth(tx: Tx, health: ChannelHealth): Promise<void> {
  const values = {
    failures: health.failures,
    open_until: health.openUntil,
    quiet_until: health.quietUntil,
    tokens: health.tokens,
    tokens_at: health.tokensAt,
  };
  await tx
    .insertInto('delivery_channel')
    .values({ channel: health.channel, ...values })
    .onConflict((conflict) => conflict.column('channel').doUpdateSet(values))
    .execute();
}

export interface RemotePlace {
  readonly channel: string;
  readonly target: string;
  readonly thread: string;
}

/** What a channel remembers of a thread, such as the number of the issue that it made of it. */
export async function getRemote(db: Reader, { channel, target, thread }: RemotePlace): Promise<Json | undefined> {
  const row = await db
    .selectFrom('delivery_remote')
    .select('body')
    .where('channel', '=', channel)
    .where('target', '=', target)
    .where('thread', '=', thread)
    .executeTakeFirst();
  return row && (JSON.parse(row.body) as Json);
}

export async function putRemote(
  tx: Tx,
  { channel, target, thread }: RemotePlace,
  { body, at }: { readonly body: Json; readonly at: number },
): Promise<void> {
  const values = { at, body: JSON.stringify(body) };
  await tx
    .insertInto('delivery_remote')
    .values({ channel, target, thread, ...values })
    .onConflict((conflict) => conflict.columns(['channel', 'target', 'thread']).doUpdateSet(values))
    .execute();
}
