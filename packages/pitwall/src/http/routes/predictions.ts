import { z } from 'zod';
import { requireModel } from '../../server/models.ts';
import { modelParams } from '../model-params.ts';
import { cursorSchema, given, limitSchema, momentSchema } from '../page-query.ts';
import { defineRoute } from '../route.ts';

const predictionSchema = z.strictObject({
  model: z.string(),
  id: z.string(),
  at: z.string(),
  received: z.string(),
  prediction: z.unknown(),
  features: z.unknown(),
  version: z.string().nullable(),
  segment: z.string().nullable(),
  user: z.string().nullable(),
  item: z.string().nullable(),
  odds: z.number().nullable(),
  closing: z.number().nullable(),
  stake: z.number().nullable(),
  weight: z.number().nullable(),
  label: z.unknown(),
  labelAt: z.string().nullable(),
  corrections: z.int().describe('How often its label was corrected'),
});

export const listPredictions = defineRoute({
  name: 'listPredictions',
  method: 'GET',
  path: '/api/v1/models/{model}/predictions',
  summary: 'Predictions with their labels, in the order of their time',
  permission: 'prediction.read',
  params: modelParams,
  query: z.strictObject({
    from: momentSchema.describe('Made at this time or later'),
    to: momentSchema.describe('Made before this time'),
    labelled: z.enum(['true', 'false']).optional().describe('Only those with a label, or only those without'),
    version: z.string().min(1).max(200).optional().describe('Of the model'),
    cursor: cursorSchema,
    limit: limitSchema,
  }),
  answers: {
    200: {
      summary: 'A page of them',
      schema: z.strictObject({ items: z.array(predictionSchema), next: z.string().nullable(), more: z.boolean() }),
    },
  },
  problems: [404],
  async handle({ params: { model }, query: { from, to, labelled, version, cursor, limit }, server }) {
    requireModel(server.config, model);
    const { predictions, next } = await server.events.list({
      model,
      ...given({
        from: dateOf(from),
        to: dateOf(to),
        labelled: labelled === undefined ? undefined : labelled === 'true',
        version,
        cursor,
        limit,
      }),
    });
    return { status: 200, json: { items: predictions, next: next ?? null, more: next !== undefined } };
  },
});

const dateOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));
