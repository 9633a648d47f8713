import { deliverySchema, pageSchema, wholeDeliverySchema } from '@pitwall/sdk';
import { z } from 'zod';
import { messageOf } from '../../alerts/delivery/payload.ts';
import { deliveryDrop } from '../../alerts/verbs/delivery-drop.ts';
import { deliveryRetry } from '../../alerts/verbs/delivery-retry.ts';
import { missingDelivery } from '../../alerts/verbs/require-delivery.ts';
import { subjectOfChannel } from '../../alerts/verbs/subjects.ts';
import { type Actor, decide } from '../../server/actor.ts';
import { perform } from '../../server/perform.ts';
import {
  type Delivery,
  deliveryStates,
  findDeliveries,
  getDelivery,
  listDeliveries,
  listDeliveryAttempts,
} from '../../state/delivery-table.ts';
import type { Reader } from '../../state/state.ts';
import { attemptBody, deliveryBody, mayReadDelivery } from '../alerts/delivery-body.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { cursorSchema, given, limitSchema } from '../page-query.ts';
import { pageSeen } from '../page-seen.ts';
import { defineRoute } from '../route.ts';

const readPermission = 'alert.read';
const anyState = deliveryStates.join('|');
/** More than so many that begin alike are too many to choose from. */
const mostAlike = 100;

export const listDeliveriesRoute = defineRoute({
  name: 'listDeliveries',
  method: 'GET',
  path: '/api/v1/deliveries',
  summary: 'Messages and what came of them, the newest first',
  permission: readPermission,
  about: 'listed',
  query: z.strictObject({
    state: z
      .string()
      .regex(
        new RegExp(`^(${anyState})(,(${anyState}))*$`),
        `expected some of ${deliveryStates.join(', ')} with commas between them, found another`,
      )
      .max(100)
      .optional()
      .describe(`One or several of ${deliveryStates.join(', ')}, with commas between them`),
    channel: z.string().min(1).max(200).optional().describe('Through this channel'),
    alert: z.string().min(1).max(200).optional().describe('That tell of this alert'),
    id: z.string().min(1).max(64).optional().describe('The beginning of an id'),
    order: z.enum(['newest', 'oldest']).optional(),
    cursor: cursorSchema,
    limit: limitSchema,
  }),
  tagged: true,
  answers: { 200: { summary: 'A page of them', schema: pageSchema(deliverySchema) } },
  async handle({ query: { state, channel, alert, id, order, cursor, limit }, server, context }) {
    const states = state === undefined ? undefined : deliveryStates.filter((one) => state.split(',').includes(one));
    const isAsked = (one: Delivery): boolean =>
      mayReadDelivery(context.actor, one) &&
      (alert === undefined || messageOf(one).alerts.some((of) => of.id === alert));
    const { db } = server.state;
    const page =
      id === undefined
        ? await pageSeen('delivery', given({ order, after: cursor, limit }), {
            read: (piece) => listDeliveries(db, given({ states, channel, ...piece })),
            isSeen: isAsked,
          })
        : { items: (await findDeliveries(db, id, mostAlike)).filter(isAsked), next: null, more: false };
    return { status: 200, json: { ...page, items: page.items.map(deliveryBody) } };
  },
});

const params = z.strictObject({ id: z.string().min(1).max(200).describe('Its id') });

/** For whoever may see it, or do this to it. */
async function askedDelivery(db: Reader, id: string, actor: Actor, verb?: string): Promise<Delivery> {
  const found = await getDelivery(db, id);
  const mayDo = found && verb !== undefined && decide(actor, verb, subjectOfChannel(found.channel)).allowed;
  if (found && (mayDo || mayReadDelivery(actor, found))) return found;
  throw missingDelivery();
}

export const getDeliveryRoute = defineRoute({
  name: 'getDelivery',
  method: 'GET',
  path: '/api/v1/deliveries/{id}',
  summary: 'One message, with all attempts at it',
  permission: readPermission,
  about: 'listed',
  params,
  tagged: true,
  answers: { 200: { summary: 'It', schema: wholeDeliverySchema } },
  problems: [404],
  async handle({ params: { id }, server: { state }, context }) {
    const found = await askedDelivery(state.db, id, context.actor);
    const { reason, text } = messageOf(found);
    const attempts = await listDeliveryAttempts(state.db, id);
    return { status: 200, json: { ...deliveryBody(found), reason, text, history: attempts.map(attemptBody) } };
  },
});

function deedRoute(word: 'retry' | 'drop') {
  const verb = word === 'retry' ? deliveryRetry : deliveryDrop;
  return defineRoute({
    name: `${word}Delivery`,
    method: 'POST',
    path: `/api/v1/deliveries/{id}/${word}`,
    summary: verb.summary,
    permission: verb.name,
    about: 'listed',
    params,
    idempotent: true,
    answers: { 200: { summary: 'It, as it is now', schema: deliverySchema } },
    problems: [404, 409],
    async handle({ params: { id }, server: { state }, context, headers }) {
      const { channel } = await askedDelivery(state.db, id, context.actor, verb.name);
      const input = { delivery: id, channel };
      const options = { idempotencyKey: idempotencyKeyOf(headers) };
      if (word === 'retry') await perform(context, deliveryRetry, input, options);
      else await perform(context, deliveryDrop, input, options);
      const found = await askedDelivery(state.db, id, context.actor, verb.name);
      const body = deliveryBody(found);
      // who may do this to what goes through a channel need not be let see what it tells
      return {
        status: 200,
        json: mayReadDelivery(context.actor, found) ? body : { ...body, title: 'hidden', alerts: [] },
      };
    },
  });
}

export const retryDeliveryRoute = deedRoute('retry');
export const dropDeliveryRoute = deedRoute('drop');
