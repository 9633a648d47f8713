import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { type EventKind, eventSchemas } from '../../events/event.ts';
import { perform } from '../../server/perform.ts';
import { labelRecord, predictionRecord } from '../../server/verbs/event-record.ts';
import { modelParams } from '../model-params.ts';
import { idempotencyKeySchema } from '../openapi.ts';
import { defineRoute } from '../route.ts';

const acceptedSchema = z.strictObject({
  accepted: z.int().describe('So many events are on the disk'),
  position: z.int().describe('Of the batch, in the order of all'),
});

/** The model stands in the path; where an event names one too, it must be the same. */
const bodySchemas = {
  prediction: eventSchemas.prediction.partial({ model: true }),
  label: eventSchemas.label.partial({ model: true }),
} as const;

export const recordPredictions = recordRoute('prediction', 'recordPredictions', {
  id: 'game-1',
  prediction: 0.62,
  features: { rest_days: 2 },
});
export const recordLabels = recordRoute('label', 'recordLabels', { id: 'game-1', label: 1 });

function recordRoute(kind: EventKind, name: string, example: unknown) {
  const verb = kind === 'prediction' ? predictionRecord : labelRecord;
  const event = bodySchemas[kind];
  return defineRoute({
    name,
    method: 'POST',
    path: `/api/v1/models/{model}/${kind}s`,
    summary: verb.summary,
    permission: verb.name,
    params: modelParams,
    body: {
      types: {
        'application/json': z.union([event, z.array(event).min(1)]),
        'application/x-ndjson': event.describe('One on each line'),
        'application/jsonl': event.describe('One on each line'),
      },
      example,
    },
    idempotent: true,
    answers: {
      200: { summary: 'It was taken before, under the same key', schema: acceptedSchema },
      202: { summary: 'On the disk; it can be read in a moment', schema: acceptedSchema },
    },
    problems: [404],
    async handle({ params: { model }, body, mediaType, headers, context }) {
      const format = mediaType === 'application/json' ? 'json' : 'lines';
      const idempotencyKey = keyOf(headers);
      const { output, replayed } = await perform(context, verb, { model, format, body }, { idempotencyKey });
      return { status: replayed ? 200 : 202, json: output };
    },
  });
}

function keyOf(headers: Headers): string | undefined {
  const key = headers.get('idempotency-key');
  if (key === null || idempotencyKeySchema.safeParse(key).success) return key ?? undefined;
  throw new PitwallError({
    code: 'request.invalid',
    problem: 'expected an idempotency key of 1 to 200 visible ASCII characters, found another',
    fix: 'Use a UUID',
    place: { field: 'Idempotency-Key' },
  });
}
