import { acceptedSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { type EventKind, eventSchemas } from '../../events/event.ts';
import { columnKeys } from '../../events/file-columns.ts';
import { perform } from '../../server/perform.ts';
import { subjectOfModel } from '../../server/subjects.ts';
import { labelRecord, predictionRecord } from '../../server/verbs/event-record.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { modelParams } from '../model-params.ts';
import { given } from '../page-query.ts';
import { defineRoute } from '../route.ts';

/** The model stands in the path; where an event names one too, it must be the same. */
const bodySchemas = {
  prediction: eventSchemas.prediction.partial({ model: true }),
  label: eventSchemas.label.partial({ model: true }),
} as const;

/** Formats of tables; what their columns are called may be said in the query. */
const files = {
  'text/csv': 'csv',
  'text/tab-separated-values': 'tsv',
  'application/vnd.apache.parquet': 'parquet',
  'application/vnd.apache.arrow.file': 'arrow',
  'application/vnd.apache.arrow.stream': 'arrow',
} as const;

const lines = ['application/x-ndjson', 'application/jsonl'] as const;

const columnName = z.string().min(1).max(200).optional();
const nameKeys = [...new Set([...columnKeys('prediction'), ...columnKeys('label')])].sort();
const querySchema = z
  .object({ wait: z.enum(['true', 'false']).optional().describe('true answers when they can be read, with counts') })
  .extend(Object.fromEntries(nameKeys.map((key) => [key, columnName.describe(`The column that holds \`${key}\``)])))
  .strict();

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
    about: ({ params: { model } }) => subjectOfModel(model),
    params: modelParams,
    query: querySchema,
    body: {
      types: {
        'application/json': z.union([event, z.array(event).min(1)]),
        'application/x-ndjson': event.describe('One on each line'),
        'application/jsonl': event.describe('One on each line'),
      },
      long: lines,
      files,
      example,
    },
    idempotent: true,
    takesRows: true,
    answers: {
      200: { summary: 'They can be read; or they were taken before, under the same key', schema: acceptedSchema },
      202: { summary: 'On the disk; they can be read in a moment', schema: acceptedSchema },
    },
    problems: [404],
    async handle({ params: { model }, query: { wait, ...names }, body, file, mediaType, headers, context }) {
      const asked = {
        model,
        format: formatOf(mediaType),
        body: file ?? body,
        names: given(names),
        wait: wait === 'true',
      };
      const { output, replayed } = await perform(context, verb, asked, { idempotencyKey: idempotencyKeyOf(headers) });
      const isDone = replayed || output.added !== undefined;
      return { status: isDone ? 200 : 202, json: output, rows: replayed ? 0 : output.accepted };
    },
  });
}

function formatOf(mediaType: string): string {
  if (mediaType === 'application/json') return 'json';
  return Object.entries(files).find(([type]) => type === mediaType)?.[1] ?? 'lines';
}
