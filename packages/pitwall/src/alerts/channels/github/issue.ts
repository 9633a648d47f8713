import { z } from 'zod';
import type { Message } from '../../message/message.ts';
import type { Outcome, SendTools } from '../channel.ts';
import type { Ask, GithubAnswer } from './api.ts';
import { composeBody, composeTitle, labelOf, markerOf } from './compose.ts';

/** What is remembered of a thread, so that no attempt makes a second issue or says something twice. */
const memorySchema = z
  .strictObject({
    issue: z.int().optional(),
    /** When it was last tried to make the issue, where nobody knows what came of it. */
    trying: z.number().optional(),
    /** The message of which nobody knows whether it is there as a comment. */
    commenting: z.string().optional(),
    /** The message that is there. */
    told: z.string().optional(),
  })
  .catch({});

type Memory = z.output<typeof memorySchema>;

const issuesSchema = z.array(
  z.object({ number: z.int(), body: z.string().nullish(), pull_request: z.unknown().optional() }),
);
const commentsSchema = z.array(z.object({ body: z.string().nullish() }));
const madeSchema = z.object({ number: z.int(), labels: z.array(z.object({ name: z.string() })).catch([]) });

/** For so long a request may still be on its way of which nobody knows what came of it. */
const onItsWay = 30_000;

/** An answer because of which nothing more is done at this attempt. */
class Stopped extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super('stopped');
    this.outcome = outcome;
  }
}

/**
 * One issue for each thread: opened, commented, closed. GitHub knows no key by which it would notice that something came
 * twice, so that each step is remembered before it is tried, and is looked for before it is tried again. That it could not
 * be looked for never means that it is not there.
 */
export async function tellIssue(
  message: Message,
  labels: readonly string[],
  ask: Ask,
  tools: SendTools,
): Promise<Outcome> {
  let memory: Memory = memorySchema.parse(tools.remembered ?? {});
  const keep = async (next: Memory): Promise<void> => {
    memory = next;
    await tools.remember(next);
  };
  try {
    if (memory.issue === undefined) await keep(await findIssue(message, memory, ask, tools.key));
    if (memory.issue === undefined) {
      if (message.kind === 'resolved' && message.firing === 0)
        return { kind: 'delivered', detail: 'there is no issue to close' };
      const made = await openIssue(message, { labels, memory, ask, keep, tools });
      if (made !== undefined) return made;
    }
    const { issue } = memory;
    if (issue === undefined)
      return { kind: 'failed', detail: 'GitHub did not say which issue it made; it is looked for' };
    if (memory.told !== tools.key) await comment(message, { issue, memory, ask, keep, tools });
    if (message.firing === 0 || message.kind === 'test') {
      stopUnless(await ask('PATCH', `/issues/${issue}`, { state: 'closed', state_reason: 'completed' }), 200);
      return { kind: 'delivered', detail: `issue ${issue} is closed`, status: 200 };
    }
    return { kind: 'delivered', detail: `issue ${issue} says it`, status: 201 };
  } catch (error) {
    if (error instanceof Stopped) return error.outcome;
    throw error;
  }
}

interface Step {
  readonly memory: Memory;
  readonly ask: Ask;
  keep(next: Memory): Promise<void>;
  readonly tools: SendTools;
}

async function findIssue(message: Message, memory: Memory, ask: Ask, key: string): Promise<Memory> {
  // the list of issues is current at once, the search is not
  const query = new URLSearchParams({ labels: labelOf(message), state: 'all', per_page: '100' });
  const answer = stopUnless(await ask('GET', `/issues?${query}`), 200);
  const listed = issuesSchema.safeParse(answer.json);
  if (!listed.success) throw new Stopped({ kind: 'failed', detail: 'GitHub answered with no list of issues' });
  const own = listed.data.filter((one) => one.pull_request === undefined).sort((a, b) => a.number - b.number);
  const [found] = own;
  if (!found) return memory;
  const isTold = found.body?.includes(markerOf(key)) === true;
  return { issue: found.number, ...(isTold ? { told: key } : { commenting: key }) };
}

async function openIssue(
  message: Message,
  { labels, memory, ask, keep, tools }: Step & { readonly labels: readonly string[] },
): Promise<Outcome | undefined> {
  const { key, now } = tools;
  const since = memory.trying === undefined ? Number.POSITIVE_INFINITY : now() - memory.trying;
  if (since >= 0 && since < onItsWay) {
    return { kind: 'failed', detail: 'GitHub did not say whether it made the issue; it is looked for again' };
  }
  await keep({ trying: now() });
  const label = labelOf(message);
  const answer = await ask('POST', '/issues', {
    title: composeTitle(message),
    body: composeBody(message, key),
    labels: [label, ...labels],
  });
  const made = madeSchema.safeParse(answer.json);
  if (answer.status !== 201 || !made.success) {
    // it said no: nothing is on its way
    if (answer.status >= 300 && answer.status < 500 && answer.status !== 408) await keep({});
    return answer.status === 201 ? undefined : answer.outcome;
  }
  const { number, labels: set } = made.data;
  await keep({ issue: number, told: key });
  if (message.firing === 0 || message.kind === 'test') return undefined;
  // it is left out without a word where the token may not set labels
  const isFound = set.some(({ name }) => name === label);
  const warning = isFound
    ? ''
    : '; its label was not set, by which it would be found again: let the token write issues';
  return { kind: 'delivered', detail: `issue ${number} is open${warning}`, status: 201 };
}

async function comment(
  message: Message,
  { issue, memory, ask, keep, tools: { key } }: Step & { readonly issue: number },
): Promise<void> {
  if (memory.commenting === key && (await isCommented(issue, key, ask))) return keep({ issue, told: key });
  await keep({ issue, commenting: key });
  const answer = await ask('POST', `/issues/${issue}/comments`, { body: composeBody(message, key) });
  if (answer.status === 410) {
    await keep({});
    throw new Stopped({ kind: 'failed', detail: `issue ${issue} was deleted; another one is made`, status: 410 });
  }
  if (answer.status >= 300 && answer.status < 500 && answer.status !== 408) await keep({ issue });
  stopUnless(answer, 201);
  await keep({ issue, told: key });
}

async function isCommented(issue: number, key: string, ask: Ask): Promise<boolean> {
  for (let page = 1; ; page += 1) {
    const answer = await ask('GET', `/issues/${issue}/comments?per_page=100&page=${page}`);
    // of a deleted issue the next step says what to do
    if (answer.status === 410) return false;
    const listed = commentsSchema.safeParse(stopUnless(answer, 200).json);
    if (!listed.success) throw new Stopped({ kind: 'failed', detail: 'GitHub answered with no list of comments' });
    if (listed.data.some(({ body }) => body?.includes(markerOf(key)))) return true;
    if (listed.data.length < 100) return false;
  }
}

function stopUnless(answer: GithubAnswer, status: number): GithubAnswer {
  if (answer.status === status) return answer;
  const { outcome } = answer;
  // an answer of success that is not the one of this request says nothing of what was done
  throw new Stopped(outcome.kind === 'delivered' ? { ...outcome, kind: 'failed' } : outcome);
}
