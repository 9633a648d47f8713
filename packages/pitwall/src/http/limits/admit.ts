import { PitwallError } from '../../core/errors.ts';
import type { Actor } from '../../server/actor.ts';
import type { Workplace } from '../../server/context.ts';
import type { Doorkeeper } from '../doorkeeper.ts';
import { RetryLater } from '../problem.ts';
import type { Route } from '../route.ts';
import { actorOf, secretOf } from '../sign-in.ts';
import { senderOfBindings } from '../transport/sender.ts';

/** Of whom one knows no name: the address of who asks, behind proxies that are believed. */
export function addressOf(bindings: unknown): string {
  return senderOfBindings(bindings)?.address ?? 'unknown';
}

/** Whether someone from this address may try a secret at all. */
export function refuseGuesses(
  { signIns }: Doorkeeper,
  request: Request,
  route: Route,
  address: string,
  now: number,
): void {
  const secret = secretOf(request, route);
  const seconds = secret === undefined ? 0 : signIns.wait(address, secret, now);
  if (seconds > 0) throw new RetryLater(tooManyGuesses(), seconds);
}

/** Who asks; a secret that is wrong is counted. */
export async function signedIn(
  workplace: Workplace,
  request: Request,
  route: Route,
  { signIns }: Doorkeeper,
  address: string,
): Promise<Actor> {
  try {
    const actor = await actorOf(workplace, request, route);
    const secret = secretOf(request, route);
    if (secret !== undefined && route.permission !== 'public') signIns.succeeded(secret);
    return actor;
  } catch (error) {
    if (error instanceof PitwallError && error.code === 'auth.invalid') signIns.failed(address, workplace.world.now());
    throw error;
  }
}

/** One request is counted, and rows that are owed are waited for. */
export function refuseTooMany({ requests, rows }: Doorkeeper, route: Route, sender: string, now: number): void {
  if (route.unlimited) return;
  const seconds = Math.max(requests.wait(sender, 1, now), route.takesRows ? rows.wait(sender, 1, now) : 0);
  if (seconds > 0) throw new RetryLater(tooManyRequests(), seconds);
  requests.take(sender, 1, now);
}

const tooManyGuesses = () =>
  new PitwallError({
    code: 'auth.slow',
    problem: 'too many wrong tokens came from this address',
    fix: 'Wait as long as Retry-After says, and send one that is in use',
  });

const tooManyRequests = () =>
  new PitwallError({
    code: 'request.too_many',
    problem: 'more came from one sender than is taken in this time',
    fix: 'Wait as long as Retry-After says; send more events in fewer requests',
  });
