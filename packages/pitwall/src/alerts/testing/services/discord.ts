import { z } from 'zod';
import type { Answer, Asked, Double } from './frame.ts';
import { createRateLimit } from './rate-limit.ts';

/**
 * The limits of Discord's OpenAPI (IncomingWebhookRequestPartial, RichEmbed), and of "Embed Limits" in its guide:
 * names and values of fields are not empty after their space is cut off, and all text of all embeds is at most 6000.
 */
const cut = (least: number, most: number) =>
  z
    .string()
    .refine((text) => !/\p{Cs}/u.test(text), 'half of a surrogate pair')
    .transform((text) => text.trim())
    .pipe(z.string().min(least).max(most));

const link = z.url({ protocol: /^https?$/ }).max(2048);

const embed = z.strictObject({
  title: cut(1, 256).optional(),
  description: cut(1, 4096).optional(),
  url: link.optional(),
  color: z.int().min(0).max(0xffffff).optional(),
  timestamp: z.iso.datetime().optional(),
  fields: z
    .array(z.strictObject({ name: cut(1, 256), value: cut(1, 1024), inline: z.boolean().optional() }))
    .max(25)
    .optional(),
  footer: z.strictObject({ text: cut(1, 2048) }).optional(),
  author: z.strictObject({ name: cut(1, 256), url: link.optional() }).optional(),
});

export type DiscordEmbed = z.infer<typeof embed>;

const update = z.strictObject({
  content: cut(0, 2000).optional(),
  embeds: z
    .array(embed)
    .max(10)
    .refine((embeds) => textLength(embeds) <= 6000, 'Embed size exceeds maximum size of 6000')
    .optional(),
  allowed_mentions: z.strictObject({ parse: z.array(z.enum(['users', 'roles', 'everyone'])) }).optional(),
});

const message = update.extend({ username: cut(1, 80).optional() });

export interface DiscordMessage {
  readonly id: string;
  readonly content: string;
  readonly username: string | null;
  readonly embeds: readonly DiscordEmbed[];
  /** Whether a name with an @ in it would call people. */
  readonly mayMention: boolean;
  readonly updates: number;
}

/**
 * Discord: a webhook (`url`), with `?wait=true` and PATCH of its messages. The key of a message is the last word of the
 * footer of its last embed. Five messages within two seconds, 30 within a minute.
 */
