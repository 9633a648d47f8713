import { z } from 'zod';

const mistakeSchema = z.object({
  detail: z.string(),
  line: z.int().optional(),
  column: z.int().optional(),
  field: z.string().optional(),
});

/** Why a server did not do something, as RFC 9457 wants it told. */
export const problemSchema = z
  .object({
    type: z.string().describe('A page of the server about this kind of problem; stable'),
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

/** One mistake in what was sent, with its place there. */
export interface Mistake {
  readonly detail: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly field?: string | undefined;
}

export interface ProblemOptions {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
  readonly status?: number;
  readonly errors?: readonly Mistake[];
  readonly requestId?: string;
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/**
 * What a server refused, or why it could not be asked. Codes of the server are its own; those that begin with
 * `client.` are said here: `client.unreachable`, `client.timeout` and `client.answer`.
 */
export class PitwallProblem extends Error {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fix: string;
  /** Of the answer; undefined where there was none. */
  readonly status: number | undefined;
  /** Every mistake that was found, with its place; empty where the problem is not in what was sent. */
  readonly errors: readonly Mistake[];
  readonly requestId: string | undefined;
  /** Milliseconds after which the server wants to be asked again. */
  readonly retryAfter: number | undefined;

  constructor({ code, title, detail, fix, status, errors = [], requestId, retryAfter, cause }: ProblemOptions) {
    super(`${code}: ${detail}`, cause === undefined ? undefined : { cause });
    this.name = 'PitwallProblem';
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.fix = fix;
    this.status = status;
    this.errors = errors;
    this.requestId = requestId;
    this.retryAfter = retryAfter;
  }
}

/** What an answer that is no success says, whoever gave it: a proxy knows nothing of our documents. */
export function problemOf(status: number, headers: Headers, text: string): PitwallProblem {
  const document = problemSchema.safeParse(parsed(text));
  const retryAfter = retryAfterOf(headers);
  const more = retryAfter === undefined ? {} : { retryAfter };
  if (!document.success) {
    return new PitwallProblem({
      code: 'client.answer',
      title: 'Not an answer of Pitwall',
      detail: `expected an answer of Pitwall, found status ${status} from something else`,
      fix: 'Check the address, and what stands between it and this machine',
      status,
      ...more,
    });
  }
  const { code, title, detail, fix, line, column, field, errors, request_id: requestId } = document.data;
  const own = line === undefined && field === undefined ? [] : [{ detail, line, column, field }];
  return new PitwallProblem({ code, title, detail, fix, status, errors: errors ?? own, requestId, ...more });
}

/** In milliseconds. A date is counted from the server's own clock, which may differ from ours. */
function retryAfterOf(headers: Headers): number | undefined {
  const sent = headers.get('retry-after')?.trim();
  if (!sent) return undefined;
  if (/^\d{1,9}$/.test(sent)) return Number(sent) * 1_000;
  const wait = Date.parse(sent) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
