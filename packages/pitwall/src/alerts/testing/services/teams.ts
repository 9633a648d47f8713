import { z } from 'zod';
import type { Answer, Asked, Double } from './frame.ts';
import { createRateLimit, retryAfterText } from './rate-limit.ts';

/** The elements of Adaptive Card 1.2 (adaptivecards.io/schemas/1.2.0) that show something; 1.2 is what Teams renders everywhere. */
const text = z.string().refine((value) => !/\p{Cs}/u.test(value), 'half of a surrogate pair');

const shown = {
  id: z.string().optional(),
  spacing: z.enum(['default', 'none', 'small', 'medium', 'large', 'extraLarge', 'padding']).optional(),
  separator: z.boolean().optional(),
};

const openUrl = z.strictObject({
  type: z.literal('Action.OpenUrl'),
  title: text.min(1).optional(),
  url: z.url({ protocol: /^https?$/ }),
});

const textBlock = z.strictObject({
  type: z.literal('TextBlock'),
  text: text.min(1),
  color: z.enum(['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention']).optional(),
  size: z.enum(['default', 'small', 'medium', 'large', 'extraLarge']).optional(),
  weight: z.enum(['default', 'lighter', 'bolder']).optional(),
  isSubtle: z.boolean().optional(),
  wrap: z.boolean().optional(),
  maxLines: z.int().min(1).optional(),
  ...shown,
});

const factSet = z.strictObject({
  type: z.literal('FactSet'),
  facts: z.array(z.strictObject({ title: text.min(1), value: text.min(1) })).min(1),
  ...shown,
});

const richTextBlock = z.strictObject({
  type: z.literal('RichTextBlock'),
  inlines: z
    .array(
      z.strictObject({
        type: z.literal('TextRun'),
        text: text.min(1),
        color: textBlock.shape.color,
        size: textBlock.shape.size,
        weight: textBlock.shape.weight,
        isSubtle: z.boolean().optional(),
        italic: z.boolean().optional(),
        strikethrough: z.boolean().optional(),
        highlight: z.boolean().optional(),
        selectAction: openUrl.optional(),
      }),
    )
    .min(1),
  ...shown,
});

const element = z.discriminatedUnion('type', [textBlock, factSet, richTextBlock]);

const card = z.strictObject({
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json').optional(),
  type: z.literal('AdaptiveCard'),
  version: z.enum(['1.0', '1.1', '1.2']),
  fallbackText: text.min(1),
  msteams: z.strictObject({ width: z.literal('Full') }).optional(),
  body: z.array(element).min(1),
  // Teams shows six of them
  actions: z.array(openUrl.required()).max(6).optional(),
});

const teamsMessage = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      contentUrl: z.null().optional(),
      content: card,
    }),
  ]),
});

export type TeamsCard = z.infer<typeof card>;

/** About 28 KB, of the text as Teams keeps it where the request says that it is UTF-8. */
export const mostTeamsBytes = 28 * 1024;

/**
 * Teams: a workflow that "posts to a channel when a webhook request is received" (`url`), whose `sig` is its secret. It
 * answers 202 before the card is in the channel. The key of a message is the `id` of the first element of the card. Four
 * requests a second.
 */
export function teamsDouble(now: () => number, isLimited: boolean) {
  const secret = 'XTEAMSSECRETXu5';
  const path = '/workflows/8c0e4d0fa2d54c53b7f3/triggers/manual/paths/invoke';
  const cards: TeamsCard[] = [];
  const limit = createRateLimit({ most: 4, milliseconds: 1_000 }, now);

  const answer = (asked: Asked): Answer => {
    if (asked.path !== path) return refuse(404);
    if (asked.query.get('sig') !== secret) return refuse(401);
    if (asked.method !== 'POST') return refuse(405);
    if (!/^application\/json; ?charset=utf-8$/i.test(asked.headers['content-type'] ?? '')) return refuse(415);
    if (Buffer.byteLength(asked.body) > mostTeamsBytes) return refuse(413);
    const wait = isLimited ? limit.take('workflow') : 0;
    if (wait > 0) return refuse(429, Math.ceil(wait / 1_000));
    const body = teamsMessage.safeParse(asked.json);
    if (!body.success) return refuse(400);
    const [{ content }] = body.data.attachments;
    cards.push(content);
    return { status: 202, isAccepted: true, key: content.body[0]?.id };
  };

  return {
    name: 'teams',
    own: (base) => ({
      url: `${base}${path}?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${secret}`,
      secrets: [secret] as readonly string[],
      cards: (): readonly TeamsCard[] => cards,
    }),
    answer,
    refuse: (status, retryAfter) => refuse(status, retryAfter),
  } satisfies Double<object>;
}

const codes: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['TriggerInputSchemaMismatch', "The input body for trigger 'manual' did not match its schema definition."],
  401: ['DirectApiAuthorizationRequired', 'The request must be authenticated with a shared access signature.'],
  403: ['Forbidden', 'The workflow is disabled.'],
  404: ['WorkflowNotFound', 'The workflow could not be found.'],
  413: ['RequestEntityTooLarge', 'The request is too large.'],
  415: ['UnsupportedMediaType', 'The content type is not supported.'],
  429: ['WorkflowRunActionRepetitionQuotaExceeded', 'The number of requests exceeds what is allowed. Try again later.'],
  503: ['ServerTimeout', 'The server is busy. Try again later.'],
};

function refuse(status: number, retryAfter?: number | Date): Answer {
  const [code, message] = codes[status] ?? ['InternalServerError', 'Encountered internal server error.'];
  return {
    status,
    body: { error: { code, message } },
    isAccepted: false,
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': retryAfterText(retryAfter) } }),
  };
}
