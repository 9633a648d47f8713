import { pageSchema, silenceSchema } from '@pitwall/sdk';
import { z } from 'zod';
import {
  againSchema,
  alertSilence,
  matchersTextSchema,
  newSilenceId,
  reasonSchema,
} from '../../alerts/verbs/alert-silence.ts';
import { alertUnsilence } from '../../alerts/verbs/alert-unsilence.ts';
import { spanShape } from '../../alerts/verbs/span.ts';
import { missingSilence, subjectOfSilence } from '../../alerts/verbs/subject-of-silence.ts';
import { subjectOfAlerts } from '../../alerts/verbs/subjects.ts';
import { decide } from '../../server/actor.ts';
import { perform } from '../../server/perform.ts';
import { getSilence, listSilences } from '../../state/alert-silence-table.ts';
import { silenceBodies, silenceReply } from '../alerts/silence-body.ts';
import { mayReadSilence } from '../alerts/silence-seen.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { cursorSchema, given, limitSchema, momentOf, momentSchema } from '../page-query.ts';
import { pageSeen } from '../page-seen.ts';
import { readJson } from '../read-json.ts';
import { defineRoute } from '../route.ts';

const readPermission = 'alert.read';

export const listSilencesRoute = defineRoute({
  name: 'listSilences',
  method: 'GET',
  path: '/api/v1/silences',
  summary: 'Silences, those that were made last first',
  permission: readPermission,
  about: 'listed',
  query: z.strictObject({
    expired: z.enum(['true', 'false']).optional().describe('true: also those that are over'),
    order: z.enum(['newest', 'oldest']).optional(),
    cursor: cursorSchema,
    limit: limitSchema,
  }),
  tagged: true,
  answers: { 200: { summary: 'A page of them', schema: pageSchema(silenceSchema) } },
  async handle({ query: { expired, order, cursor, limit }, server, context }) {
    const from = expired === 'true' ? undefined : server.world.now();
    const isSeen = await mayReadSilence(server.state.db, context.actor);
    const page = await pageSeen('silence', given({ order, after: cursor, limit }), {
      read: (piece) => listSilences(server.state.db, given({ from, ...piece })),
      isSeen,
    });
    return { status: 200, json: { ...page, items: await silenceBodies({ server, context }, page.items) } };
  },
});

const params = z.strictObject({ id: z.string().min(1).max(200).describe('Its id') });

export const getSilenceRoute = defineRoute({
  name: 'getSilence',
  method: 'GET',
  path: '/api/v1/silences/{id}',
  summary: 'One silence',
  permission: readPermission,
  about: 'listed',
  params,
  tagged: true,
  answers: { 200: { summary: 'It', schema: silenceSchema } },
  problems: [404],
  async handle(request) {
    const { params, server, context } = request;
    const found = await getSilence(server.state.db, params.id);
    const isSeen = await mayReadSilence(server.state.db, context.actor);
    if (!found || !isSeen(found)) throw missingSilence();
    return silenceReply(request, found.id);
  },
});

const bodySchema = z.strictObject({
  matchers: matchersTextSchema,
  reason: reasonSchema,
  from: momentSchema.describe('When it begins; at once where nothing is said'),
  for: spanShape.for,
  until: momentSchema.describe('Until when; of one that comes again, the end of all of it'),
  again: againSchema.optional(),
  all: z.boolean().optional().describe('Also where it matches every alert there can be'),
});

export const makeSilenceRoute = defineRoute({
  name: 'makeSilence',
  method: 'POST',
  path: '/api/v1/silences',
  summary: alertSilence.summary,
  permission: alertSilence.name,
  about: () => subjectOfAlerts,
  body: {
    types: { 'application/json': bodySchema },
    example: { matchers: 'model="spread-picker"', for: '2h', reason: 'the feed moves' },
  },
  idempotent: true,
  answers: { 201: { summary: 'It is there', schema: silenceSchema } },
  problems: [422],
  async handle(request) {
    const { body, context, headers, server } = request;
    const { from, until, ...rest } = readJson(bodySchema, body);
    const input = given({ ...rest, from: momentOf(from), until: momentOf(until), id: newSilenceId(server.world) });
    const { output } = await perform(context, alertSilence, input, { idempotencyKey: idempotencyKeyOf(headers) });
    return silenceReply(request, output.id, 201);
  },
});

export const endSilenceRoute = defineRoute({
  name: 'endSilence',
  method: 'DELETE',
  path: '/api/v1/silences/{id}',
  summary: alertUnsilence.summary,
  permission: alertUnsilence.name,
  about: 'listed',
  params,
  idempotent: true,
  answers: { 200: { summary: 'It is over', schema: silenceSchema } },
  problems: [404, 409],
  async handle(request) {
    const { params, context, headers, server } = request;
    const found = await getSilence(server.state.db, params.id);
    const subject = found && (await subjectOfSilence(server.state.db, found));
    const isSeen = await mayReadSilence(server.state.db, context.actor);
    if (!found || !subject || !(isSeen(found) || decide(context.actor, alertUnsilence.name, subject).allowed))
      throw missingSilence();
    const idempotencyKey = idempotencyKeyOf(headers);
    await perform(context, alertUnsilence, { id: found.id, subject }, { idempotencyKey });
    return silenceReply(request, found.id);
  },
});
