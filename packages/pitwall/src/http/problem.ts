import { STATUS_CODES } from 'node:http';
import type { ProblemDocument } from '@pitwall/sdk';
import { PitwallError } from '../core/errors.ts';
import { visible } from '../core/visible.ts';

/** By code, then by its first word; what is not here is ours: 500. */
export const statusByCode: Readonly<Record<string, number>> = {
  'account.exists': 409,
  'account.last': 409,
  'account.missing': 404,
  'alert.loop': 409,
  'alert.missing': 404,
  'alert.production': 403,
  'alert.state': 409,
  'auth.beyond': 403,
  'audit.broken': 409,
  'audit.checkpoint': 400,
  'audit.entry': 404,
  'auth.denied': 403,
  'auth.invalid': 401,
  'auth.link': 401,
  'auth.missing': 401,
  'auth.origin': 403,
  'auth.password_none': 409,
  'auth.password_weak': 422,
  'auth.self': 409,
  'auth.slow': 429,
  'auth.wrong': 401,
  'baseline.invalid': 400,
  'baseline.missing': 404,
  'backup.full': 507,
  'backup.missing': 404,
  'backup.place': 409,
  'backup.running': 409,
  'backup.unwritable': 503,
  'channel.missing': 404,
  'compliance.period': 400,
  'config.invalid': 409,
  'config.missing': 409,
  'config.syntax': 409,
  'config.unknown_key': 409,
  'config.variable': 409,
  'data.column_names': 400,
  'data.empty': 400,
  'data.encoding': 400,
  'data.format': 400,
  'data.line_too_long': 400,
  'data.memory': 413,
  'data.truncated': 400,
  'data.unreadable': 400,
  'delivery.missing': 404,
  'delivery.state': 409,
  'events.busy': 503,
  'events.closed': 503,
  'events.cursor': 400,
  'events.disk': 503,
  'events.disk_full': 507,
  'events.empty': 400,
  'events.invalid': 400,
  'events.too_large': 413,
  'finding.missing': 404,
  'job.dead': 409,
  'job.missing': 404,
  'job.running': 409,
  'job.well': 409,
  'model.missing': 404,
  'oidc.denied': 403,
  'oidc.missing': 404,
  'oidc.refused': 401,
  'oidc.state': 400,
  'oidc.unavailable': 503,
  'outward.failed': 502,
  'outward.refused': 422,
  'privacy.held': 409,
  'privacy.missing': 404,
  'privacy.reason': 400,
  'privacy.subject': 400,
  'privacy.undeclared': 409,
  'request.encoding': 400,
  'request.framing': 400,
  'request.headers': 431,
  'request.host': 421,
  'request.invalid': 400,
  'request.key_reused': 422,
  'request.media_type': 415,
  'request.method': 405,
  'request.path': 400,
  'request.slow': 408,
  'request.too_large': 413,
  'request.too_many': 429,
  'request.unknown': 404,
  'role.built_in': 409,
  'role.exists': 409,
  'role.missing': 404,
  'role.used': 409,
  'route.later': 501,
  'secret.key_exposed': 503,
  'secret.key_invalid': 503,
  'secret.key_missing': 503,
  'secret.key_unavailable': 503,
  'secret.key_used': 409,
  'secret.missing': 404,
  'secret.rotation': 409,
  'server.busy': 503,
  'server.stopping': 503,
  'session.missing': 404,
  'silence.all': 422,
  'silence.ended': 409,
  'silence.missing': 404,
  'state.busy': 503,
  'state.cursor': 400,
  'state.full': 507,
  'state.text': 400,
  'state.unreachable': 503,
  'token.missing': 404,
};

/** Seconds after which asking again may succeed. */
export const retryAfter: Readonly<Record<string, number>> = {
  'events.busy': 1,
  'events.closed': 10,
  'events.disk': 30,
  'events.disk_full': 30,
  'oidc.unavailable': 30,
  'server.busy': 1,
  'server.stopping': 10,
  'state.busy': 1,
  'state.full': 30,
  'state.unreachable': 5,
};

/** A refusal with the seconds after which it would be none. */
export class RetryLater extends Error {
  readonly problem: PitwallError;
  readonly seconds: number;

  constructor(problem: PitwallError, seconds: number) {
    super(problem.message);
    this.problem = problem;
    this.seconds = seconds;
  }
}

/** RFC 9457. */
export interface ProblemReply {
  readonly document: ProblemDocument;
  readonly headers: Readonly<Record<string, string>>;
}

/** Never a stack, and of what is our own fault not a word of what went wrong: that is in the log. */
export function problemOf(thrown: unknown, requestId: string): ProblemReply {
  const error = thrown instanceof PitwallError && thrown.code in statusByCode ? thrown : unexpected();
  const status = statusByCode[error.code] ?? 500;
  const wait = retryAfter[error.code];
  return {
    document: {
      type: `/problems/${error.code}`,
      title: STATUS_CODES[status] ?? 'Error',
      status,
      code: error.code,
      ...mistakeOf(error),
      fix: visible(error.fix),
      ...(error.more.length > 0 ? { errors: [error, ...error.more].map(mistakeOf) } : {}),
      request_id: requestId,
    },
    headers: {
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="pitwall"' } : {}),
      ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
      // what was not read of the body stays in the connection
      ...(status === 413 || status === 408 ? { connection: 'close' } : {}),
      // RFC 9110: what would have been taken
      ...(error.code === 'request.media_type' ? { 'accept-encoding': 'gzip' } : {}),
    },
  };
}

/** The file is a path on the server, which is nobody else's business. */
function mistakeOf({ problem, fix, place: { line, column, field } }: PitwallError) {
  return {
    detail: visible(`${problem}. ${fix}.`),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(field === undefined ? {} : { field: visible(field) }),
  };
}

const unexpected = (): PitwallError =>
  new PitwallError({
    code: 'server.failed',
    problem: 'the server failed in a way it should not',
    fix: 'Look into its log for the id of this request, and report it',
  });
