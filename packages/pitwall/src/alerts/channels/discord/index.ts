import { z } from 'zod';
import { parseJson } from '../../../core/json.ts';
import type { OutwardAnswer } from '../../../outward/outward.ts';
import type { Message } from '../../message/message.ts';
import { defineChannel, type Outcome, type SendTools } from '../channel.ts';
import { outcomeOfAnswer, quoted } from '../chat/answer.ts';
import { secretAddress } from '../chat/settings.ts';
import { laterStep } from '../chat/steps.ts';
import { outcomeOfError } from '../http-outcome.ts';
import { composeDiscord, composePlainDiscord } from './compose.ts';

const webhook = secretAddress.describe('The address of a webhook, which is a secret');

const settings = z.union([
  webhook,
  z.strictObject({
    url: webhook,
    username: z
      .string()
      .min(1)
      .max(80)
      .optional()
      .describe('Under which name it writes; that of the webhook if not said'),
    update: z
      .boolean()
      .default(false)
      .describe('Whether the first message of an incident is changed as it goes on, with one line for what is new'),
  }),
]);

type Long = Exclude<z.output<typeof settings>, string>;

export const discordChannel = defineChannel({
  kind: 'discord',
  summary: 'A channel of Discord, through a webhook',
  settings,
  targets: () => [''],
  updates: true,
  async send(message, settings, tools) {
    const { url, username, update }: Long = typeof settings === 'string' ? { url: settings, update: false } : settings;
    try {
      const webhook: Webhook = { url: await tools.reveal(url), username };
      return update ? await withUpdates(message, webhook, tools) : await post(message, webhook, tools);
    } catch (error) {
      return outcomeOfError(error, tools.signal);
    }
  },
});

interface Webhook {
  readonly url: string;
  readonly username: string | undefined;
}

const first = z.object({ id: z.string().regex(/^\d{1,30}$/) });

async function withUpdates(message: Message, webhook: Webhook, tools: SendTools): Promise<Outcome> {
  const known = first.safeParse(tools.remembered);
  if (!known.success) return begin(message, webhook, tools);
  const step = laterStep(message.kind);
  if (step.changesFirst) {
    const url = below(webhook.url, `/messages/${known.data.id}`);
    // its name cannot be changed
    const changed = await send(tools, { url, method: 'PATCH', payload: composeDiscord(message, tools.key) });
    if (codeOf(changed) === unknownMessage) return begin(message, webhook, tools);
    if (!isTaken(changed)) return outcomeOf(changed, webhook, tools);
  }
  if (!step.tells) return { kind: 'delivered', detail: 'the first message was changed', status: 200 };
  if (!step.changesFirst) return post(message, webhook, tools);
  const line = await send(tools, { url: webhook.url, payload: composePlainDiscord(message, webhook.username) });
  return outcomeOf(line, webhook, tools);
}

async function begin(message: Message, webhook: Webhook, tools: SendTools): Promise<Outcome> {
  const answer = await sendWhole(message, { ...webhook, url: below(webhook.url, '', 'wait') }, tools);
  const known = first.safeParse(parseJson(answer.body.toString('utf8')));
  if (isTaken(answer) && known.success) await tools.remember({ id: known.data.id });
  return outcomeOf(answer, webhook, tools);
}

async function post(message: Message, webhook: Webhook, tools: SendTools): Promise<Outcome> {
  return outcomeOf(await sendWhole(message, webhook, tools), webhook, tools);
}

const unknownMessage = 10_008;

/** Discord names fields of an embed that it does not take: what they say is worth less than that something is said. */
async function sendWhole(message: Message, { url, username }: Webhook, tools: SendTools): Promise<OutwardAnswer> {
  const answer = await send(tools, { url, payload: composeDiscord(message, tools.key, username) });
  const isFormRefused = answer.status === 400 && errorOf(answer)?.errors !== undefined;
  return isFormRefused ? send(tools, { url, payload: composePlainDiscord(message, username) }) : answer;
}

const isTaken = ({ status }: OutwardAnswer): boolean => status === 200 || status === 204;

const errorSchema = z.object({
  message: z.string().optional(),
  code: z.number().optional(),
  errors: z.unknown().optional(),
  retry_after: z.number().min(0).max(86_400).optional(),
});

const errorOf = ({ body }: OutwardAnswer) => errorSchema.safeParse(parseJson(body.toString('utf8'))).data;

const codeOf = (answer: OutwardAnswer): number | undefined => errorOf(answer)?.code;

function outcomeOf(answer: OutwardAnswer, { url }: Webhook, tools: SendTools): Outcome {
  const { status } = answer;
  if (isTaken(answer)) return { kind: 'delivered', detail: `Discord answered ${status}`, status };
  const { message = '', retry_after: seconds } = errorOf(answer) ?? {};
  return outcomeOfAnswer(answer, {
    service: 'Discord',
    said: quoted(message, [url]),
    mend: mends[status] ?? 'look at the webhook',
    wait: seconds === undefined ? undefined : Math.ceil(seconds * 1_000),
    now: tools.now(),
  });
}

const mends: Readonly<Record<number, string>> = {
  401: 'the webhook is not valid any more; make a new one',
  403: 'the webhook may not write there',
  404: 'the webhook was removed; make a new one',
};

/** Below the webhook, with what its own address says of a thread. */
function below(address: string, path: string, wait?: 'wait'): string {
  const url = new URL(address);
  url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`;
  if (wait) url.searchParams.set('wait', 'true');
  return url.href;
}

function send(
  tools: SendTools,
  { url, method = 'POST', payload }: { readonly url: string; readonly method?: string; readonly payload: object },
): Promise<OutwardAnswer> {
  return tools.outward.send({
    url,
    method,
    headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': `pitwall/${tools.version}` },
    body: JSON.stringify(payload),
    signal: tools.signal,
    maxBytes: 64 << 10,
  });
}
