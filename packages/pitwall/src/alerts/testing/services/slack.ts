import { z } from 'zod';
import type { Answer, Asked, Double } from './frame.ts';
import { createRateLimit, retryAfterText } from './rate-limit.ts';
import { blockTextLength, mostBlockText, type SlackBlock, slackBlocks } from './slack-blocks.ts';

/** A message as the channel of the workspace shows it. */
export interface SlackMessage {
  readonly ts: string;
  readonly channel: string;
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  readonly threadTs: string | null;
  readonly updates: number;
}

const webhook = z.strictObject({ text: z.string().max(40_000).optional(), blocks: z.unknown().optional() });

const posted = webhook.extend({
  channel: z.string().min(1),
  thread_ts: z.string().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  reply_broadcast: z.boolean().optional(),
});

const updated = webhook.extend({ channel: z.string().min(1), ts: z.string().min(1) });

type Checked =
  | { readonly error: string }
  | { readonly error?: undefined; readonly text: string; readonly blocks: readonly SlackBlock[] };

/**
 * Slack: an incoming webhook (`url`), and `chat.postMessage` and `chat.update` (`api`, `token`, channel `C0ALERTS`).
 * The key of a message is the `block_id` of its first block. About one message a second, with short bursts.
 */
export function slackDouble(now: () => number, isLimited: boolean) {
  const secret = 'XSLACKSECRETX8f2kQ';
  const token = 'xoxb-0000-XSLACKTOKENX9d1';
  const hook = `/services/T0PITWALL/B0PITWALL/${secret}`;
  const messages: SlackMessage[] = [];
  const limit = createRateLimit({ most: 10, milliseconds: 10_000 }, now);

  const throttled = (of: string): Answer | undefined => {
    const wait = isLimited ? limit.take(of) : 0;
    return wait > 0 ? refuseWith(429, Math.ceil(wait / 1_000), of === 'hook') : undefined;
  };
  const add = (message: Omit<SlackMessage, 'ts' | 'updates'>): SlackMessage => {
    const ts = `${Math.floor(now() / 1_000)}.${String(messages.length + 1).padStart(6, '0')}`;
    const added = { ...message, ts, updates: 0 };
    messages.push(added);
    return added;
  };

  const toHook = (asked: Asked): Answer => {
    if (asked.path !== hook) return text(404, 'no_service');
    if (asked.method !== 'POST') return text(405, 'method_not_allowed');
    const body = webhook.safeParse(asked.json);
    if (!isJson(asked) || !body.success) return text(400, 'invalid_payload');
    const checked = check(body.data);
    if (checked.error !== undefined) return text(400, checked.error);
    const tooMany = throttled('hook');
    if (tooMany) return tooMany;
    add({ channel: 'hook', text: checked.text, blocks: checked.blocks, threadTs: null });
    return { ...text(200, 'ok'), isAccepted: true, key: keyOf(checked.blocks) };
  };

  const toApi = (asked: Asked): Answer => {
    if (asked.headers.authorization === undefined) return failed('not_authed');
    if (asked.headers.authorization !== `Bearer ${token}`) return failed('invalid_auth');
    if (!isJson(asked)) return failed('invalid_json');
    const tooMany = throttled('api');
    if (tooMany) return tooMany;
    return asked.path === '/api/chat.postMessage' ? post(asked.json) : update(asked.json);
  };

  const post = (json: unknown): Answer => {
    const body = posted.safeParse(json);
    if (!body.success) return failed('invalid_arguments');
    if (body.data.channel !== 'C0ALERTS') return failed('channel_not_found');
    const { thread_ts: threadTs = null } = body.data;
    if (threadTs !== null && !messages.some(({ ts }) => ts === threadTs)) return failed('thread_not_found');
    const checked = check(body.data);
    if (checked.error !== undefined) return failed(checked.error);
    const { ts, channel } = add({ channel: body.data.channel, text: checked.text, blocks: checked.blocks, threadTs });
    return {
      status: 200,
      body: { ok: true, channel, ts, message: { type: 'message', text: checked.text } },
      isAccepted: true,
      key: keyOf(checked.blocks),
    };
  };

  const update = (json: unknown): Answer => {
    const body = updated.safeParse(json);
    if (!body.success) return failed('invalid_arguments');
    const index = messages.findIndex(({ ts, channel }) => ts === body.data.ts && channel === body.data.channel);
    const before = messages[index];
    if (!before) return failed('message_not_found');
    const checked = check(body.data);
    if (checked.error !== undefined) return failed(checked.error);
    messages[index] = { ...before, text: checked.text, blocks: checked.blocks, updates: before.updates + 1 };
    return {
      status: 200,
      body: { ok: true, channel: before.channel, ts: before.ts, text: checked.text },
      isAccepted: true,
      key: keyOf(checked.blocks),
    };
  };

  return {
    name: 'slack',
    own: (base) => ({
      url: `${base}${hook}`,
      api: `${base}/api`,
      token,
      channel: 'C0ALERTS',
      secrets: [secret, token] as readonly string[],
      /** In the order in which they were first posted. */
      messages: (): readonly SlackMessage[] => messages,
      /** Somebody deletes it by hand. */
      remove: (ts: string): void => {
        const index = messages.findIndex((one) => one.ts === ts);
        if (index >= 0) messages.splice(index, 1);
      },
    }),
    answer: (asked) => (/^\/api\/chat\.(postMessage|update)$/.test(asked.path) ? toApi(asked) : toHook(asked)),
    refuse: (status, retryAfter, asked, says) => refuseWith(status, retryAfter, !asked.path.startsWith('/api/'), says),
  } satisfies Double<object>;
}

