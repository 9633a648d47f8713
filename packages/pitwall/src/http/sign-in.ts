import { actorOfToken, sessionOf } from '../access/actors.ts';
import { looksLikeJwt } from '../access/jwt/access-token.ts';
import { actorOfJwt } from '../access/jwt/actor-of-jwt.ts';
import { PitwallError } from '../core/errors.ts';
import { type Actor, nobody } from '../server/actor.ts';
import type { Workplace } from '../server/context.ts';
import type { Route } from './route.ts';
import { isSecure } from './transport/sender.ts';

/**
 * `__Host-`: no other host or page of this domain can set it, and it goes over TLS only. Browsers take no such cookie from
 * a server without TLS, which is only to be asked on its own machine; there it has another name.
 */
export const cookieNameOf = (request: Pick<Request, 'url'>): string =>
  isSecure(request) ? '__Host-pitwall_session' : 'pitwall_session';

/** Also takes it away, where it lasts for no time. */
export function sessionCookie(request: Pick<Request, 'url'>, session: string, seconds: number): string {
  const secure = isSecure(request) ? '; Secure' : '';
  return `${cookieNameOf(request)}=${session}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${Math.floor(seconds)}${secure}`;
}

/** Who asks: by bearer token, or by the cookie of a session. Without either nobody may do anything. */
export async function actorOf(workplace: Workplace, request: Request, route: Route): Promise<Actor> {
  if (route.permission === 'public') return nobody;
  const token = bearerOf(request);
  if (token !== undefined) return looksLikeJwt(token) ? actorOfJwt(workplace, token) : actorOfToken(workplace, token);
  const session = sessionSent(request);
  if (session === undefined) throw missing();
  if (route.method !== 'GET') requireOwnOrigin(request);
  return (await sessionOf(workplace, session)).actor;
}

/** Other words in that header, such as those that let somebody through a proxy, are none of ours. */
export const bearerOf = (request: Pick<Request, 'headers'>): string | undefined =>
  /^bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];

/** What somebody shows to say who they are, where the route looks at it. */
export function secretOf(request: Request, { permission, name }: Route): string | undefined {
  if (name === 'signIn') return new URL(request.url).searchParams.get('link') ?? undefined;
  return permission === 'public' ? undefined : (bearerOf(request) ?? sessionSent(request));
}

/** What the cookie of a browser holds, of a session that may be over. */
export function sessionSent(request: Pick<Request, 'url' | 'headers'>): string | undefined {
  const wanted = cookieNameOf(request);
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === wanted && value && value.length <= 200) return value;
  }
  return undefined;
}

/** A browser sends cookies with what other pages make it send; only our own page may change something with them. */
export function requireOwnOrigin(request: Pick<Request, 'headers' | 'url'>): void {
  const origin = request.headers.get('origin');
  // browsers that do not say it send the origin all the same
  const isOwnSite = (request.headers.get('sec-fetch-site') ?? 'same-origin') === 'same-origin';
  const isOwnHost = origin !== null && URL.canParse(origin) && new URL(origin).host === request.headers.get('host');
  if (isOwnSite && isOwnHost) return;
  throw new PitwallError({
    code: 'auth.origin',
    problem: 'expected a request from a page of this server, found one from elsewhere',
    fix: 'Use a bearer token',
  });
}

const missing = () =>
  new PitwallError({
    code: 'auth.missing',
    problem: 'expected a token, found none',
    fix: 'Make one with pitwall token add, and send it as: Authorization: Bearer TOKEN',
  });
