import { only } from '../../permissions/compile.ts';
import type { Actor } from '../../server/actor.ts';
import type { Workplace } from '../../server/context.ts';
import { perform } from '../../server/perform.ts';
import type { Account } from '../../state/account-table.ts';
import { type Credential, findCredential, hashOfToken } from '../../state/credential-table.ts';
import { signAccessToken } from './access-token.ts';
import { newFamily, newRefreshToken, versionOf } from './refresh-token.ts';
import { signerOf } from './signing-keys.ts';
import { jwtIssue } from './verbs/jwt-issue.ts';
import { jwtRefresh } from './verbs/jwt-refresh.ts';
import { jwtRevoke } from './verbs/jwt-revoke.ts';

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  /** When the refresh token ends, and all that take its place. */
  readonly until: number;
}

/** Whoever has shown who they are may do this one thing with it. */
const asThemselves = (account: string, verb: string): Actor => ({ name: `user:${account}`, permissions: only(verb) });

export interface Issued extends Tokens {
  /** There were so many wrong passwords before that the account was locked once. */
  readonly wasLocked: boolean;
}

/** For whoever has just shown that the account is theirs. */
export async function issueTokens(workplace: Workplace, { id, version }: Account): Promise<Issued> {
  const { world } = workplace;
  const [made, family] = [newRefreshToken(world, version), newFamily(world)];
  const context = { ...workplace, actor: asThemselves(id, jwtIssue.name) };
  const { output } = await perform(context, jwtIssue, { account: id, version, family, next: keptOf(made) });
  const access = await accessTokenOf(workplace, { account: id, version, family });
  return { access, refresh: made.token, ...output };
}

/** Undefined where it opens nothing: one answer, whatever the reason. */
export async function refreshTokens(workplace: Workplace, token: string): Promise<Tokens | undefined> {
  const { world } = workplace;
  const known = await knownRefresh(workplace, token);
  if (!known) return undefined;
  const { version, account } = known;
  const made = newRefreshToken(world, version);
  const context = { ...workplace, actor: asThemselves(account, jwtRefresh.name) };
  const asked = { shown: hashOfToken(token), account, version, next: keptOf(made) };
  const { output } = await perform(context, jwtRefresh, asked);
  const { family, until } = output;
  if (family === null || until === null) return undefined;
  return { access: await accessTokenOf(workplace, { account, version, family }), refresh: made.token, until };
}

/** Ends all tokens of the sign-in that a refresh token is of. Of one that opens nothing any more there is nothing to do. */
export async function revokeTokens(workplace: Workplace, token: string): Promise<void> {
  const known = await knownRefresh(workplace, token);
  if (!known) return;
  const { account, family } = known;
  await perform({ ...workplace, actor: asThemselves(account, jwtRevoke.name) }, jwtRevoke, { account, family });
}

interface KnownRefresh {
  readonly version: number;
  readonly account: string;
  readonly family: string;
}

/** What nobody was given, and what is over by time, is not worth an entry in the audit, which never ends. */
async function knownRefresh({ state, world }: Workplace, token: string): Promise<KnownRefresh | undefined> {
  const version = versionOf(token);
  const found = version === undefined ? undefined : await findCredential(state.db, hashOfToken(token));
  if (version === undefined || found?.kind !== 'refresh' || world.now() >= found.expiresAt) return undefined;
  const { account, family } = found;
  if (account === null || family === null || isEnded(found)) return undefined;
  return { version, account, family };
}

/** Revoked, and not because another took its place. */
const isEnded = ({ revokedAt, replacedBy }: Credential): boolean => revokedAt !== null && replacedBy === null;

const keptOf = ({ id, token, hint }: ReturnType<typeof newRefreshToken>) => ({ id, hint, hash: hashOfToken(token) });

async function accessTokenOf(
  workplace: Workplace,
  of: { readonly account: string; readonly version: number; readonly family: string },
): Promise<string> {
  const { world } = workplace;
  const signer = await signerOf(workplace);
  return signAccessToken(signer, { ...of, jti: world.random(16).toString('base64url'), now: world.now() });
}
