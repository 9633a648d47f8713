import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { errorCodes, PitwallError } from '../../core/errors.ts';
import { plainPage } from '../plain-page.ts';
import { retryAfter, statusByCode } from '../problem.ts';
import { problemMeanings } from '../problem-meanings.ts';
import { defineRoute } from '../route.ts';

/** Codes that an answer of this server may have, each with its status. */
const known = new Map(
  errorCodes.flatMap((code) => {
    const status = code === 'server.failed' ? 500 : statusByCode[code];
    return status === undefined ? [] : [[code as string, status] as const];
  }),
);

export const listProblems = defineRoute({
  name: 'listProblems',
  method: 'GET',
  path: '/problems',
  summary: 'The codes that a refusal may have',
  permission: 'public',
  answers: { 200: { summary: 'A page for people', type: 'text/html' } },
  handle: () =>
    plainPage(
      'Why something was not done',
      `<table><tr><th>code</th><th>status</th><th>meaning</th></tr>${[...known]
        .map(
          ([code, status]) =>
            `<tr><td><a href="/problems/${code}"><code>${code}</code></a></td><td>${status}</td><td>${meaningOf(code, status)}</td></tr>`,
        )
        .join('')}</table>`,
    ),
});

export const getProblem = defineRoute({
  name: 'getProblem',
  method: 'GET',
  path: '/problems/{code}',
  summary: 'What a code of a refusal means',
  permission: 'public',
  params: z.strictObject({ code: z.string().min(1).max(100) }),
  answers: { 200: { summary: 'A page for people', type: 'text/html' } },
  problems: [404],
  handle({ params: { code } }) {
    const status = known.get(code);
    if (status === undefined) throw unknownCode();
    const wait = retryAfter[code];
    return plainPage(
      code,
      `<p>${meaningOf(code, status)}</p><dl><dt>Status</dt><dd>${status} ${STATUS_CODES[status] ?? ''}</dd>` +
        `<dt>Sending it again unchanged</dt><dd>${adviceOf(status, wait)}</dd></dl>` +
        '<p>The answer itself says what was expected, what came, where, and how to mend it.</p><p><a href="/problems">All codes</a></p>',
    );
  },
});

const meaningOf = (code: string, status: number): string => problemMeanings[code] ?? `${STATUS_CODES[status] ?? code}.`;

function adviceOf(status: number, wait: number | undefined): string {
  if (wait !== undefined) return `May succeed after ${wait} seconds, as <code>Retry-After</code> says.`;
  if (status === 429) return 'Succeeds after as many seconds as <code>Retry-After</code> says.';
  return status >= 500 || status === 408 ? 'May succeed.' : 'Is refused again.';
}

const unknownCode = () =>
  new PitwallError({
    code: 'request.unknown',
    problem: 'there is no problem of this code',
    fix: 'Look it up at /problems',
  });
