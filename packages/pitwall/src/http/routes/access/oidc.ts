import { z } from 'zod';
import { createProvider, type Provider } from '../../../access/oidc/provider.ts';
import { finishOidc, startOidc } from '../../../access/oidc/sign-in.ts';
import { ticketLife } from '../../../access/oidc/ticket.ts';
import { PitwallError } from '../../../core/errors.ts';
import { outwardFetch } from '../../../outward/fetch.ts';
import { createOutward } from '../../../outward/outward.ts';
import type { Server } from '../../../server/open.ts';
import type { State } from '../../../state/state.ts';
import { problemOf } from '../../problem.ts';
import { defineRoute, type Reply } from '../../route.ts';
import { sessionCookie, sessionSent } from '../../sign-in.ts';
import { redirectSchema } from '../../sign-in-page/form.ts';
import { shellHeaders } from '../../sign-in-page/shell.ts';
import { troublePage } from '../../sign-in-page/trouble-page.ts';
import { isSecure } from '../../transport/sender.ts';

const pages = {
  400: { summary: 'A page: not a sign-in that this browser began', type: 'text/html' },
  401: { summary: 'A page: the answer of the provider does not hold', type: 'text/html' },
  403: { summary: 'A page: whoever it is may not use this server', type: 'text/html' },
  404: { summary: 'A page: no provider is configured', type: 'text/html' },
  503: { summary: 'A page: the provider does not answer', type: 'text/html' },
} as const;

export const oidcStart = defineRoute({
  name: 'oidcStart',
  method: 'GET',
  path: '/oidc/start',
  summary: 'Sign a browser in with the provider of identities',
  permission: 'public',
  isForPeople: true,
  query: z.strictObject({ redirect_to: redirectSchema }),
  answers: { 303: { summary: 'On to the provider' }, ...pages },
  async handle({ query: { redirect_to = '/' }, context, server, url }) {
    return orPage(url, async () => {
      const redirectUri = `${url.origin}/oidc/callback`;
      const { location, ticket } = await startOidc(context, providerOf(server), {
        redirectUri,
        redirectTo: redirect_to,
      });
      return { status: 303, headers: { location, 'set-cookie': ticketCookie(url, ticket, ticketLife / 1_000) } };
    });
  },
});

export const oidcCallback = defineRoute({
  name: 'oidcCallback',
  method: 'GET',
  path: '/oidc/callback',
  summary: 'Where the provider of identities sends a browser back to',
  permission: 'public',
  isForPeople: true,
  answers: { 303: { summary: 'Signed in: on to the page' }, ...pages },
  async handle({ context, server, url, headers }) {
    return orPage(url, async () => {
      const request = { url: url.href, headers };
      const asked = { search: url.search, ticket: ticketSent(url, headers), before: sessionSent(request) };
      const { session, until, redirectTo } = await finishOidc(context, providerOf(server), asked);
      const cookie = sessionCookie(request, session, (until - server.world.now()) / 1_000);
      return { status: 303, headers: { location: redirectTo, 'set-cookie': cookie } };
    });
  },
});

/** A person stands before it: what went wrong is a page, with the status that it has elsewhere. */
async function orPage(url: URL, answer: () => Promise<Reply>): Promise<Reply> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof PitwallError) || !error.code.startsWith('oidc.')) throw error;
    const { document, headers } = problemOf(error, '');
    const { 'www-authenticate': _, ...rest } = headers;
    const gone = { 'set-cookie': ticketCookie(url, '', 0) };
    return { status: document.status, text: troublePage(error), headers: { ...rest, ...shellHeaders, ...gone } };
  }
}

const ticketName = ({ href: url }: URL): string => (isSecure({ url }) ? '__Host-pitwall_oidc' : 'pitwall_oidc');

function ticketCookie(url: URL, ticket: string, seconds: number): string {
  const secure = isSecure({ url: url.href }) ? '; Secure' : '';
  return `${ticketName(url)}=${ticket}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
}

/** A browser takes no longer cookie than this. */
const longestTicket = 4_096;

function ticketSent(url: URL, headers: Headers): string | undefined {
  const start = `${ticketName(url)}=`;
  const sent = (headers.get('cookie') ?? '').split(';').map((part) => part.trim());
  const ticket = sent.find((part) => part.startsWith(start))?.slice(start.length);
  return ticket !== undefined && ticket.length <= longestTicket ? ticket : undefined;
}

const providers = new WeakMap<State, Provider>();

/** The provider may be asked wherever it is: who wrote its address into the configuration may also write `outward`. */
function providerOf(server: Server): Provider {
  const known = providers.get(server.state);
  if (known) return known;
  const outward = createOutward({
    get allow() {
      return [...server.config.outward.allow, ...hostOf(server.config.access.oidc?.issuer)];
    },
  });
  const made = createProvider(outwardFetch(outward));
  providers.set(server.state, made);
  return made;
}

function hostOf(issuer: string | undefined): readonly string[] {
  if (issuer === undefined) return [];
  const { hostname, port, protocol } = new URL(issuer);
  return [`${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`];
}
