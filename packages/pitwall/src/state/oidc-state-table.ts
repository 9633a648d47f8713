import type { Tx } from './state.ts';

/** False where it was used before. What is over by itself is forgotten on the way. */
export async function useOidcState(
  tx: Tx,
  { hash, expiresAt, at }: { readonly hash: string; readonly expiresAt: number; readonly at: number },
): Promise<boolean> {
  await tx.deleteFrom('oidc_state').where('expires_at', '<=', at).execute();
  const used = await tx
    .insertInto('oidc_state')
    .values({ hash, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('hash')
    .execute();
  return used.length === 1;
}
