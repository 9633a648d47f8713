import type { Status } from '@pitwall/sdk';
import { benjaminiHochberg, isUnknownTrend, type Trend, type TrendReason, trend } from '@pitwall/stats';
import { byTime, type HistoryMetric, type HistoryRecord, metricNames } from './record.ts';

const day = 86_400_000;
/** A trend is told where chance alone would bring one in so few of the reports. */
const chance = 0.05;

export interface HistoryReport {
  readonly history: 1;
  /** The window: later than `from`, up to `to`. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
  readonly summary: string;
  readonly models: readonly ModelHistory[];
  /** Records before the window, and records of a time that has not come. */
  readonly before: number;
  readonly after: number;
}

export interface ModelHistory {
  readonly model: string;
  readonly versions: readonly string[];
  readonly runs: number;
  readonly first_at: string;
  readonly last_at: string;
  readonly metrics: readonly MetricHistory[];
}

export interface MetricHistory {
  readonly name: string;
  readonly better: HistoryMetric['better'] | null;
  /** Runs in which it had a value, and in which it had none. */
  readonly known: number;
  readonly unknown: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly mean: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Last less first. */
  readonly change: number | null;
  /** Of the newest run that has the metric. */
  readonly status: Status | null;
  readonly trend: MetricTrend;
}

export interface MetricTrend {
  /** none: what is seen, chance brings as well. unknown: too little to tell. */
  readonly direction: 'up' | 'down' | 'none' | 'unknown';
  readonly means: 'better' | 'worse' | null;
  /** Change in a day. */
  readonly slope: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
  /** p after as many questions as the report asks (Benjamini and Hochberg). */
  readonly adjusted: number | null;
  readonly method: Trend['method'] | null;
  readonly reason?: TrendReason;
}

export interface HistoryReportOptions {
  readonly now: Date;
  readonly days?: number;
  readonly model?: string | undefined;
}

/** What became of every metric of every model in the last days, seven where not said. */
export function reportHistory(
  records: readonly HistoryRecord[],
  { now, days = 7, model }: HistoryReportOptions,
): HistoryReport {
  if (!(days > 0 && Number.isFinite(days))) throw new RangeError(`expected a number of days above 0, found ${days}`);
  const to = now.getTime();
  const from = to - days * day;
  const asked = byTime(model === undefined ? records : records.filter((record) => record.model === model));
  const inside = asked.filter(({ at }) => Date.parse(at) > from && Date.parse(at) <= to);
  const before = asked.filter(({ at }) => Date.parse(at) <= from).length;
  const models = withTrends([...new Set(inside.map((one) => one.model))].map((name) => summarize(name, inside)));
  const after = asked.length - inside.length - before;
  const window = { from: new Date(from).toISOString(), to: now.toISOString(), days };
  return { history: 1, ...window, summary: inWords({ models, before, after, days, model }), models, before, after };
}

type Untold = Omit<MetricHistory, 'trend'> & { readonly seen: ReturnType<typeof trend> };
type UntoldModel = Omit<ModelHistory, 'metrics'> & { readonly metrics: readonly Untold[] };

function summarize(model: string, inside: readonly HistoryRecord[]): UntoldModel {
  const runs = inside.filter((record) => record.model === model);
  const versions = [...new Set(runs.flatMap(({ version }) => version ?? []))];
  return {
    model,
    versions,
    runs: runs.length,
    first_at: runs[0]?.at ?? '',
    last_at: runs.at(-1)?.at ?? '',
    metrics: metricNames(runs).map((name) => summarizeMetric(name, runs)),
  };
}

