import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { metricRecord, sentSamplesSchema } from '../../metrics/metric-record.ts';
import { rangeNames, type Stretch } from '../../metrics/range.ts';
import { listSeries, type Point, readSeries } from '../../metrics/read.ts';
import { componentSchema, labelsSchema, metricSchema } from '../../metrics/sample.ts';
import { keptResolutions, retentionOf } from '../../retention/config.ts';
import type { Server } from '../../server/open.ts';
import { perform } from '../../server/perform.ts';
import { subjectOfComponent } from '../../server/subjects.ts';
import { listComponents } from '../../state/metric-table.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { cursorSchema, given, limitSchema, momentOf, momentSchema, momentText } from '../page-query.ts';
import { sentJson } from '../read-json.ts';
import { defineRoute, type RouteRequest } from '../route.ts';

const figure = z.number().nullable();

const pointSchema = z
  .tuple([z.string(), figure, figure, figure, figure, z.int()])
  .describe('When it begins, min, max, mean, last, count; null where there was no sample');

const seriesSchema = z.strictObject({
  component: z.string(),
  metric: z.string(),
  labels: labelsSchema,
  points: z.array(pointSchema),
});

const answerSchema = z.strictObject({
  from: z.string().describe('Points begin here; the time that was asked for, moved outwards to whole points'),
  to: z.string().describe('And end before this time'),
  stepSeconds: z.number().describe('How long a point is'),
  items: z.array(seriesSchema),
  next: z.string().nullable(),
  more: z.boolean(),
});

const pointBody = ({ t, min, max, mean, last, count }: Point): z.infer<typeof pointSchema> => [
  momentText(t),
  min,
  max,
  mean,
  last,
  count,
];

/** The tables of an answer are as large as its points, so a page of series is a small one. */
const mostSeriesAtOnce = 50;

export const readMetrics = defineRoute({
  name: 'readMetrics',
  method: 'GET',
  path: '/api/v1/metrics',
  summary: 'Figures over time: of a component, of a metric, in a range that ends now or between two times',
  permission: 'metric.read',
  about: 'listed',
  query: z.strictObject({
    component: componentSchema.optional(),
    metric: metricSchema.optional(),
    range: z.enum(rangeNames).optional().describe('Up to now; 1h where neither this nor from and to are given'),
    from: momentSchema.describe('At this time or later'),
    to: momentSchema.describe('Before this time; now, where only from is given'),
    cursor: cursorSchema,
    limit: z.coerce.number().int().min(1).max(mostSeriesAtOnce).optional().describe('So many series at the most'),
  }),
  tagged: true,
  answers: { 200: { summary: 'A page of series, all with the same points in time', schema: answerSchema } },
  async handle({ query: { component, metric, range, from, to, cursor, limit }, server, may }) {
    const now = server.world.now();
    const stretch = stretchOf({ range, from: momentOf(from), to: momentOf(to), now });
    const filter = given({ component, components: await componentsSeen(server, may), metric, limit, after: cursor });
    const kept = keptResolutions(retentionOf(server.config));
    const { page, ...grid } = await readSeries(server.state.db, { ...filter, ...stretch, now, kept });
    const json: z.infer<typeof answerSchema> = {
      from: momentText(grid.from),
      to: momentText(grid.to),
      stepSeconds: grid.step / 1_000,
      items: page.items.map(({ component, metric, labels, points }) => ({
        component,
        metric,
        labels: { ...labels },
        points: points.map(pointBody),
      })),
      next: page.next,
      more: page.more,
    };
    return { status: 200, json };
  },
});

/** Those of which figures may be read; undefined where there is no other. */
async function componentsSeen(
  { state }: Server,
  may: RouteRequest<unknown, unknown>['may'],
): Promise<readonly string[] | undefined> {
  const all = await listComponents(state.db);
  const seen = all.filter((component) => may('metric.read', subjectOfComponent(component)));
  return seen.length === all.length ? undefined : seen;
}

interface Asked {
  readonly range: (typeof rangeNames)[number] | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly now: number;
}

function stretchOf({ range, from, to, now }: Asked): Stretch {
  if (range !== undefined && (from !== undefined || to !== undefined)) {
    throw mistake('range', 'expected a range or two times, found both', 'Leave one of them out');
  }
  if (from !== undefined) return { from, to: to ?? now };
  if (to !== undefined) throw mistake('from', 'expected a time from which on, found only its end', 'Add `from`');
  return { range: range ?? '1h' };
}

const listedSchema = z.strictObject({
  component: z.string(),
  metric: z.string(),
  labels: labelsSchema,
  latest: z.strictObject({ at: z.string(), value: z.number() }).nullable().describe('The latest sample'),
});

export const listMetricSeriesRoute = defineRoute({
  name: 'listMetricSeries',
  method: 'GET',
  path: '/api/v1/metrics/series',
  summary: 'Which figures there are',
  permission: 'metric.read',
  about: 'listed',
  query: z.strictObject({
    component: componentSchema.optional(),
    metric: metricSchema.optional(),
    cursor: cursorSchema,
    limit: limitSchema,
  }),
  tagged: true,
  answers: {
    200: {
      summary: 'A page of them, the first that came to be first',
      schema: z.strictObject({ items: z.array(listedSchema), next: z.string().nullable(), more: z.boolean() }),
    },
  },
  async handle({ query: { cursor, ...query }, server, may }) {
    const components = await componentsSeen(server, may);
    const page = await listSeries(server.state.db, given({ ...query, components, after: cursor }));
    const items = page.items.map(({ component, metric, labels, latest }) => ({
      component,
      metric,
      labels,
      latest: latest && { at: momentText(latest.at), value: latest.value },
    }));
    return { status: 200, json: { ...page, items } };
  },
});

const recordedSchema = z.strictObject({
  recorded: z.int().describe('Samples that are kept'),
  refused: z.int().describe('Samples that would have begun a new series, where there are too many already'),
});

export const recordMetrics = defineRoute({
  name: 'recordMetrics',
  method: 'POST',
  path: '/api/v1/metrics',
  summary: metricRecord.summary,
  permission: metricRecord.name,
  about: 'listed',
  body: {
    types: { 'application/json': sentSamplesSchema },
    example: { component: 'checkout', metric: 'latency_ms', labels: { quantile: 'p95' }, value: 41.5 },
  },
  idempotent: true,
  answers: { 200: { summary: 'They can be read', schema: recordedSchema } },
  async handle({ body, headers, context }) {
    const sent = sentJson(body);
    if (sent === undefined)
      throw mistake('', 'expected JSON, found something else', 'Send one sample, or a list of them');
    const asked = { samples: Array.isArray(sent) ? sent : [sent] };
    const { output } = await perform(context, metricRecord, asked, {
      idempotencyKey: idempotencyKeyOf(headers),
    });
    return { status: 200, json: output };
  },
});

const mistake = (field: string, problem: string, fix: string): PitwallError =>
  new PitwallError({ code: 'request.invalid', problem, fix, ...(field === '' ? {} : { place: { field } }) });
