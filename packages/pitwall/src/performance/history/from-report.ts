import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { readJson } from './json-place.ts';
import { type HistoryMetric, type HistoryRecord, historyMetricSchema } from './record.ts';

const intervalSchema = z.object({ low: z.number(), high: z.number() }).nullable();

/** What a history needs of a report; a newer Pitwall may say more. */
const reportSchema = z.object({
  report: z.literal(1),
  at: z.iso.datetime({ offset: true }),
  pitwall: z.string(),
  models: z.array(
    z.object({
      name: z.string().min(1),
      rows: z.object({ judged: z.int().min(0) }),
      metrics: z.array(
        z.object({
          name: z.string().min(1),
          value: z.number().nullable(),
          interval: intervalSchema,
          status: historyMetricSchema.shape.status,
          better: historyMetricSchema.shape.better,
        }),
      ),
      estimates: z
        .object({
          metrics: z.array(
            z.object({
              name: z.string().min(1),
              estimated: z.number().nullable(),
              interval: intervalSchema,
              status: historyMetricSchema.shape.status,
            }),
          ),
        })
        .nullish(),
    }),
  ),
});

type ModelOfReport = z.infer<typeof reportSchema>['models'][number];

export interface FromReportOptions {
  /** How its reader calls the report. */
  readonly shown: string;
  readonly version?: string | undefined;
}

/** A record for each model of what `pitwall evaluate --format json` printed. */
export function recordsOfReport(text: string, { shown, version }: FromReportOptions): HistoryRecord[] {
  const read = readJson(text, shown);
  if (read.fault) throw new PitwallError({ code: 'data.format', ...read.fault });
  const parsed = reportSchema.safeParse(read.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.map(String).join('.');
    throw new PitwallError({
      code: 'data.format',
      problem: `expected what pitwall evaluate --format json prints, found something else: ${issue?.message.replace(/^Invalid input: /, '') ?? 'no report'}`,
      fix: 'Make one: pitwall evaluate --format json > report.json',
      place: field ? { file: shown, field } : { file: shown },
    });
  }
  const { at, pitwall, models } = parsed.data;
  if (models.length === 0) {
    throw new PitwallError({
      code: 'data.format',
      problem: 'expected a report about at least one model, found none',
      fix: 'Give what pitwall evaluate printed; pitwall check does not measure models',
      place: { file: shown, field: 'models' },
    });
  }
  return models.map((model) => ({
    at,
    model: model.name,
    ...(version === undefined ? {} : { version }),
    rows: model.rows.judged,
    metrics: metricsOf(model),
    source: `pitwall ${pitwall} evaluate`,
  }));
}

/** An estimate from before the labels must not continue the line of what was measured, so it has a name of its own. */
function metricsOf({ metrics, estimates }: ModelOfReport): Record<string, HistoryMetric> {
  const betterOf = new Map(metrics.map(({ name, better }) => [name, better]));
  const lines = [
    ...metrics,
    ...(estimates?.metrics ?? []).map(({ name, estimated, ...more }) => ({
      ...more,
      name: `${name}_estimated`,
      value: estimated,
      better: betterOf.get(name),
    })),
  ];
  return Object.fromEntries(
    lines.map(({ name, value, interval, status, better }) => [
      name,
      {
        value,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        status: status ?? null,
        ...(better === undefined ? {} : { better }),
      },
    ]),
  );
}