function summarizeMetric(name: string, runs: readonly HistoryRecord[]): Untold {
  const seen = runs.flatMap(({ at, metrics }) => {
    const metric = Object.hasOwn(metrics, name) ? metrics[name] : undefined;
    return metric ? [{ time: Date.parse(at) / day, metric }] : [];
  });
  const points = seen.flatMap(({ time, metric: { value } }) => (value === null ? [] : [{ time, value }]));
  const values = points.map(({ value }) => value);
  const start = points[0]?.time ?? 0;
  const [first = null, last = null] = [values[0], values.at(-1)];
  return {
    name,
    better: seen.findLast(({ metric }) => metric.better !== undefined)?.metric.better ?? null,
    known: values.length,
    unknown: seen.length - values.length,
    first,
    last,
    mean: meanOf(values),
    minimum: values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b)),
    maximum: values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b)),
    change: first === null || last === null || values.length < 2 ? null : finite(last - first),
    status: seen.at(-1)?.metric.status ?? null,
    seen: trend(points.map(({ time, value }) => ({ time: time - start, value }))),
  };
}

/** Divided first, so that no sum overflows. */
const meanOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value / values.length, 0);

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** A report of twenty metrics would show a trend by chance each week, if each were judged as if it were alone. */
function withTrends(models: readonly UntoldModel[]): ModelHistory[] {
  const all = models.flatMap(({ metrics }) => metrics);
  const adjusted = benjaminiHochberg(all.map(({ seen }) => (isUnknownTrend(seen) ? undefined : seen.p)));
  const told = new Map(all.map((metric, index) => [metric, tell(metric, adjusted[index])]));
  return models.map((model) => ({ ...model, metrics: model.metrics.flatMap((metric) => told.get(metric) ?? []) }));
}

function tell({ seen, ...metric }: Untold, adjusted: number | undefined): MetricHistory {
  if (isUnknownTrend(seen)) return { ...metric, trend: { ...noTrend, reason: seen.unknown } };
  const { slope, interval, p, method } = seen;
  const direction = adjusted === undefined || adjusted > chance || slope === 0 ? 'none' : slope > 0 ? 'up' : 'down';
  return {
    ...metric,
    trend: {
      direction,
      means: meaningOf(direction, metric),
      slope,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      p,
      adjusted: adjusted ?? null,
      method,
    },
  };
}

const noTrend = {
  direction: 'unknown',
  means: null,
  slope: null,
  low: null,
  high: null,
  p: null,
  adjusted: null,
  method: null,
} as const;

function meaningOf(
  direction: MetricTrend['direction'],
  { better, last }: Pick<MetricHistory, 'better' | 'last'>,
): MetricTrend['means'] {
  if (better === null || last === null || (direction !== 'up' && direction !== 'down')) return null;
  const wanted = better === 'zero' ? (last > 0 ? 'down' : 'up') : better === 'higher' ? 'up' : 'down';
  return direction === wanted ? 'better' : 'worse';
}

interface Told {
  readonly models: readonly ModelHistory[];
  readonly before: number;
  readonly after: number;
  readonly days: number;
  readonly model: string | undefined;
}

function inWords({ models, before, after, days, model }: Told): string {
  const span = days === 1 ? 'the last day' : `the last ${days} days`;
  const who = model === undefined ? '' : ` of ${model}`;
  const future = after === 0 ? '' : ` ${records(after)} ${after === 1 ? 'is' : 'are'} of a time that has not come.`;
  if (models.length === 0) {
    return before === 0
      ? `The history${who} is empty: nothing has been recorded yet.${future}`
      : `Nothing was recorded${who} in ${span}; there ${before === 1 ? 'is' : 'are'} ${records(before)} from before.${future}`;
  }
  const runs = models.reduce((sum, one) => sum + one.runs, 0);
  const worse = models.flatMap((one) =>
    one.metrics.filter(({ trend: { means } }) => means === 'worse').map(({ name }) => `${name} of ${one.model}`),
  );
  const turn = worse.length === 0 ? 'nothing is getting worse beyond chance' : `getting worse: ${worse.join(', ')}`;
  return `${runs} ${runs === 1 ? 'run' : 'runs'} of ${models.length} ${models.length === 1 ? 'model' : 'models'} in ${span}; ${tellable(models) ? turn : 'too few runs to tell a trend'}.${future}`;
}

const records = (count: number): string => `${count} ${count === 1 ? 'record' : 'records'}`;

const tellable = (models: readonly ModelHistory[]): boolean =>
  models.some(({ metrics }) => metrics.some(({ trend: { direction } }) => direction !== 'unknown'));
