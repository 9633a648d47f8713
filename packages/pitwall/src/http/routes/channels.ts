import { setTimeout as wait } from 'node:timers/promises';
import { type Channel, type ChannelTest, channelSchema, channelTestSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { alertTest } from '../../alerts/verbs/alert-test.ts';
import { channelsOf } from '../../alerts/verbs/require-channel.ts';
import { subjectOfChannel } from '../../alerts/verbs/subjects.ts';
import { decide } from '../../server/actor.ts';
import { perform } from '../../server/perform.ts';
import { type Delivery, getDelivery, listDeliveryAttempts } from '../../state/delivery-table.ts';
import type { Reader } from '../../state/state.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { defineRoute } from '../route.ts';

const readPermission = 'alert.read';

export const listChannelsRoute = defineRoute({
  name: 'listChannels',
  method: 'GET',
  path: '/api/v1/channels',
  summary: 'Ways to reach people, as they are configured; the console and a file where there are none',
  permission: readPermission,
  about: 'listed',
  tagged: true,
  answers: { 200: { summary: 'All of them', schema: z.object({ items: z.array(channelSchema) }) } },
  handle({ context: { actor, config } }) {
    const seen = [...channelsOf(config).values()].filter(
      ({ name }) => decide(actor, readPermission, subjectOfChannel(name)).allowed,
    );
    const items = seen.map(
      ({ name, kind, settings }): Channel => ({ name, kind: kind.kind, targets: kind.targets(settings).length }),
    );
    return { status: 200, json: { items } };
  },
});

/** Somebody stands there and waits. */
const longestWait = 60_000;
const lookEvery = 100;

export const testChannelRoute = defineRoute({
  name: 'testChannel',
  method: 'POST',
  path: '/api/v1/channels/{channel}/test',
  summary: 'Send a message through a channel to try it, and wait for what comes of it, a minute at the most',
  permission: alertTest.name,
  about: ({ params: { channel } }) => subjectOfChannel(channel),
  params: z.strictObject({ channel: z.string().min(1).max(200).describe('Its name') }),
  idempotent: true,
  answers: { 200: { summary: 'What came of it', schema: channelTestSchema } },
  problems: [404],
  async handle({ params: { channel }, context, headers, server, signal }) {
    const id = server.world.random(8).toString('hex');
    const idempotencyKey = idempotencyKeyOf(headers);
    const { output } = await perform(context, alertTest, { channel, id }, { idempotencyKey });
    const over = AbortSignal.any([signal(), AbortSignal.timeout(longestWait)]);
    const items = await Promise.all(output.deliveries.map((delivery) => outcomeOf(server.state.db, delivery, over)));
    return { status: 200, json: { channel, items } };
  },
});

type Outcome = ChannelTest['items'][number];

/** When it is delivered or went wrong, or when nobody waits for it any more. */
async function outcomeOf(db: Reader, id: string, over: AbortSignal): Promise<Outcome> {
  for (;;) {
    const found = await getDelivery(db, id);
    const attempts = found ? await listDeliveryAttempts(db, id) : [];
    const last = attempts.at(-1);
    // what went wrong once is worth knowing at once, though it is tried again; what is asked to wait may go well
    const isEnded = found && (found.endedAt !== null || (last && last.outcome !== 'throttled'));
    if (!found || isEnded || over.aborted) return outcomeBody(id, found, attempts);
    await wait(lookEvery, undefined, { signal: over }).catch(() => undefined);
  }
}

function outcomeBody(
  delivery: string,
  found: Delivery | undefined,
  attempts: Awaited<ReturnType<typeof listDeliveryAttempts>>,
): Outcome {
  const last = attempts.at(-1);
  const outcome = found?.state === 'delivered' ? 'delivered' : last || found?.state === 'dead' ? 'failed' : 'waiting';
  return {
    delivery,
    target: found?.target ?? '',
    outcome,
    detail: last?.detail ?? found?.lastError ?? 'nothing was tried yet: see whether the server runs',
    attempts: attempts.length,
    milliseconds: last?.milliseconds ?? null,
  };
}
