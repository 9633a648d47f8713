import { z } from 'zod';
import { parseJson } from '../../../core/json.ts';
import type { OutwardAnswer } from '../../../outward/outward.ts';
import type { Message } from '../../message/message.ts';
import { defineChannel, type Outcome, type SendTools } from '../channel.ts';
import { outcomeOfAnswer, quoted } from '../chat/answer.ts';
import { secretAddress, secretText, serviceAddress } from '../chat/settings.ts';
import { laterStep } from '../chat/steps.ts';
import { outcomeOfError } from '../http-outcome.ts';
import { composeSlack, type SlackPayload, slackLine } from './compose.ts';

const webhook = secretAddress.describe('The address of an incoming webhook, which is a secret');

const long = z
  .strictObject({
    url: webhook.optional(),
    token: secretText(/^xox[a-z]-\S+$/, 'expected a token of a bot that begins with xoxb-')
      .optional()
      .describe('The token of a bot with chat:write; the first message of an incident is then changed as it goes on'),
    channel: z.string().min(1).optional().describe('For a bot: the id of the channel, like C0123456789'),
    api: serviceAddress.default('https://slack.com/api').describe('For a bot: where the Web API of Slack is'),
  })
  .superRefine(({ url, token, channel }, context) => {
    const refuse = (message: string, fix: string): void =>
      context.addIssue({ code: 'custom', message, params: { fix } });
    if (url !== undefined && token !== undefined) {
      refuse('expected the url of a webhook or the token of a bot, found both', 'Take one of them out');
    } else if (url === undefined && token === undefined) {
      refuse('expected the url of a webhook or the token of a bot, found neither', 'Add one of them');
    } else if (token !== undefined && channel === undefined) {
      refuse('expected the channel that the bot writes to, found none', 'Add `channel`');
    }
  });

const settings = z.union([webhook, long]);

interface Bot {
  readonly token: string;
  readonly channel: string;
  readonly api: string;
}

export const slackChannel = defineChannel({
  kind: 'slack',
  summary: 'A channel of Slack, through an incoming webhook or a bot',
  settings,
  targets: () => [''],
  updates: true,
  async send(message, settings, tools) {
    const { url = '', token, channel = '', api = '' } = typeof settings === 'string' ? { url: settings } : settings;
    try {
      return token === undefined
        ? await toWebhook(message, url, tools)
        : await byBot(message, { token, channel, api }, tools);
    } catch (error) {
      return outcomeOfError(error, tools.signal);
    }
  },
});

/** Slack does not take the blocks: what they say is worth less than that something is said. */
const blocksRefused = /^(invalid_blocks|msg_blocks_too_long|msg_too_long)/;

const mends: Readonly<Record<string, string>> = {
  no_service: 'the webhook was removed; make a new one',
  no_team: 'the workspace is not there any more',
  invalid_token: 'the webhook is not valid any more; make a new one',
  channel_not_found: 'the channel is not there, or not for this bot',
  channel_is_archived: 'the channel is archived; name another one',
  is_archived: 'the channel is archived; name another one',
  action_prohibited: 'an administrator of the workspace does not allow it',
  not_in_channel: 'invite the bot into the channel',
  invalid_auth: 'the token is not valid; make a new one',
  not_authed: 'the token is not valid; make a new one',
  token_revoked: 'the token was revoked; make a new one',
  account_inactive: 'the bot was removed; install it again',
  missing_scope: 'give the bot the scope chat:write',
};

async function toWebhook(message: Message, address: string, tools: SendTools): Promise<Outcome> {
  const url = await tools.reveal(address);
  const post = (payload: Partial<SlackPayload>) => send(tools, { url, payload });
  let answer = await post(composeSlack(message, tools.key));
  if (answer.status === 400 && blocksRefused.test(wordOf(answer))) answer = await post({ text: slackLine(message) });
  const word = wordOf(answer);
  if (answer.status === 200 && word === 'ok') return { kind: 'delivered', detail: 'Slack answered ok', status: 200 };
  const mend = mends[word] ?? 'look at the webhook';
  return outcomeOfAnswer(answer, { service: 'Slack', said: quoted(word, [url]), mend, now: tools.now() });
}

