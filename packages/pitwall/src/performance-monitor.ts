import type { Finding, ModelMetric, ModelReport, Status } from '@pitwall/sdk';
import { worstStatus } from '@pitwall/sdk';
import type { OddsFormat } from '@pitwall/stats';
import { validate } from './config/validate.ts';
import { PitwallError } from './core/errors.ts';
import {
  judgeModel,
  type ModelRows,
  modelSchema,
  modelText,
  noRows,
  noStrangers,
  type PerformanceInput,
} from './performance/index.ts';

export interface MonitorOptions extends PerformanceInput {
  /** What to call the model. */
  readonly model?: string;
  /** From this probability on the model says 1. */
  readonly cutoff?: number;
  readonly now?: () => Date;
}

/** What a binary model said of each row, and what then was so. */
export interface EvaluateInput {
  /** 1 or 0. */
  readonly labels: ArrayLike<number>;
  /** How likely the model held a 1. */
  readonly probabilities: ArrayLike<number>;
  /** The odds that were taken, for profit: the bet is that the label is a 1. */
  readonly odds?: ArrayLike<number>;
  /** It is never guessed. */
  readonly oddsFormat?: OddsFormat;
  readonly stakes?: ArrayLike<number>;
  readonly weights?: ArrayLike<number>;
}

export interface PerformanceResults {
  readonly status: Status;
  readonly metrics: Readonly<Record<string, ModelMetric>>;
  /** One for each metric that has a threshold. */
  readonly findings: readonly Finding[];
  readonly report: ModelReport;
}

/** Is the model right, and does it pay? A thin door over the same slice that the command line uses. */
export class PerformanceMonitor {
  readonly #options: MonitorOptions;

  constructor(options: MonitorOptions = {}) {
    this.#options = options;
    settingsOf(options, {});
  }

  /** Every metric with its interval, judged by its threshold where there is one. */
  evaluate(input: EvaluateInput): PerformanceResults {
    const { model = 'model', now = () => new Date() } = this.#options;
    assertLengths(input);
    const { findings, report } = judgeModel(model, rowsOf(input), settingsOf(this.#options, input), {
      now: now(),
      pictures: true,
    });
    return {
      status: worstStatus(findings.map(({ status }) => status)),
      metrics: Object.fromEntries(report.metrics.map((metric) => [metric.name, metric])),
      findings,
      report,
    };
  }

  /** Some lines for a person. */
  getSummary({ report }: PerformanceResults): string {
    return modelText(report);
  }
}

function settingsOf(
  { model: _, now: __, cutoff, ...performance }: MonitorOptions,
  { odds, oddsFormat }: Partial<EvaluateInput>,
) {
  return validate(
    modelSchema,
    {
      task: 'binary',
      prediction: { column: 'probabilities', ...(cutoff === undefined ? {} : { threshold: cutoff }) },
      label: 'labels',
      ...(odds ? { odds: { column: 'odds', format: oddsFormat } } : {}),
      performance,
    },
    (path) => ({ field: path.slice(1).join('.') }),
  );
}

function rowsOf({ labels, probabilities, odds, stakes, weights }: EvaluateInput): ModelRows {
  const columns = {
    label: column(labels),
    prediction: column(probabilities),
    ...(odds ? { odds: column(odds) } : {}),
    ...(stakes ? { stake: column(stakes) } : {}),
    ...(weights ? { weight: column(weights) } : {}),
  };
  return {
    predictions: probabilities.length,
    labelled: labels.length,
    ambiguous: 0,
    strangers: noStrangers,
    notPositive: [],
    judged: { ...noRows, rows: labels.length, columns },
    waiting: noRows,
    champion: undefined,
    classes: [],
  };
}

const isList = (values: unknown): boolean =>
  typeof values === 'object' && values !== null && 'length' in values && typeof values.length === 'number';

/** Nothing, and a text, is no number: as a 0 it would be a label or a probability that nobody gave. */
const column = (values: ArrayLike<number>): Float64Array =>
  values instanceof Float64Array
    ? values
    : Float64Array.from(values, (value: unknown) =>
        typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : Number.NaN,
      );

function assertLengths({ labels, odds, oddsFormat, ...others }: EvaluateInput): void {
  if (odds && oddsFormat === undefined) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: 'expected oddsFormat beside odds, found none',
      fix: "Say how they are written: oddsFormat: 'decimal', 'net' or 'american'",
    });
  }
  for (const [name, values] of Object.entries({ labels, ...others, odds })) {
    const isNeeded = name === 'labels' || name === 'probabilities';
    if (isList(values) || (values === undefined && !isNeeded)) continue;
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected a list of ${name}, found ${values === undefined ? 'none' : typeof values}`,
      fix: 'Give one value for each row',
    });
  }
  for (const [name, values] of Object.entries({ ...others, odds })) {
    if (values === undefined || values.length === labels.length) continue;
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected as many ${name} as labels, ${labels.length}, found ${values.length}`,
      fix: 'Give one value for each row',
    });
  }
}
