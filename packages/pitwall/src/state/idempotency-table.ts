import { canonicalJson, type Json } from './canonical-json.ts';
import type { Reader, Tx } from './state.ts';

/** A request that its caller may send again because it does not know whether it arrived. */
export interface RequestKey {
  readonly actor: string;
  readonly key: string;
  readonly verb: string;
  /** `hashOf` of what was asked: the same key with another request is a mistake. */
  readonly requestHash: string;
}

export type Replay =
  | { readonly kind: 'new' }
  | { readonly kind: 'replay'; readonly response: Json; readonly at: number }
  /** The key stands for another request, by `verb`. */
  | { readonly kind: 'mismatch'; readonly verb: string };

export async function findReplay(db: Reader, { actor, key, verb, requestHash }: RequestKey): Promise<Replay> {
  const row = await db
    .selectFrom('idempotency')
    .selectAll()
    .where('actor', '=', actor)
    .where('key', '=', key)
    .executeTakeFirst();
  if (row === undefined) return { kind: 'new' };
  if (row.verb !== verb || row.request_hash !== requestHash) return { kind: 'mismatch', verb: row.verb };
  return { kind: 'replay', response: JSON.parse(row.response) as Json, at: row.at };
}

export async function rememberResponse(
  tx: Tx,
  { actor, key, verb, requestHash }: RequestKey,
  { response, at }: { readonly response: Json; readonly at: number },
): Promise<void> {
  const row = { actor, key, verb, request_hash: requestHash, response: canonicalJson(response), at };
  await tx.insertInto('idempotency').values(row).execute();
}

export type Once = { readonly kind: 'done'; readonly response: Json } | Exclude<Replay, { readonly kind: 'new' }>;

/**
 * Does it, or says what came of it before. The response is remembered in the transaction of what was done, so neither is
 * there without the other; what failed is not remembered, and may be tried again.
 */
export async function once(tx: Tx, request: RequestKey, at: number, run: () => Promise<Json>): Promise<Once> {
  const before = await findReplay(tx, request);
  if (before.kind !== 'new') return before;
  const response = await run();
  await rememberResponse(tx, request, { response, at });
  return { kind: 'done', response };
}