const wordOf = ({ body }: OutwardAnswer): string => body.toString('utf8').trim();

const posted = z.object({ ok: z.literal(true), ts: z.string().min(1), channel: z.string().min(1) });

const first = z.object({ ts: z.string().min(1), channel: z.string().min(1) });

type First = z.infer<typeof first>;

/** What is over with one attempt: it is delivered, or it is told what it came to. */
type Called = { readonly posted: First } | { readonly outcome: Outcome; readonly word: string };

async function byBot(message: Message, settings: Bot, tools: SendTools): Promise<Outcome> {
  const token = await tools.reveal(settings.token);
  const call = (method: string, payload: object): Promise<Called> =>
    callApi(tools, { url: `${settings.api}/${method}`, token, payload });
  const withBlocks = async (method: string, where: object): Promise<Called> => {
    const called = await call(method, { ...where, ...composeSlack(message, tools.key) });
    if (!('word' in called) || !blocksRefused.test(called.word)) return called;
    return call(method, { ...where, text: slackLine(message), blocks: [] });
  };
  const begin = async (): Promise<Outcome> => {
    const called = await withBlocks('chat.postMessage', { channel: settings.channel });
    if ('outcome' in called) return called.outcome;
    await tools.remember({ ts: called.posted.ts, channel: called.posted.channel });
    return { kind: 'delivered', detail: 'posted', status: 200 };
  };

  const known = first.safeParse(tools.remembered);
  if (!known.success) return begin();
  const { ts, channel } = known.data;
  const step = laterStep(message.kind);
  if (step.changesFirst) {
    const changed = await withBlocks('chat.update', { channel, ts });
    if ('outcome' in changed) return gone.has(changed.word) ? begin() : changed.outcome;
  }
  if (!step.tells) return { kind: 'delivered', detail: 'the first message was changed', status: 200 };
  // what changes nothing in the first message has to be seen by those who do not look into its thread
  const reply = step.changesFirst
    ? await call('chat.postMessage', { channel, thread_ts: ts, text: slackLine(message) })
    : await withBlocks('chat.postMessage', { channel, thread_ts: ts, reply_broadcast: true });
  if ('outcome' in reply) return gone.has(reply.word) ? begin() : reply.outcome;
  return { kind: 'delivered', detail: 'told in the thread of the first message', status: 200 };
}

/** Somebody deleted the first message, or it may not be changed any more. */
const gone = new Set([
  'message_not_found',
  'thread_not_found',
  'cant_update_message',
  'edit_window_closed',
  'msg_too_old',
]);

/** Errors of Slack that pass; it says them with status 200. */
const passing = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

async function callApi(
  tools: SendTools,
  { url, token, payload }: { readonly url: string; readonly token: string; readonly payload: object },
): Promise<Called> {
  const answer = await send(tools, { url, payload, headers: { authorization: `Bearer ${token}` } });
  const json = parseJson(wordOf(answer));
  const done = posted.safeParse(json);
  if (answer.status === 200 && done.success) return { posted: { ts: done.data.ts, channel: done.data.channel } };
  const word = z.object({ error: z.string() }).safeParse(json).data?.error ?? '';
  const said = quoted(word, [token]);
  if (answer.status !== 200 || word === '') {
    const mend = 'look at the token and the channel';
    return { word, outcome: outcomeOfAnswer(answer, { service: 'Slack', said, mend, now: tools.now() }) };
  }
  const detail = `Slack answered ${said}`;
  if (word === 'ratelimited') return { word, outcome: { kind: 'throttled', detail, status: 429 } };
  if (passing.has(word)) return { word, outcome: { kind: 'failed', detail, status: 200 } };
  const mend = mends[word] ?? 'look at the token and the channel';
  return { word, outcome: { kind: 'refused', detail: `${detail}: ${mend}`, status: 200 } };
}

function send(
  tools: SendTools,
  {
    url,
    payload,
    headers = {},
  }: { readonly url: string; readonly payload: object; readonly headers?: Readonly<Record<string, string>> },
): Promise<OutwardAnswer> {
  return tools.outward.send({
    url,
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': `pitwall/${tools.version}`,
      ...headers,
    },
    body: JSON.stringify(payload),
    signal: tools.signal,
    maxBytes: 64 << 10,
  });
}
