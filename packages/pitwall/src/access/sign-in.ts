import { only } from '../permissions/compile.ts';
import { nobody } from '../server/actor.ts';
import type { Workplace } from '../server/context.ts';
import { perform } from '../server/perform.ts';
import { newToken } from '../server/tokens.ts';
import type { Account } from '../state/account-table.ts';
import { hashOfToken } from '../state/credential-table.ts';
import { checkPassword, tellSignedIn } from './check-password.ts';
import { linkOf, unusableLink } from './links.ts';
import { newAccountId, newCredentialId } from './secret.ts';
import { sessionOpen } from './verbs/session-open.ts';
import { accountBegin, passwordChoose } from './verbs/setup.ts';

/** What a browser is given. */
export interface SignedIn {
  /** Goes into a cookie, and nowhere else. */
  readonly session: string;
  readonly until: number;
}

export interface SignInOptions {
  /** The session that the browser had before, which ends. */
  readonly before?: string | undefined;
}

/** A session of its own for each sign-in: one that somebody else put into the browser before is worth nothing. */
function newSession({ world }: Workplace, { before }: SignInOptions) {
  const session = newToken(world);
  return {
    session,
    asked: {
      session: { id: newCredentialId(world), hash: hashOfToken(session) },
      ...(before === undefined ? {} : { closes: hashOfToken(before) }),
    },
  };
}

/** Of an account of which was found out that it is who asks. */
export async function signInAs(
  workplace: Workplace,
  { id, version }: Pick<Account, 'id' | 'version'>,
  how: 'password' | 'oidc',
  options: SignInOptions = {},
): Promise<SignedIn> {
  const { session, asked } = newSession(workplace, options);
  const actor = { name: `user:${id}`, permissions: only(sessionOpen.name) };
  const by = { account: id, version, how };
  const { output } = await perform({ ...workplace, actor }, sessionOpen, { ...asked, by });
  if (output.wasLocked) await tellSignedIn(workplace, id);
  return { session, until: output.until };
}

export async function signInWithPassword(
  workplace: Workplace,
  tried: { readonly name: string; readonly password: string },
  options: SignInOptions = {},
): Promise<SignedIn> {
  return signInAs(workplace, await checkPassword(workplace, tried), 'password', options);
}

export async function signInWithLink(
  workplace: Workplace,
  link: string,
  options: SignInOptions = {},
): Promise<SignedIn> {
  const hash = hashOfToken(link);
  const found = await linkOf(workplace, hash);
  if (found?.name !== 'sign-in') throw unusableLink();
  const { session, asked } = newSession(workplace, options);
  const name = found.account === null ? found.madeBy : `user:${found.account}`;
  const actor = { name, permissions: only(sessionOpen.name) };
  const { output } = await perform({ ...workplace, actor }, sessionOpen, { ...asked, by: { link: hash } });
  return { session, until: output.until };
}

/** The first administrator. */
export async function setUp(
  workplace: Workplace,
  { link, name, password }: { readonly link: string; readonly name: string; readonly password: string },
  options: SignInOptions = {},
): Promise<SignedIn> {
  const hash = hashOfToken(link);
  if ((await linkOf(workplace, hash))?.name !== 'setup') throw unusableLink();
  const { session, asked } = newSession(workplace, options);
  const actor = { name: nobody.name, permissions: only(accountBegin.name) };
  const input = { ...asked, link: hash, id: newAccountId(workplace.world), name, password };
  const { output } = await perform({ ...workplace, actor }, accountBegin, input);
  return { session, until: output.until };
}

export async function choosePassword(
  workplace: Workplace,
  { link, password }: { readonly link: string; readonly password: string },
  options: SignInOptions = {},
): Promise<SignedIn> {
  const hash = hashOfToken(link);
  const found = await linkOf(workplace, hash);
  if (found?.name !== 'password' || found.account === null) throw unusableLink();
  const { session, asked } = newSession(workplace, options);
  const actor = { name: `user:${found.account}`, permissions: only(passwordChoose.name) };
  const { output } = await perform({ ...workplace, actor }, passwordChoose, { ...asked, link: hash, password });
  return { session, until: output.until };
}
