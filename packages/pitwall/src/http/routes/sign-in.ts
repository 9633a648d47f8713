import { z } from 'zod';
import { accessOf } from '../../access/config.ts';
import { linkOf, unusableLink } from '../../access/links.ts';
import { oidcName } from '../../access/oidc/sign-in.ts';
import { choosePassword, type SignedIn, setUp, signInWithLink, signInWithPassword } from '../../access/sign-in.ts';
import { PitwallError } from '../../core/errors.ts';
import type { Context } from '../../server/context.ts';
import type { Server } from '../../server/open.ts';
import { getAccount } from '../../state/account-table.ts';
import { type Credential, hashOfToken } from '../../state/credential-table.ts';
import type { Doorkeeper } from '../doorkeeper.ts';
import { problemOf, RetryLater } from '../problem.ts';
import { defineRoute, type Reply } from '../route.ts';
import { requireOwnOrigin, sessionCookie, sessionSent } from '../sign-in.ts';
import { linkSchema, readForm, redirectSchema, type SignInForm, signInFormSchema } from '../sign-in-page/form.ts';
import { type PageKind, type SignInPage, signInPage } from '../sign-in-page/page.ts';
import { shellHeaders } from '../sign-in-page/shell.ts';

const formType = 'application/x-www-form-urlencoded';

/** What a request says of the browser. */
interface Asked {
  readonly url: URL;
  readonly headers: Headers;
}

/**
 * Nothing happens when a link is opened: programs that show what is behind a link would use it up, and other pages would
 * sign a browser in as whom they like. Only the form of the page does it.
 */
export const signIn = defineRoute({
  name: 'signIn',
  method: 'GET',
  path: '/sign-in',
  summary: 'A page to sign in on, with a link or without',
  permission: 'public',
  isForPeople: true,
  query: z.strictObject({ link: linkSchema, redirect_to: redirectSchema }),
  answers: { 200: { summary: 'A page with a form', type: 'text/html' } },
  problems: [401],
  async handle({ query: { link, redirect_to }, server, keeper, address, url, headers }) {
    const asked = await askedOf(server, link);
    if (!asked) {
      keeper.signIns.failed(address, server.world.now());
      throw unusableLink();
    }
    const isSignedIn = sessionSent({ url: url.href, headers }) !== undefined;
    return page(server, { ...asked, redirectTo: redirect_to, isSignedIn });
  },
});

export const signInWithForm = defineRoute({
  name: 'signInWithForm',
  method: 'POST',
  path: '/sign-in',
  summary: 'Sign a browser in, with a name and a password or a link; with some links, choose them first',
  permission: 'public',
  isForPeople: true,
  body: {
    types: { [formType]: signInFormSchema },
    example: 'name=ada&password=several+words+of+hers',
  },
  answers: {
    303: { summary: 'Signed in: on to the page' },
    401: { summary: 'The page again, with what was wrong', type: 'text/html' },
    409: { summary: 'The page again, with what was wrong', type: 'text/html' },
    422: { summary: 'The page again, with what was wrong', type: 'text/html' },
  },
  problems: [403],
  async handle({ body, context, server, keeper, address, url, headers }) {
    requireOwnOrigin({ url: url.href, headers });
    const form = readForm(body);
    refuseTooMany(keeper, address, server);
    const request = { url: url.href, headers };
    let asked: OnPage | undefined;
    try {
      asked = await askedOf(server, form.link);
      const signedIn = await enter(context, asked?.kind, form, sessionSent(request));
      return goOn({ url, headers }, signedIn, server, form.redirect_to);
    } catch (error) {
      if (!(error instanceof PitwallError)) throw error;
      const { status } = problemOf(error, '').document;
      if (status === 401) keeper.signIns.failed(address, server.world.now());
      // a page cannot be shown with a link that opens nothing
      if (!asked || error.code === 'auth.link' || ![400, 401, 409, 422].includes(status)) throw error;
      const { name = form.name } = asked;
      return page(server, { ...asked, name, redirectTo: form.redirect_to, problem: error }, status);
    }
  },
});

type OnPage = Pick<SignInPage, 'kind' | 'link' | 'name'>;

/** Undefined for a link that opens nothing. */
async function askedOf(server: Server, link: string | undefined): Promise<OnPage | undefined> {
  if (link === undefined) return { kind: 'sign-in' };
  const found = await linkOf(server, hashOfToken(link));
  if (!found) return undefined;
  const kind: PageKind = found.name === 'sign-in' ? 'link' : found.name;
  return kind === 'setup' ? { kind, link } : { kind, link, name: await holderName(server, found) };
}

async function holderName({ state }: Server, { account, grants, madeBy }: Credential): Promise<string> {
  if (account !== null) return (await getAccount(state.db, account))?.name ?? account;
  return grants === null ? 'the owner of this server' : madeBy;
}

function enter(
  context: Context,
  kind: PageKind | undefined,
  { name = '', password = '', link }: SignInForm,
  before: string | undefined,
): Promise<SignedIn> {
  if (link === undefined) return signInWithPassword(context, { name, password }, { before });
  if (kind === 'link') return signInWithLink(context, link, { before });
  if (kind === 'setup') return setUp(context, { link, name, password }, { before });
  if (kind === 'password') return choosePassword(context, { link, password }, { before });
  throw unusableLink();
}

/** Wrong passwords count as wrong tokens of their address do. */
export function refuseTooMany({ signIns }: Doorkeeper, address: string, { world }: Server): void {
  const seconds = signIns.wait(address, '', world.now());
  if (seconds <= 0) return;
  const problem = new PitwallError({
    code: 'auth.slow',
    problem: 'too many wrong passwords and tokens came from this address',
    fix: 'Wait as long as Retry-After says',
  });
  throw new RetryLater(problem, seconds);
}

function goOn({ url }: Asked, { session, until }: SignedIn, { world }: Server, to = '/'): Reply {
  const cookie = sessionCookie({ url: url.href }, session, (until - world.now()) / 1_000);
  return { status: 303, headers: { location: to, 'set-cookie': cookie } };
}

function page(server: Server, asked: Omit<SignInPage, 'minimum' | 'provider'>, status = 200): Reply {
  const minimum = accessOf(server.config).passwordMinimum;
  return { status, text: signInPage({ ...asked, minimum, provider: oidcName(server) }), headers: shellHeaders };
}
