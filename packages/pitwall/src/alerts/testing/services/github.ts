import { z } from 'zod';
import type { Answer, Asked, Double } from './frame.ts';
import { createRateLimit } from './rate-limit.ts';

export interface GithubIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly state: 'open' | 'closed';
  readonly stateReason: string | null;
  readonly comments: readonly string[];
  readonly isDeleted: boolean;
}

interface Github {
  readonly url: string;
  readonly repository: string;
  readonly token: string;
  issues(): readonly GithubIssue[];
  /** As somebody does it by hand. */
  remove(number: number): void;
  /** A token that may not write leaves labels out without a word. */
  setMayLabel(may: boolean): void;
}

type Kept = { -readonly [Key in keyof GithubIssue]: GithubIssue[Key] };

const repository = 'courtside/alerts';
const token = 'github_pat_0123456789abcdefghij';
const longestBody = 65_536;

const label = z.string().min(1).max(50);
const opening = z.strictObject({
  title: z.string().min(1).max(256),
  body: z.string().max(longestBody),
  labels: z.array(label),
});
const commenting = z.strictObject({ body: z.string().min(1).max(longestBody) });
const changing = z.strictObject({
  state: z.enum(['open', 'closed']),
  state_reason: z.enum(['completed', 'not_planned', 'reopened']),
});

/** Issues, their labels and comments, as GitHub keeps them; 80 that make something in a minute, and no more. */
export function githubDouble(now: () => number, limits = true): Double<Github> {
  const issues: Kept[] = [];
  let mayLabel = true;
  const making = createRateLimit({ most: 80, milliseconds: 60_000 }, now);

  function answer(asked: Asked): Answer {
    const { headers, method, path } = asked;
    if (headers['user-agent'] === undefined) return problem(403, 'Request forbidden by administrative rules.');
    if (headers.authorization !== `Bearer ${token}`) return problem(401, 'Bad credentials');
    if (headers['x-github-api-version'] !== '2022-11-28') return problem(400, 'Unsupported API version');
    const inside = `/repos/${repository}/issues`;
    if (path !== inside && !path.startsWith(`${inside}/`)) return problem(404, 'Not Found');
    const [number, part, ...rest] = path.slice(inside.length + 1).split('/');
    if (number === undefined || number === '')
      return method === 'GET' ? list(asked) : method === 'POST' ? open(asked) : problem(404, 'Not Found');
    const issue = issues.find((one) => String(one.number) === number);
    if (!issue || rest.length > 0) return problem(404, 'Not Found');
    if (issue.isDeleted) return problem(410, 'This issue was deleted');
    if (part === undefined && method === 'PATCH') return change(issue, asked);
    if (part === 'comments' && method === 'POST') return comment(issue, asked);
    if (part === 'comments' && method === 'GET') return ok(page(issue.comments, asked).map((body) => ({ body })));
    return problem(404, 'Not Found');
  }

  function list(asked: Asked): Answer {
    const wanted = (asked.query.get('labels') ?? '').split(',').filter((name) => name !== '');
    const state = asked.query.get('state') ?? 'open';
    const found = issues.filter(
      (one) =>
        !one.isDeleted && (state === 'all' || one.state === state) && wanted.every((name) => one.labels.includes(name)),
    );
    return ok(page(found.toReversed(), asked).map(shown));
  }

  function open(asked: Asked): Answer {
    const read = opening.safeParse(asked.json);
    if (!read.success) return problem(422, 'Validation Failed');
    const wait = limits ? making.take('all') : 0;
    if (wait > 0) return limited(Math.ceil(wait / 1_000));
    const issue: Kept = {
      ...read.data,
      number: issues.length + 1,
      labels: mayLabel ? read.data.labels : [],
      state: 'open',
      stateReason: null,
      comments: [],
      isDeleted: false,
    };
    issues.push(issue);
    return { status: 201, body: shown(issue), isAccepted: true, key: keyIn(issue.body) };
  }

  function comment(issue: Kept, asked: Asked): Answer {
    const read = commenting.safeParse(asked.json);
    if (!read.success) return problem(422, 'Validation Failed');
    const wait = limits ? making.take('all') : 0;
    if (wait > 0) return limited(Math.ceil(wait / 1_000));
    issue.comments = [...issue.comments, read.data.body];
    return {
      status: 201,
      body: { id: issue.comments.length, body: read.data.body },
      isAccepted: true,
      key: keyIn(read.data.body),
    };
  }

  function change(issue: Kept, asked: Asked): Answer {
    const read = changing.safeParse(asked.json);
    if (!read.success) return problem(422, 'Validation Failed');
    issue.state = read.data.state;
    issue.stateReason = read.data.state_reason;
    return ok(shown(issue));
  }

  return {
    name: 'github',
    own: (base) => ({
      url: base,
      repository,
      token,
      issues: () => issues.map((one) => ({ ...one })),
      remove: (number) => {
        for (const one of issues) if (one.number === number) one.isDeleted = true;
      },
      setMayLabel: (may) => {
        mayLabel = may;
      },
    }),
    answer,
    refuse: (status, retryAfter) => {
      if (retryAfter === undefined) return problem(status, `${token} is not welcome`);
      if (typeof retryAfter === 'number') return { ...limited(retryAfter), status };
      // the limit of an hour says when it is over, and not how long to wait
      const headers = {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.floor(retryAfter.getTime() / 1_000)),
      };
      return { ...problem(status, 'API rate limit exceeded'), headers };
    },
  };
}

const ok = (body: unknown): Answer => ({ status: 200, body, isAccepted: true });

const problem = (status: number, message: string): Answer => ({
  status,
  body: { message, documentation_url: 'https://docs.github.com/rest' },
  isAccepted: false,
});

const limited = (seconds: number): Answer => ({
  ...problem(403, 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'),
  headers: { 'retry-after': String(seconds) },
});

function page<T>(all: readonly T[], { query }: Asked): readonly T[] {
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const from = (Number(query.get('page') ?? 1) - 1) * size;
  return all.slice(from, from + size);
}

const shown = ({ number, title, body, state, stateReason, labels }: Kept) => ({
  number,
  title,
  body,
  state,
  state_reason: stateReason,
  labels: labels.map((name) => ({ name })),
});

const keyIn = (body: string): string | undefined => /<!-- pitwall-message:([0-9a-z]+) -->/i.exec(body)?.[1];
