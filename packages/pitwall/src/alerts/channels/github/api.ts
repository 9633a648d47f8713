import { parseJson } from '../../../core/json.ts';
import type { OutwardAnswer } from '../../../outward/outward.ts';
import type { Outcome, SendTools } from '../channel.ts';
import { quoted } from '../chat/answer.ts';
import { retryAfter } from '../http-outcome.ts';

export interface GithubAnswer {
  readonly status: number;
  readonly json: unknown;
  /** What it comes to where it is not what was asked for. */
  readonly outcome: Outcome;
}

export type Ask = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => Promise<GithubAnswer>;

/** Where nothing says how long, GitHub asks for a minute at least. */
const usualWait = 60_000;

export function githubApi(
  { url, repository, token }: { readonly url: string; readonly repository: string; readonly token: string },
  { outward, signal, version, now }: Pick<SendTools, 'outward' | 'signal' | 'version' | 'now'>,
): Ask {
  return async (method, path, body) => {
    const answer = await outward.send({
      url: `${url}/repos/${repository}${path}`,
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'user-agent': `pitwall/${version}`,
        'x-github-api-version': '2022-11-28',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal,
      timeoutMilliseconds: 20_000,
      // a hundred issues with a body of the longest kind
      maxBytes: 32 << 20,
    });
    const json = answer.isCut ? undefined : parseJson(answer.body.toString('utf8'));
    return { status: answer.status, json, outcome: outcomeOf(answer, json, token, now()) };
  };
}

function outcomeOf(answer: OutwardAnswer, json: unknown, token: string, now: number): Outcome {
  const { status, headers } = answer;
  const told = messageIn(json);
  const said = told === '' ? '' : ` (${quoted(told, [token])})`;
  const detail = `GitHub answered ${status}${said}`;
  if (status === 429 || (status === 403 && isLimited(headers, told))) {
    const reset =
      headers['x-ratelimit-remaining'] === '0' ? Number(headers['x-ratelimit-reset']) * 1_000 - now : Number.NaN;
    const wait = retryAfter(answer, now) ?? (Number.isFinite(reset) ? Math.max(0, reset) : usualWait);
    return { kind: 'throttled', detail: `${detail}: too much at once`, status, wait };
  }
  const mend = mends[status];
  if (mend !== undefined) return { kind: 'refused', detail: `${detail}: ${mend}`, status };
  if (status >= 300 && status < 500 && status !== 408) return { kind: 'refused', detail, status };
  return { kind: 'failed', detail, status };
}

const mends: Readonly<Record<number, string>> = {
  301: 'the repository has another name now; name that one',
  307: 'the repository has another name now; name that one',
  308: 'the repository has another name now; name that one',
  401: 'look at the token',
  403: 'the token may not do this; it has to be able to write issues',
  404: 'there is no such repository, or the token may not see it',
  410: 'issues are turned off in this repository; turn them on, or name another',
};

const isLimited = (headers: OutwardAnswer['headers'], told: string): boolean =>
  headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0' || /rate limit/i.test(told);

const messageIn = (json: unknown): string =>
  typeof json === 'object' && json !== null && 'message' in json && typeof json.message === 'string'
    ? json.message
    : '';
