import type { Actor } from '../../server/actor.ts';
import type { Workplace } from '../../server/context.ts';
import { getAccount } from '../../state/account-table.ts';
import { listCredentials } from '../../state/credential-table.ts';
import { believedStanding, invalidToken } from '../actors.ts';
import { maySignIn, type Standing } from '../standing.ts';
import { type AccessClaims, isInForce, readAccessToken } from './access-token.ts';
import { verifyingKey } from './signing-keys.ts';

/**
 * Whom an access token stands for: its signature and times say that it was given out, and what is known of the account
 * and of the sign-in says that it still counts.
 */
export async function actorOfJwt(workplace: Workplace, token: string): Promise<Actor> {
  const read = readAccessToken(token);
  if (!read) throw invalidToken();
  const { kid, claims } = read;
  const verifying = await verifyingKey(workplace, kid);
  const now = workplace.world.now();
  if (!verifying || !(await isInForce(token, { ...verifying, now }))) throw invalidToken();
  const found = await standingOf(workplace, claims);
  if (found?.account?.version !== claims.ver || found.actor.name !== claims.sub) throw invalidToken();
  return found.actor;
}

/** By the refresh token that may be used of those it came with: without one the sign-in has ended. */
function standingOf(workplace: Workplace, { sid: family }: AccessClaims): Promise<Standing | undefined> {
  const { db } = workplace.state;
  return believedStanding(workplace, family, async ({ now, compile }) => {
    const [credential] = await listCredentials(db, { kind: 'refresh', family, usableAt: now });
    const account = credential?.account ? await getAccount(db, credential.account) : undefined;
    if (!credential || !account || !maySignIn(account)) return undefined;
    return { credential, account, actor: { name: `user:${account.id}`, permissions: compile(account.grants) } };
  });
}
