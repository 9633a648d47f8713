import { createHash } from 'node:crypto';
import { type ProblemReply, problemOf } from './problem.ts';
import type { Reply } from './route.ts';

/** Nothing that is answered may be framed, sniffed, kept by a proxy or run. */
const securityHeaders: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

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
