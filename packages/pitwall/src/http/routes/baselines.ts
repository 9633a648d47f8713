import { createdBaselineSchema, promotedBaselineSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { baselineCreate } from '../../profiles/verbs/baseline-create.ts';
import { baselinePromote } from '../../profiles/verbs/baseline-promote.ts';
import { requireModel } from '../../server/models.ts';
import { perform } from '../../server/perform.ts';
import { subjectOfModel } from '../../server/subjects.ts';
import { type BaselineVersion, listBaselines, listPromotions } from '../../state/baseline-table.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { modelParams } from '../model-params.ts';
import { momentText } from '../page-query.ts';
import { sentObject } from '../read-json.ts';
import { defineRoute } from '../route.ts';

const sourceSchema = z.union([
  z.strictObject({ kind: z.literal('events'), from: z.string(), to: z.string() }),
  z.strictObject({ kind: z.literal('file'), name: z.string(), created: z.string() }),
]);

const versionSchema = z.strictObject({
  version: z.int().describe('Counted from 1 on'),
  at: z.string().describe('When it was made'),
  by: z.string(),
  source: sourceSchema.describe('The predictions of a span of time, or a file that the configuration names'),
  rows: z.int(),
  inForce: z.boolean().describe('Whether windows are compared with it'),
});

const promotionSchema = z.strictObject({ version: z.int(), at: z.string(), by: z.string() });

function versionBody(
  { version, at, by, source, rows }: BaselineVersion,
  inForce: number | undefined,
): z.infer<typeof versionSchema> {
  return {
    version,
    at: momentText(at),
    by,
    source:
      source.kind === 'events' ? { kind: 'events', from: momentText(source.from), to: momentText(source.to) } : source,
    rows,
    inForce: version === inForce,
  };
}

export const listBaselinesRoute = defineRoute({
  name: 'listBaselines',
  method: 'GET',
  path: '/api/v1/models/{model}/baselines',
  summary: 'Versions of the baseline of a model, the newest first, and which were in force',
  permission: 'baseline.read',
  about: ({ params: { model } }) => subjectOfModel(model),
  params: modelParams,
  tagged: true,
  answers: {
    200: {
      summary: 'All of them',
      schema: z.strictObject({
        items: z.array(versionSchema),
        promotions: z.array(promotionSchema).describe('The newest first: that one is in force'),
      }),
    },
  },
  problems: [404],
  async handle({ params: { model }, context, server: { state } }) {
    requireModel(context, model);
    const promotions = await listPromotions(state.db, model);
    const items = (await listBaselines(state.db, model)).map((one) => versionBody(one, promotions[0]?.version));
    return { status: 200, json: { items, promotions: promotions.map((one) => ({ ...one, at: momentText(one.at) })) } };
  },
});

const spanSchema = z.strictObject({
  from: z.iso.datetime({ offset: true }).describe('Predictions made at this time or later'),
  to: z.iso.datetime({ offset: true }).describe('Predictions made before this time'),
});

const spanExample = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' };

export const createBaselineRoute = defineRoute({
  name: 'createBaseline',
  method: 'POST',
  path: '/api/v1/models/{model}/baselines',
  summary: baselineCreate.summary,
  permission: baselineCreate.name,
  about: ({ params: { model } }) => subjectOfModel(model),
  params: modelParams,
  body: {
    types: { 'application/json': spanSchema },
    example: spanExample,
  },
  idempotent: true,
  answers: {
    201: {
      summary: 'It is there, and not in force before it is promoted',
      schema: createdBaselineSchema,
    },
  },
  problems: [404],
  async handle({ params: { model }, body, headers, context }) {
    const asked = { ...sentObject(body, spanExample), model };
    const { output } = await perform(context, baselineCreate, asked, { idempotencyKey: idempotencyKeyOf(headers) });
    return { status: 201, json: output };
  },
});

export const promoteBaselineRoute = defineRoute({
  name: 'promoteBaseline',
  method: 'POST',
  path: '/api/v1/models/{model}/baselines/{version}/promote',
  summary: baselinePromote.summary,
  permission: baselinePromote.name,
  about: ({ params: { model } }) => subjectOfModel(model),
  params: modelParams.extend({ version: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER) }),
  idempotent: true,
  answers: {
    200: {
      summary: 'It is in force',
      schema: promotedBaselineSchema,
    },
  },
  problems: [404],
  async handle({ params: { model, version }, headers, context }) {
    const { output } = await perform(
      context,
      baselinePromote,
      { model, version },
      { idempotencyKey: idempotencyKeyOf(headers) },
    );
    return { status: 200, json: output };
  },
});
