import type { Metric } from '../metric.ts';
import { isRefusal, type Refusal, refuse } from '../score.ts';
import { type Head, type ModelComparison, unanswered } from './answer.ts';
import type { ResampleOptions } from './resample.ts';

export interface CompareMetricsOptions extends Omit<ResampleOptions, 'margin'> {
  /** Names of metrics; all that can be compared where not given. */
  readonly metrics?: readonly string[];
  /** Differences that do not matter, by metric. */
  readonly margins?: Readonly<Record<string, number>>;
}

/** Data of both models, each looked at once. */
export interface PairOfData<Data> {
  readonly champion: Data;
  readonly challenger: Data;
}

/**
 * Compares two models in each metric that is wanted. A metric that one of the models does not have alone is unknown, with
 * the model and the reason; only the others are given to `compare`.
 */
export function compareEach<Data extends object, Of extends Metric<Data>>(
  comparable: readonly Of[],
  pair: PairOfData<Data | Refusal> | Refusal,
  rows: number,
  options: CompareMetricsOptions,
  compare: (metric: Of, pair: PairOfData<Data>, options: ResampleOptions) => ModelComparison,
): ModelComparison[] {
  return wantedOf(comparable, options.metrics).map((metric) => {
    const { name, better } = metric;
    const head: Head = { metric: name, better, method: 'none', rows };
    if (isRefusal(pair)) return unanswered(head, pair);
    const { champion, challenger } = pair;
    if (isRefusal(champion)) return unanswered(head, about('champion', champion));
    if (isRefusal(challenger)) return unanswered(head, about('challenger', challenger));
    for (const [model, data] of [
      ['champion', champion],
      ['challenger', challenger],
    ] as const) {
      const alone = metric.estimate(data);
      if (isRefusal(alone)) return unanswered(head, about(model, alone));
      if (!Number.isFinite(alone.value)) return unanswered(head, about(model, tooLarge));
    }
    const margin = options.margins?.[name];
    return compare(metric, { champion, challenger }, { ...options, ...(margin !== undefined && { margin }) });
  });
}

/** The metrics of these names, in the order of the names. */
export function wantedOf<Of extends { readonly name: string }>(
  comparable: readonly Of[],
  names: readonly string[] = comparable.map(({ name }) => name),
): Of[] {
  return names.map((name) => {
    const metric = comparable.find((one) => one.name === name);
    if (metric) return metric;
    const known = comparable.map((one) => one.name).join(', ');
    throw new RangeError(`expected one of ${known}, got ${name}; name one of these`);
  });
}

export const about = (model: string, { reason, explanation }: Refusal): Refusal =>
  refuse(reason, `${model}: ${explanation}`);

export const tooLarge: Refusal = refuse('overflow', 'the values are too large for a double to hold the result');
