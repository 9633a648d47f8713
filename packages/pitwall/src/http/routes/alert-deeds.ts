import { alertSchema, silenceSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { alertAcknowledge, commentSchema } from '../../alerts/verbs/alert-acknowledge.ts';
import { alertResolve } from '../../alerts/verbs/alert-resolve.ts';
import { newSilenceId, reasonSchema } from '../../alerts/verbs/alert-silence.ts';
import { alertSnooze } from '../../alerts/verbs/alert-snooze.ts';
import { alertUnacknowledge } from '../../alerts/verbs/alert-unacknowledge.ts';
import { spanShape } from '../../alerts/verbs/span.ts';
import { perform } from '../../server/perform.ts';
import type { Verb } from '../../server/verb.ts';
import type { Json } from '../../state/canonical-json.ts';
import { askedAlert } from '../alerts/alert-seen.ts';
import { silenceReply } from '../alerts/silence-body.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { given, momentOf, momentSchema } from '../page-query.ts';
import { readJson } from '../read-json.ts';
import { defineRoute, type RouteRequest } from '../route.ts';
import { alertReply } from './alerts.ts';

const params = z.strictObject({ id: z.string().min(1).max(200).describe('Its id') });

type Asked = RouteRequest<z.output<typeof params>, undefined>;

/** What one does to one alert. What it is about is looked up, and the verb decides by that whether one may. */
async function done<Input, Output extends Json>(
  { params: { id }, server, context, headers }: Pick<Asked, 'params' | 'server' | 'context' | 'headers'>,
  verb: Verb<Input, Output>,
  input: object,
): Promise<Output> {
  const { subject } = await askedAlert(server.state.db, id, context.actor, verb.name);
  const idempotencyKey = idempotencyKeyOf(headers);
  const { output } = await perform(context, verb, { ...given(input), alert: id, subject }, { idempotencyKey });
  return output;
}

interface Deed {
  readonly name: string;
  readonly word: string;
  readonly verb: { readonly name: string; readonly summary: string };
  readonly body: z.ZodType;
  readonly example: unknown;
}

const shared = ({ name, word, verb, body, example }: Deed) =>
  ({
    name,
    method: 'POST',
    path: `/api/v1/alerts/{id}/${word}`,
    summary: verb.summary,
    permission: verb.name,
    about: 'listed',
    params,
    body: { types: { 'application/json': body }, example },
    idempotent: true,
    problems: [404, 409],
  }) as const;

const asItIs = { 200: { summary: 'It, as it is now', schema: alertSchema } } as const;

const spanBody = { for: spanShape.for, until: momentSchema.describe('Until when, in place of for how long') };
const acknowledgeBody = z.strictObject({ ...spanBody, comment: commentSchema });
const snoozeBody = z.strictObject({ ...spanBody, reason: reasonSchema.optional() });
const nothingMore = z.strictObject({});

export const acknowledgeAlertRoute = defineRoute<z.output<typeof params>>({
  ...shared({
    name: 'acknowledgeAlert',
    word: 'acknowledge',
    verb: alertAcknowledge,
    body: acknowledgeBody,
    example: { for: '2h', comment: 'I look into it' },
  }),
  answers: asItIs,
  async handle(request) {
    const { until, ...body } = readJson(acknowledgeBody, request.body);
    await done(request, alertAcknowledge, { ...body, until: momentOf(until) });
    return alertReply(request, request.params.id, alertAcknowledge.name);
  },
});

export const unacknowledgeAlertRoute = defineRoute<z.output<typeof params>>({
  ...shared({
    name: 'unacknowledgeAlert',
    word: 'unacknowledge',
    verb: alertUnacknowledge,
    body: nothingMore,
    example: {},
  }),
  answers: asItIs,
  async handle(request) {
    await done(request, alertUnacknowledge, readJson(nothingMore, request.body));
    return alertReply(request, request.params.id, alertUnacknowledge.name);
  },
});

export const resolveAlertRoute = defineRoute<z.output<typeof params>>({
  ...shared({ name: 'resolveAlert', word: 'resolve', verb: alertResolve, body: nothingMore, example: {} }),
  answers: asItIs,
  async handle(request) {
    await done(request, alertResolve, readJson(nothingMore, request.body));
    return alertReply(request, request.params.id, alertResolve.name);
  },
});

export const snoozeAlertRoute = defineRoute<z.output<typeof params>>({
  ...shared({
    name: 'snoozeAlert',
    word: 'snooze',
    verb: alertSnooze,
    body: snoozeBody,
    example: { for: '1h', reason: 'the feed moves' },
  }),
  answers: { 201: { summary: 'The silence', schema: silenceSchema } },
  async handle(request) {
    const { until, ...body } = readJson(snoozeBody, request.body);
    const id = newSilenceId(request.server.world);
    const made = await done(request, alertSnooze, { ...body, until: momentOf(until), id });
    return silenceReply(request, made.id, 201);
  },
});
