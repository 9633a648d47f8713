import { listedPredictionSchema, pageSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { noteRead } from '../../privacy/read-note.ts';
import { requireModel } from '../../server/models.ts';
import { subjectOfModel } from '../../server/subjects.ts';
import { modelParams } from '../model-params.ts';
import { cursorSchema, given, limitSchema, momentSchema } from '../page-query.ts';
import { defineRoute } from '../route.ts';

export const listPredictions = defineRoute({
  name: 'listPredictions',
  method: 'GET',
  path: '/api/v1/models/{model}/predictions',
  summary: 'Predictions with their labels, in the order of their time',
  permission: 'prediction.read',
  about: ({ params: { model } }) => subjectOfModel(model),
  params: modelParams,
  query: z.strictObject({
    from: momentSchema.describe('Made at this time or later'),
    to: momentSchema.describe('Made before this time'),
    labelled: z.enum(['true', 'false']).optional().describe('Only those with a label, or only those without'),
    version: z.string().min(1).max(200).optional().describe('Of the model'),
    order: z.enum(['oldest', 'newest']).optional().describe('oldest where not said'),
    cursor: cursorSchema,
    limit: limitSchema,
  }),
  answers: {
    200: {
      summary: 'A page of them',
      schema: pageSchema(listedPredictionSchema),
    },
  },
  readsEvents: true,
  problems: [404],
  async handle({ params: { model }, query: { from, to, labelled, ...query }, context, server }) {
    requireModel(context, model);
    await noteRead(server, context.actor, model);
    const { predictions, next } = await server.events.list({
      model,
      ...given({
        from: dateOf(from),
        to: dateOf(to),
        labelled: labelled === undefined ? undefined : labelled === 'true',
        ...query,
      }),
    });
    return { status: 200, json: { items: predictions, next: next ?? null, more: next !== undefined } };
  },
});

const dateOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));
