import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { PitwallError } from '../core/errors.ts';
import { visible } from '../core/visible.ts';

const mistakeSchema = z.object({
  detail: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
  field: z.string().optional(),
});

/** RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string().describe('Names the kind of problem; stable'),
    title: z.string().describe('The words of the status'),
    status: z.int(),
    code: z.string().describe('Stable: safe to match on'),
    detail: z.string().describe('What was expected, what came, and how to mend it'),
    fix: z.string(),
    line: z.int().optional(),
    column: z.int().optional(),
    field: z.string().optional(),
    errors: z.array(mistakeSchema).optional().describe('All mistakes that were found, where there is more than one'),
    request_id: z.string().describe('To be quoted when asking for help'),
  })
  .describe('Why something was not done');

export type ProblemDocument = z.infer<typeof problemSchema>;

/** By code, then by its first word; what is not here is ours: 500. */
const statusByCode: Readonly<Record<string, number>> = {
  'auth.denied': 403,
  'auth.invalid': 401,
  'auth.link': 401,
  'auth.missing': 401,
  'auth.origin': 403,
  'config.invalid': 409,
  'config.missing': 409,
  'config.syntax': 409,
  'config.unknown_key': 409,
  'config.variable': 409,
  'events.busy': 503,
  'events.closed': 503,
  'events.cursor': 400,
  'events.disk': 503,
  'events.disk_full': 503,
  'events.empty': 400,
  'events.invalid': 400,
  'events.too_large': 413,
  'finding.missing': 404,
  'model.missing': 404,
  'request.encoding': 400,
  'request.invalid': 400,
  'request.key_reused': 422,
  'request.media_type': 415,
  'request.method': 405,
  'request.too_large': 413,
  'request.unknown': 404,
  'server.stopping': 503,
  'state.busy': 503,
  'state.cursor': 400,
  'state.full': 503,
  'state.text': 400,
  'state.unreachable': 503,
};

/** Seconds after which asking again may succeed. */
const retryAfter: Readonly<Record<string, number>> = {
  'events.busy': 1,
  'events.closed': 10,
  'events.disk': 30,
  'events.disk_full': 30,
  'server.stopping': 10,
  'state.busy': 1,
  'state.full': 30,
  'state.unreachable': 5,
};

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
      type: `urn:pitwall:error:${error.code}`,
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
      ...(status === 413 ? { connection: 'close' } : {}),
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
