import type { IncomingMessage, ServerResponse } from 'node:http';
import { PitwallError } from '../../core/errors.ts';
import { methods } from '../route.ts';

const asked = [
  'authorization',
  'content-encoding',
  'content-type',
  'idempotency-key',
  'if-none-match',
  'last-event-id',
  'x-request-id',
];
const told = ['etag', 'retry-after', 'x-request-id'];
const preflightSeconds = 600;

export type CrossOrigin = 'go on' | 'answered' | PitwallError;

/**
 * Pages of other origins may read what is answered only where they are named, and with a token of their own: cookies are
 * never taken from them. A browser that asks first is answered here.
 */
export function crossOrigin(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  origins: readonly string[],
): CrossOrigin {
  const { origin } = incoming.headers;
  const isPreflight = incoming.method === 'OPTIONS' && incoming.headers['access-control-request-method'] !== undefined;
  if (origins.length > 0) outgoing.appendHeader('vary', 'Origin');
  if (origin === undefined || !origins.includes(origin)) return isPreflight ? strangeOrigin() : 'go on';
  outgoing.setHeader('access-control-allow-origin', origin);
  if (!isPreflight) {
    outgoing.setHeader('access-control-expose-headers', told.join(', '));
    return 'go on';
  }
  outgoing.writeHead(204, {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': asked.join(', '),
    'access-control-max-age': String(preflightSeconds),
  });
  outgoing.end();
  return 'answered';
}

const strangeOrigin = () =>
  new PitwallError({
    code: 'auth.origin',
    problem: 'expected a page of an origin that may ask, found one of another',
    fix: 'Add its origin to http.origins in the configuration of the server',
  });
