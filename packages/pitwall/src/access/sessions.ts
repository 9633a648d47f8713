import type { Context } from '../server/context.ts';
import { addCredential, type Credential, getCredential, revokeCredentials } from '../state/credential-table.ts';
import type { Tx } from '../state/state.ts';
import { accessChanges } from './actors.ts';
import { accessOf } from './config.ts';

export type NewSession = Pick<Credential, 'id' | 'hash' | 'account' | 'grants' | 'madeBy'> & {
  /** Hash of the session that this browser had before; it opens nothing any more. */
  readonly closes: string | undefined;
};

export async function startSession(tx: Tx, { closes, ...session }: NewSession, context: Context): Promise<number> {
  const { world, config } = context;
  const at = world.now();
  const expiresAt = Math.min(at + accessOf(config).sessionLife, await endOfMaker(tx, session.madeBy));
  if (closes !== undefined) {
    await revokeSession(tx, closes, at);
    accessChanges(context);
  }
  await addCredential(tx, { ...session, kind: 'session', name: 'browser', hint: 'pitwall_…', madeAt: at, expiresAt });
  return expiresAt;
}

/** What was made with a key ends with it. */
async function endOfMaker(tx: Tx, madeBy: string): Promise<number> {
  const key = madeBy.startsWith('token:') ? await getCredential(tx, madeBy.slice('token:'.length)) : undefined;
  return key?.expiresAt ?? Number.POSITIVE_INFINITY;
}

async function revokeSession(tx: Tx, hash: string, at: number): Promise<void> {
  const row = await tx
    .selectFrom('credential')
    .select('id')
    .where('hash', '=', hash)
    .where('kind', '=', 'session')
    .executeTakeFirst();
  if (row) await revokeCredentials(tx, { id: row.id }, at);
}
