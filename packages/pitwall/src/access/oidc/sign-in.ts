import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchUserInfo,
} from 'openid-client';
import { PitwallError } from '../../core/errors.ts';
import { only } from '../../permissions/compile.ts';
import { nobody } from '../../server/actor.ts';
import type { Workplace } from '../../server/context.ts';
import { perform } from '../../server/perform.ts';
import { hashOfToken } from '../../state/credential-table.ts';
import { newAccountId } from '../secret.ts';
import { type SignedIn, signInAs } from '../sign-in.ts';
import { type Claims, grantsOf, isIncomplete, isOfDomain, nameOf } from './claims.ts';
import type { OidcConfig } from './config.ts';
import { keptOut, notConfigured, refused, unavailable, wrongState } from './problems.ts';
import type { Provider } from './provider.ts';
import { openTicket, sealTicket, type Ticket, ticketLife } from './ticket.ts';
import { oidcEnter } from './verbs/oidc-enter.ts';

export interface Started {
  /** Where the browser goes on. */
  readonly location: string;
  /** What it takes along, for `ticketLife`. */
  readonly ticket: string;
}

export interface StartOptions {
  /** Where the provider is to send it back to, where the configuration does not say. */
  readonly redirectUri: string;
  /** Where it wants to go in the end: a path of ours. */
  readonly redirectTo: string;
}

export async function startOidc(workplace: Workplace, provider: Provider, options: StartOptions): Promise<Started> {
  const { world, keys } = workplace;
  const config = configOf(workplace);
  const configuration = await provider(workplace, config);
  const secret = (): string => world.random(32).toString('base64url');
  const redirectUri = config.redirect_uri ?? options.redirectUri;
  const ticket: Ticket = {
    state: secret(),
    nonce: secret(),
    verifier: secret(),
    issuer: config.issuer,
    client: config.client_id,
    redirectUri,
    redirectTo: options.redirectTo,
    until: world.now() + ticketLife,
  };
  const location = buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: config.scopes.join(' '),
    state: ticket.state,
    nonce: ticket.nonce,
    code_challenge: await calculatePKCECodeChallenge(ticket.verifier),
    code_challenge_method: 'S256',
  });
  return { location: location.href, ticket: sealTicket(keys, ticket) };
}

export interface Answered {
  /** What the provider sent along: the query, with its question mark. */
  readonly search: string;
  readonly ticket: string | undefined;
  /** The session that the browser had before. */
  readonly before: string | undefined;
}

export async function finishOidc(
  workplace: Workplace,
  provider: Provider,
  { search, ticket: sealed, before }: Answered,
): Promise<SignedIn & { readonly redirectTo: string }> {
  const config = configOf(workplace);
  const now = workplace.world.now();
  const state = new URLSearchParams(search).get('state');
  const ticket = openTicket(workplace.keys, sealed, { state, now });
  // what was begun at one provider does not end at another
  if (ticket.issuer !== config.issuer || ticket.client !== config.client_id) throw wrongState();
  const configuration = await provider(workplace, config);
  const claims = await asked(() => claimsOf(configuration, config, search, ticket));
  const account = await enter(workplace, config, claims, ticket);
  return { ...(await signInAs(workplace, account, 'oidc', { before })), redirectTo: ticket.redirectTo };
}

/** Whether people can sign in so, and what stands on the button. */
export const oidcName = ({ config }: Pick<Workplace, 'config'>): string | undefined => config.access.oidc?.name;

function configOf({ config }: Workplace): OidcConfig {
  const { oidc } = config.access;
  if (!oidc) throw notConfigured();
  return oidc;
}

interface Identity {
  readonly issuer: string;
  readonly identity: string;
  readonly claims: Claims;
}

async function claimsOf(
  configuration: Configuration,
  config: OidcConfig,
  search: string,
  { state, nonce, verifier, redirectUri }: Ticket,
): Promise<Identity> {
  const tokens = await authorizationCodeGrant(configuration, new URL(`${redirectUri}${search}`), {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new TypeError('Expected a token that says who it is.');
  const asksMore = isIncomplete(claims, config) && configuration.serverMetadata().userinfo_endpoint !== undefined;
  const more = asksMore ? await fetchUserInfo(configuration, tokens.access_token, claims.sub) : {};
  // what is signed goes before what is not
  return { issuer: claims.iss, identity: claims.sub, claims: { ...more, ...claims } };
}

async function enter(
  workplace: Workplace,
  config: OidcConfig,
  { issuer, identity, claims }: Identity,
  { state, until }: Ticket,
): Promise<{ readonly id: string; readonly version: number }> {
  const name = nameOf(claims);
  const actor = { name: nobody.name, permissions: only(oidcEnter.name) };
  const { output } = await perform({ ...workplace, actor }, oidcEnter, {
    id: newAccountId(workplace.world),
    issuer,
    identity,
    ...(name === undefined ? {} : { name }),
    grants: grantsOf(claims, config) ?? null,
    mayCreate: config.create,
    isWelcome: isOfDomain(claims, config),
    state: { hash: hashOfToken(state), expiresAt: until },
  });
  const { outcome, account, version } = output;
  if (outcome !== 'in' || account === null || version === null) throw keptOut();
  return { id: account, version };
}

/** Of an answer that does not hold another than of one that does not come. */
async function asked<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    throw isOutage(error) ? unavailable(error) : refused(error);
  }
}

function isOutage(error: unknown): boolean {
  if (error instanceof PitwallError) return true;
  if (!(error instanceof Error)) return false;
  const { cause } = error;
  if (cause instanceof Response) return cause.status >= 500;
  return (
    cause instanceof PitwallError ||
    ['OAUTH_TIMEOUT', 'UND_ERR_SOCKET'].includes('code' in error ? String(error.code) : '')
  );
}
