import { createHash } from 'node:crypto';
import { PitwallError } from '../core/errors.ts';
import { type ProblemReply, problemOf } from './problem.ts';
import type { Reply, Route } from './route.ts';
import { shellHeaders } from './sign-in-page/shell.ts';
import { troublePage } from './sign-in-page/trouble-page.ts';
import { securityHeaders } from './transport/security-headers.ts';

interface RespondOptions {
  readonly requestId: string;
  readonly tagged: boolean;
  readonly ifNoneMatch: string | null;
}

export function respond(reply: Reply, { requestId, tagged, ifNoneMatch }: RespondOptions): Response {
  const body = reply.stream ?? reply.text ?? (reply.json === undefined ? null : `${JSON.stringify(reply.json)}\n`);
  const headers: Record<string, string> = {
    ...securityHeaders,
    ...(reply.json === undefined ? {} : { 'content-type': 'application/json' }),
    ...reply.headers,
    'x-request-id': requestId,
  };
  if (!tagged || typeof body !== 'string' || reply.status !== 200)
    return new Response(body, { status: reply.status, headers });
  const tag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  headers.etag = tag;
  // may be kept by whoever asked, and asked for again with its tag
  headers['cache-control'] = 'private, no-cache';
  const known = ifNoneMatch?.split(',').some((one) => [tag, '*'].includes(one.trim().replace(/^W\//, '')));
  return known ? new Response(null, { status: 304, headers }) : new Response(body, { status: 200, headers });
}

export function respondProblem(
  error: unknown,
  requestId: string,
  more: Readonly<Record<string, string>> = {},
): Response {
  const { document, headers }: ProblemReply = problemOf(error, requestId);
  return new Response(`${JSON.stringify(document)}\n`, {
    status: document.status,
    headers: {
      ...securityHeaders,
      'content-type': 'application/problem+json',
      ...headers,
      ...more,
      'x-request-id': requestId,
    },
  });
}

/** Whether a person stands before it, who is told in a page what is wrong. */
export const isForPeople = ({ isForPeople }: Route, request: Request): boolean =>
  isForPeople === true && (request.headers.get('accept') ?? '').includes('text/html');

/** As a problem, with its status, in words for people. */
export function respondTrouble(
  error: unknown,
  requestId: string,
  more: Readonly<Record<string, string>> = {},
): Response {
  const { document, headers }: ProblemReply = problemOf(error, requestId);
  const { 'www-authenticate': _, ...rest } = headers;
  const { code, fix = '' } = document;
  const known = error instanceof PitwallError && error.code === code ? error : undefined;
  const trouble = known ?? { code: 'server.failed', problem: 'the server failed in a way it should not', fix };
  const seconds = more['retry-after'] ?? rest['retry-after'];
  return new Response(troublePage(trouble, seconds === undefined ? undefined : Number(seconds)), {
    status: document.status,
    headers: { ...securityHeaders, ...rest, ...shellHeaders, ...more, 'x-request-id': requestId },
  });
}

/** Who follows a link and is not signed in signs in first, and then goes on to where the link leads. */
export const respondSignInFirst = (to: string, requestId: string): Response =>
  new Response(null, {
    status: 303,
    headers: {
      ...securityHeaders,
      location: `/sign-in?redirect_to=${encodeURIComponent(to)}`,
      'x-request-id': requestId,
    },
  });
