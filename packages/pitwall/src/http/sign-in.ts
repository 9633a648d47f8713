import { PitwallError } from '../core/errors.ts';
import { type Actor, nobody } from '../server/actor.ts';
import type { Workplace } from '../server/context.ts';
import { actorOfSession, actorOfToken } from '../server/tokens.ts';
import type { Route } from './route.ts';

export const sessionCookie = 'pitwall_session';

/** Who asks: by bearer token, or by the cookie that a sign-in link gave. Without either nobody may do anything. */
export async function actorOf(workplace: Workplace, request: Request, route: Route): Promise<Actor> {
  if (route.permission === 'public') return nobody;
  const token = bearerOf(request);
  if (token !== undefined) return actorOfToken(workplace, token);
  const session = cookieOf(request, sessionCookie);
  if (session === undefined) throw missing();
  if (route.method !== 'GET') requireOwnOrigin(request);
  return actorOfSession(workplace, session);
}

const bearerOf = (request: Request): string | undefined =>
  /^bearer +(\S{1,500})$/i.exec(request.headers.get('authorization') ?? '')?.[1];

/** What somebody shows to say who they are, where the route looks at it. */
export function secretOf(request: Request, { permission, name }: Route): string | undefined {
  if (name === 'signIn') return new URL(request.url).searchParams.get('link') ?? undefined;
  return permission === 'public' ? undefined : (bearerOf(request) ?? cookieOf(request, sessionCookie));
}

function cookieOf(request: Request, name: string): string | undefined {
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return undefined;
}

/** A browser sends cookies with what other pages make it send; only our own page may change something with them. */
function requireOwnOrigin(request: Request): void {
  const origin = request.headers.get('origin');
  if (origin !== null && URL.canParse(origin) && new URL(origin).host === request.headers.get('host')) return;
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
    fix: 'Send the token that was shown at the first start as: Authorization: Bearer TOKEN',
  });
