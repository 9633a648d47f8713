import {
  judgedSchema,
  type ListedModel as ListedModelBody,
  listedModelSchema,
  pageSchema,
  statuses,
  type Window,
  windowSchema,
} from '@pitwall/sdk';
import { z } from 'zod';
import { type Came, type ListedModel, listModels } from '../../monitors/list-models.ts';
import { modelJudge } from '../../monitors/verbs/model-judge.ts';
import { requireModel } from '../../server/models.ts';
import { perform } from '../../server/perform.ts';
import { subjectOfModel } from '../../server/subjects.ts';
import { listWindows, type WindowState } from '../../state/window-table.ts';
import { modelParams } from '../model-params.ts';
import { cursorSchema, given, limitSchema, momentText } from '../page-query.ts';
import { defineRoute } from '../route.ts';

function windowBody({ start, end, pending, judged, rows, labels, status, revision, judgedAt }: WindowState) {
  return {
    start: momentText(start),
    end: momentText(end),
    state: judged === null ? 'open' : pending ? 'touched' : 'judged',
    rows,
    labels,
    status: statuses.find((one) => one === status) ?? null,
    revision,
    judgedAt: judgedAt === null ? null : momentText(judgedAt),
  } satisfies Window;
}

const cameBody = (came: Came | null) => came && { count: came.count, lastAt: momentText(came.lastAt) };

const modelBody = ({ name, task, predictions, labels, window, baseline }: ListedModel): ListedModelBody => ({
  name,
  task,
  predictions: cameBody(predictions),
  labels: cameBody(labels),
  window: window && windowBody(window),
  baseline: baseline && { version: baseline.version, at: momentText(baseline.at), rows: baseline.rows },
});

export const listModelsRoute = defineRoute({
  name: 'listModels',
  method: 'GET',
  path: '/api/v1/models',
  summary: 'All models that are declared or that something came for, by name',
  permission: 'model.read',
  about: 'listed',
  tagged: true,
  answers: { 200: { summary: 'All of them', schema: z.object({ items: z.array(listedModelSchema) }) } },
  async handle({ server, may }) {
    const seen = (await listModels(server)).filter(({ name }) => may('model.read', subjectOfModel(name)));
    return { status: 200, json: { items: seen.map(modelBody) } };
  },
});

export const listWindowsRoute = defineRoute({
  name: 'listWindows',
  method: 'GET',
  path: '/api/v1/models/{model}/windows',
  summary: 'Windows of a model, those opened last first',
  permission: 'model.read',
  about: ({ params: { model } }) => subjectOfModel(model),
  params: modelParams,
  query: z.strictObject({ order: z.enum(['newest', 'oldest']).optional(), cursor: cursorSchema, limit: limitSchema }),
  tagged: true,
  answers: {
    200: {
      summary: 'A page of them',
      schema: pageSchema(windowSchema),
    },
  },
  problems: [404],
  async handle({ params: { model }, query: { cursor, ...query }, context, server }) {
    requireModel(context, model);
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
  about: ({ params: { model } }) => subjectOfModel(model),
  params: modelParams,
  answers: {
    200: {
      summary: 'What came of it',
      schema: judgedSchema,
    },
  },
  problems: [404],
  async handle({ params: { model }, context }) {
    const { output } = await perform(context, modelJudge, { model });
    return { status: 200, json: output };
  },
});