const webhookWords: Readonly<Record<number, string>> = {
  400: 'invalid_payload',
  401: 'invalid_token',
  403: 'action_prohibited',
  404: 'no_service',
  410: 'channel_is_archived',
  429: 'rate_limited',
  500: 'rollup_error',
  503: 'service_unavailable',
};

/** What the Web API says with status 200. */
const apiWords: Readonly<Record<number, string>> = {
  400: 'invalid_arguments',
  401: 'invalid_auth',
  403: 'restricted_action',
  404: 'channel_not_found',
  410: 'is_archived',
};

function refuseWith(status: number, retryAfter: number | Date | undefined, isWebhook: boolean, says?: string): Answer {
  const headers = retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfterText(retryAfter) } };
  if (isWebhook) return { ...text(status, says ?? webhookWords[status] ?? 'error'), ...headers };
  const word = says ?? apiWords[status];
  if (word !== undefined) return failed(word);
  const error = status === 429 ? 'ratelimited' : 'internal_error';
  return { status, body: { ok: false, error }, isAccepted: false, ...headers };
}

const text = (status: number, body: string): Answer => ({ status, body, isAccepted: false });

const failed = (error: string): Answer => ({ status: 200, body: { ok: false, error }, isAccepted: false });

const isJson = ({ headers, json }: Asked): boolean =>
  /^application\/json\b/.test(headers['content-type'] ?? '') && typeof json === 'object' && json !== null;

function check({ text: given, blocks: unknownBlocks }: z.infer<typeof webhook>): Checked {
  const blocks = slackBlocks.safeParse(unknownBlocks ?? []);
  if (!blocks.success) return { error: 'invalid_blocks' };
  // with blocks the text is what a notification on a telephone shows; without it people see an empty one
  if (given === undefined || given.trim() === '') return { error: 'no_text' };
  if (blockTextLength(blocks.data) > mostBlockText) return { error: 'msg_blocks_too_long' };
  return { text: given, blocks: blocks.data };
}

const keyOf = (blocks: readonly SlackBlock[]): string | undefined => blocks[0]?.block_id;