export function discordDouble(now: () => number, isLimited: boolean) {
  const secret = 'XDISCORDSECRETXq7';
  const hook = `/api/webhooks/1180000000000000001/${secret}`;
  const messages: DiscordMessage[] = [];
  const short = createRateLimit({ most: 5, milliseconds: 2_000 }, now);
  const long = createRateLimit({ most: 30, milliseconds: 60_000 }, now);

  const bucket = (wait: number): Record<string, string> => ({
    'x-ratelimit-limit': '5',
    'x-ratelimit-remaining': String(Math.max(0, short.left('hook'))),
    'x-ratelimit-reset': String((now() + wait) / 1_000),
    'x-ratelimit-reset-after': String(wait / 1_000),
    'x-ratelimit-bucket': 'f6b24e2fe4a7bb1b0d24',
  });

  const answer = (asked: Asked): Answer => {
    const [, id] = /\/messages\/(\d+)$/.exec(asked.path) ?? [];
    const isKnown = asked.path === (id === undefined ? hook : `${hook}/messages/${id}`);
    if (!isKnown) return refuse(asked.path.startsWith('/api/webhooks/1180000000000000001/') ? 401 : 404);
    if (asked.method !== (id === undefined ? 'POST' : 'PATCH')) return error(405, 0, '405: Method Not Allowed');
    const wait = isLimited ? Math.max(short.take('hook'), long.take('hook')) : 0;
    if (wait > 0) return { ...tooMany(wait / 1_000), headers: { ...tooMany(wait / 1_000).headers, ...bucket(wait) } };
    const body = (id === undefined ? message : update).safeParse(asked.json);
    if (!body.success) return { ...invalidForm(body.error), headers: bucket(2_000) };
    const { content = '', embeds = [] } = body.data;
    if (content === '' && embeds.length === 0) return error(400, 50006, 'Cannot send an empty message');
    const given = {
      content,
      embeds,
      mayMention: body.data.allowed_mentions === undefined || body.data.allowed_mentions.parse.length > 0,
    };
    const shown = id === undefined ? add(given, asked.json) : change(id, given);
    if (!shown) return error(404, 10008, 'Unknown Message');
    const isTold = id !== undefined || asked.query.get('wait') === 'true';
    return {
      status: isTold ? 200 : 204,
      ...(isTold ? { body: { id: shown.id, type: 0, content, embeds, channel_id: '1170000000000000001' } } : {}),
      headers: bucket(2_000),
      isAccepted: true,
      key: keyOf(embeds),
    };
  };

  const add = (given: Pick<DiscordMessage, 'content' | 'embeds' | 'mayMention'>, json: unknown): DiscordMessage => {
    const id = String(1_190_000_000_000_000_000n + BigInt(messages.length + 1));
    const added = { ...given, id, username: message.parse(json).username ?? null, updates: 0 };
    messages.push(added);
    return added;
  };

  const change = (id: string, given: Pick<DiscordMessage, 'content' | 'embeds' | 'mayMention'>) => {
    const index = messages.findIndex((one) => one.id === id);
    const before = messages[index];
    if (!before) return undefined;
    const after = { ...before, ...given, updates: before.updates + 1 };
    messages[index] = after;
    return after;
  };

  return {
    name: 'discord',
    own: (base) => ({
      url: `${base}${hook}`,
      secrets: [secret] as readonly string[],
      /** In the order in which they were first posted. */
      messages: (): readonly DiscordMessage[] => messages,
      /** Somebody deletes it by hand. */
      remove: (id: string): void => {
        const index = messages.findIndex((one) => one.id === id);
        if (index >= 0) messages.splice(index, 1);
      },
    }),
    answer,
    refuse: (status, retryAfter, _, says) => refuse(status, retryAfter, says),
  } satisfies Double<object>;
}

const errors: Readonly<Record<number, readonly [code: number, message: string]>> = {
  400: [50035, 'Invalid Form Body'],
  401: [50027, 'Invalid Webhook Token'],
  403: [50013, 'Missing Permissions'],
  404: [10015, 'Unknown Webhook'],
};

function refuse(status: number, retryAfter?: number | Date, says?: string): Answer {
  if (status === 429) {
    if (!(retryAfter instanceof Date)) return tooMany(retryAfter ?? 1);
    return { ...tooMany(0), body: '', headers: { 'retry-after': retryAfter.toUTCString() } };
  }
  const [code, text] = errors[status] ?? [0, `${status}: Error`];
  if (says === undefined) return error(status, code, text);
  return {
    status,
    body: { message: text, code, errors: { embeds: { _errors: [{ message: says }] } } },
    isAccepted: false,
  };
}

const error = (status: number, code: number, text: string): Answer => ({
  status,
  body: { message: text, code },
  isAccepted: false,
});

/** The header is in whole seconds, and what is exact stands in the body. */
const tooMany = (seconds: number): Answer => ({
  status: 429,
  headers: { 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-scope': 'user' },
  body: { message: 'You are being rate limited.', retry_after: seconds, global: false },
  isAccepted: false,
});

function invalidForm({ issues }: z.ZodError): Answer {
  const errors = Object.fromEntries(
    issues.map((issue) => [issue.path.join('.'), { _errors: [{ code: 'BASE_TYPE_BAD', message: issue.message }] }]),
  );
  return { status: 400, body: { message: 'Invalid Form Body', code: 50035, errors }, isAccepted: false };
}

function textLength(embeds: readonly DiscordEmbed[]): number {
  return embeds
    .flatMap(({ title, description, footer, author, fields = [] }) => [
      title,
      description,
      footer?.text,
      author?.name,
      ...fields.flatMap(({ name, value }) => [name, value]),
    ])
    .reduce((sum, part) => sum + (part?.length ?? 0), 0);
}

const keyOf = (embeds: readonly DiscordEmbed[]): string | undefined => embeds.at(-1)?.footer?.text.split(' ').at(-1);
