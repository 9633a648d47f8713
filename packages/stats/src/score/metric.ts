import type { IntervalRule } from './interval.ts';
import { type Estimate, isRefusal, type Refusal, refuse, type Score, scoreVersion } from './score.ts';

export const tasks = ['binary', 'multiclass', 'regression', 'ranking', 'profit'] as const;
export type Task = (typeof tasks)[number];

/** Whether more is better; `zero` is for what is best at 0, such as bias. */
export type Better = 'higher' | 'lower' | 'zero';

/** Everything that is known of a metric, said once. */
export interface Metric<Data> {
  readonly name: string;
  readonly task: Task;
  readonly better: Better;
  /** The smallest and the largest value it can take; null for without end. */
  readonly range: readonly [number | null, number | null];
  /** In signs a reader can compute with. */
  readonly formula: string;
  /** What it needs beside the rows' labels: scores, amounts, odds … */
  readonly needs: readonly string[];
  /** When it is unknown, and what it is at the ends. */
  readonly edges: string;
  readonly interval: IntervalRule;
  readonly estimate: (data: Data) => Estimate | Refusal;
}

export interface ScoreOptions {
  /** How sure the intervals are. */
  readonly level?: number;
}

export const usualLevel = 0.95;

/** A metric of data: never NaN or infinite, and never a figure that the data do not give. */
export function scoreMetric<Data extends { readonly rows: number }>(
  { name, estimate, interval: rule }: Metric<Data>,
  data: Data,
  { level = usualLevel }: ScoreOptions = {},
): Score {
  const found = estimate(data);
  const answer = isRefusal(found) || Number.isFinite(found.value) ? found : tooLarge;
  if (isRefusal(answer)) return { metric: name, version: scoreVersion, value: null, ...answer, rows: data.rows };
  const interval = answer.variance !== null && !Number.isFinite(answer.variance) ? tooFar : rule(answer, level);
  return {
    metric: name,
    version: scoreVersion,
    value: answer.value,
    ...(typeof interval === 'string' ? { interval: null, interval_missing: interval } : { interval }),
    standard_error: answer.variance === null || !Number.isFinite(answer.variance) ? null : Math.sqrt(answer.variance),
    rows: answer.rows,
  };
}

/** Every metric of a list; all of them are unknown where the data were refused. */
export function scoreAll<Data extends { readonly rows: number }>(
  metrics: readonly Metric<Data>[],
  data: Data | Refusal,
  options: ScoreOptions = {},
): Score[] {
  return metrics.map((metric) =>
    isRefusal(data)
      ? { metric: metric.name, version: scoreVersion, value: null, ...data, rows: 0 }
      : scoreMetric(metric, data, options),
  );
}

const tooLarge = refuse('overflow', 'the values are too large for a double to hold the result');
const tooFar = 'the values are too far apart for a double to hold the variance';
