import { statuses } from '@pitwall/sdk';
import { z } from 'zod';
import { type Came, type ListedModel, listModels } from '../../monitors/list-models.ts';
import { modelJudge } from '../../monitors/verbs/model-judge.ts';
import { requireModel } from '../../server/models.ts';
import { perform } from '../../server/perform.ts';
import { listWindows, type WindowState } from '../../state/window-table.ts';
import { modelParams } from '../model-params.ts';
import { cursorSchema, given, limitSchema } from '../page-query.ts';
import { defineRoute } from '../route.ts';

const moment = (at: number): string => new Date(at).toISOString();

const windowSchema = z.strictObject({
  start: z.string(),
  end: z.string().describe('The first moment that is not in it'),
  state: z
    .enum(['open', 'judged', 'touched'])
    .describe('open: not judged yet; touched: something came for it since it was judged'),
  rows: z.int().describe('Predictions in it when it was judged'),
  labels: z.int().describe('Those of them that had a label'),
  status: z.enum(statuses).nullable().describe('The worst of what was found; null before'),
  revision: z.int().describe('How often it was judged with another outcome'),
  judgedAt: z.string().nullable(),
});

function windowBody({ start, end, pending, judged, rows, labels, status, revision, judgedAt }: WindowState) {
  return {
    start: moment(start),
    end: moment(end),
    state: judged === null ? 'open' : pending ? 'touched' : 'judged',
    rows,
    labels,
    status: statuses.find((one) => one === status) ?? null,
    revision,
    judgedAt: judgedAt === null ? null : moment(judgedAt),
  } satisfies z.infer<typeof windowSchema>;
}

const cameSchema = z
  .strictObject({ count: z.int(), lastAt: z.string().describe('When the last one came in') })
  .nullable()
  .describe('Null where none came');

const cameBody = (came: Came | null) => came && { count: came.count, lastAt: moment(came.lastAt) };

const modelSchema = z.strictObject({
  name: z.string(),
  task: z.string().nullable().describe('Null of a model that is not declared, and so not watched'),
  predictions: cameSchema,
  labels: cameSchema,
  window: windowSchema.nullable().describe('The window that ended last of those that were judged; null where none was'),
  baseline: z
    .strictObject({ version: z.int(), at: z.string().describe('When it was made'), rows: z.int() })
    .nullable()
    .describe('What its windows are compared with; null where none was promoted'),
});

const modelBody = ({
  name,
  task,
  predictions,
  labels,
  window,
  baseline,
}: ListedModel): z.infer<typeof modelSchema> => ({
  name,
  task,
  predictions: cameBody(predictions),
  labels: cameBody(labels),
  window: window && windowBody(window),
  baseline: baseline && { version: baseline.version, at: moment(baseline.at), rows: baseline.rows },
});

export const listModelsRoute = defineRoute({
  name: 'listModels',
  method: 'GET',
  path: '/api/v1/models',
  summary: 'All models that are declared or that something came for, by name',
  permission: 'model.read',
  tagged: true,
  answers: { 200: { summary: 'All of them', schema: z.strictObject({ items: z.array(modelSchema) }) } },
  async handle({ server }) {
    return { status: 200, json: { items: (await listModels(server)).map(modelBody) } };
  },
});

export const listWindowsRoute = defineRoute({
  name: 'listWindows',
  method: 'GET',
  path: '/api/v1/models/{model}/windows',
  summary: 'Windows of a model, those opened last first',
  permission: 'model.read',
  params: modelParams,
  query: z.strictObject({ order: z.enum(['newest', 'oldest']).optional(), cursor: cursorSchema, limit: limitSchema }),
  tagged: true,
  answers: {
    200: {
      summary: 'A page of them',
      schema: z.strictObject({ items: z.array(windowSchema), next: z.string().nullable(), more: z.boolean() }),
    },
  },
  problems: [404],
  async handle({ params: { model }, query: { cursor, ...query }, server }) {
    requireModel(server.config, model);
    const page = await listWindows(server.state.db, { model, ...given({ ...query, after: cursor }) });
    return { status: 200, json: { ...page, items: page.items.map(windowBody) } };
  },
});

export const judgeModelRoute = defineRoute({
  name: 'judgeModel',
  method: 'POST',
  path: '/api/v1/models/{model}/judge',
  summary: 'Judge the windows of a model now, without waiting for its schedule',
  permission: modelJudge.name,
  params: modelParams,
  answers: {
    200: {
      summary: 'What came of it',
      schema: z.strictObject({
        judged: z.int().describe('Windows that were looked at'),
        findings: z.int().describe('What was found that was not known'),
        corrections: z.int().describe('How many of these correct something'),
        left: z.int().describe('Windows that wait for the next time'),
      }),
    },
  },
  problems: [404],
  async handle({ params: { model }, context }) {
    const { output } = await perform(context, modelJudge, { model });
    return { status: 200, json: output };
  },
});
