import { type BinaryData, type BinaryRows, type Cell, type Cells, prepareBinary } from '../binary/data.ts';
import { binaryMetrics } from '../binary/metrics.ts';
import type { Metric } from '../metric.ts';
import { isRefusal, refuse } from '../score.ts';
import { answered, type CompareOptions, type Head, type ModelComparison, unanswered } from './answer.ts';
import { deLong, deLongInterval } from './delong.ts';
import { type CompareMetricsOptions, compareEach, type PairOfData } from './each-metric.ts';
import { brierLosses, logLosses } from './losses.ts';
import type { McNemarMethod } from './mcnemar.ts';
import { comparePaired } from './paired-mean.ts';
import { compareResampled, type PairOfFigures } from './resample.ts';
import { type CompareRightOptions, compareRight } from './right.ts';

type Model = Pick<BinaryRows, 'scores' | 'predictions' | 'cutoff'>;

/** What two models said of the same rows. */
export interface PairedBinaryRows {
  readonly labels: ArrayLike<number>;
  readonly champion: Model;
  readonly challenger: Model;
  readonly weights?: ArrayLike<number>;
}

export interface CompareBinaryOptions extends CompareMetricsOptions {
  /** Test of accuracy: exact for few rows on which the models differ and mid-p for more, where not said. */
  readonly mcnemar?: McNemarMethod;
}

/** Chance adds to a calibration error, and to each model's by another amount; compare `brier` or `log_loss`. */
export const comparableBinaryMetrics: readonly Metric<BinaryData>[] = binaryMetrics.filter(
  ({ name }) => name !== 'calibration_error',
);

/**
 * Compares two binary models on the same rows: accuracy by McNemar's test, the area under the ROC curve by DeLong's, log
 * loss and Brier score by Student's paired t, and whatever else by resampling rows.
 */
export function compareBinary(rows: PairedBinaryRows, options: CompareBinaryOptions = {}): ModelComparison[] {
  const { labels, weights } = rows;
  const shared = { labels, ...(weights && { weights }) };
  const prepare = (model: Model) => prepareBinary({ ...shared, ...model });
  const pair = { champion: prepare(rows.champion), challenger: prepare(rows.challenger) };
  return compareEach(comparableBinaryMetrics, pair, labels.length, options, (metric, data, compare) =>
    compareMetric(metric, { ...data, rows }, { ...compare, ...(options.mcnemar && { mcnemar: options.mcnemar }) }),
  );
}

interface Pair extends PairOfData<BinaryData> {
  readonly rows: PairedBinaryRows;
}

function compareMetric(metric: Metric<BinaryData>, pair: Pair, options: CompareRightOptions): ModelComparison {
  const { name, better } = metric;
  const { champion, challenger, rows } = pair;
  const head: Head = { metric: name, better, method: 'none', rows: champion.total.rows };
  const codes = codesOf(rows);
  if (name === 'accuracy' && codes) {
    const right = (shift: number) => codes.map((code) => (((code >> shift) & 1) === code >> 2 ? 1 : 0));
    return compareRight(head, { champion: right(0), challenger: right(1), weights: rows.weights }, options);
  }
  if (name === 'roc_auc') return compareAreas(head, pair, options);
  const losses = lossesOf[name];
  if (losses && champion.scores && challenger.scores) {
    const [first, second] = [losses(rows.labels, champion.scores), losses(rows.labels, challenger.scores)];
    const weights = rows.weights && { weights: rows.weights };
    return comparePaired({ metric: name, better, champion: first, challenger: second, ...weights }, options);
  }
  const figures = metric.needs.includes('predictions') && codes ? byCells(metric, pair, codes) : bySubset(metric, rows);
  return compareResampled({ metric: name, better, rows: rows.labels.length, figures }, options);
}

const lossesOf: Readonly<Record<string, typeof logLosses | undefined>> = { log_loss: logLosses, brier: brierLosses };

function compareAreas(head: Head, { champion, challenger }: Pair, options: CompareOptions): ModelComparison {
  const found = challenger.scores
    ? deLong(champion, challenger.scores)
    : refuse('not_given', 'expected scores of the challenger');
  if (isRefusal(found)) return unanswered({ ...head, method: 'delong' }, found);
  return answered(
    { ...head, ...found, method: 'delong', interval: deLongInterval(found, options.level ?? 0.95) },
    options,
  );
}

/** Of each row: what the champion decided, twice what the challenger did, and four times the label. */
function codesOf({ labels, champion, challenger }: PairedBinaryRows): Uint8Array | undefined {
  const [first, second] = [decisions(champion), decisions(challenger)];
  if (!first || !second) return undefined;
  const codes = new Uint8Array(labels.length);
  for (let row = 0; row < codes.length; row += 1) codes[row] = first(row) + 2 * second(row) + 4 * (labels[row] ?? 0);
  return codes;
}

function decisions({ predictions, scores, cutoff = 0.5 }: Model): ((row: number) => number) | undefined {
  if (predictions) return (row) => predictions[row] ?? 0;
  if (scores) return (row) => ((scores[row] ?? 0) >= cutoff ? 1 : 0);
  return undefined;
}

/** For metrics of the confusion matrix: rows are counted by kind, not looked at one by one. */
function byCells(metric: Metric<BinaryData>, { champion, rows: { weights } }: Pair, codes: Uint8Array): PairOfFigures {
  const [weight, square, count] = [new Float64Array(8), new Float64Array(8), new Float64Array(8)];
  return (drawn) => {
    for (const sums of [weight, square, count]) sums.fill(0);
    for (let k = 0; k < drawn.length; k += 1) {
      const row = drawn[k] ?? 0;
      const [code, by] = [codes[row] ?? 0, weights ? (weights[row] ?? 0) : 1];
      weight[code] = (weight[code] ?? 0) + by;
      square[code] = (square[code] ?? 0) + by * by;
      count[code] = (count[code] ?? 0) + 1;
    }
    const sum = (...of: readonly number[]): Cell => ({
      weight: of.reduce((all, code) => all + (weight[code] ?? 0), 0),
      square: of.reduce((all, code) => all + (square[code] ?? 0), 0),
      rows: of.reduce((all, code) => all + (count[code] ?? 0), 0),
    });
    const figure = (cells: Cells): number => {
      const found = metric.estimate({ ...champion, cells });
      return isRefusal(found) ? Number.NaN : found.value;
    };
    return [
      figure({
        trueNegative: sum(0, 2),
        falsePositive: sum(1, 3),
        falseNegative: sum(4, 6),
        truePositive: sum(5, 7),
      }),
      figure({
        trueNegative: sum(0, 1),
        falsePositive: sum(2, 3),
        falseNegative: sum(4, 5),
        truePositive: sum(6, 7),
      }),
    ];
  };
}

function bySubset(
  metric: Metric<BinaryData>,
  { labels, champion, challenger, weights }: PairedBinaryRows,
): PairOfFigures {
  const pick = (values: ArrayLike<number>, drawn: Uint32Array): Float64Array => {
    const picked = new Float64Array(drawn.length);
    for (let k = 0; k < picked.length; k += 1) picked[k] = values[drawn[k] ?? 0] ?? 0;
    return picked;
  };
  return (drawn) => {
    const shared = { labels: pick(labels, drawn), ...(weights && { weights: pick(weights, drawn) }) };
    const figure = ({ scores, predictions, cutoff }: Model): number => {
      const data = prepareBinary({
        ...shared,
        ...(scores && { scores: pick(scores, drawn) }),
        ...(predictions && { predictions: pick(predictions, drawn) }),
        ...(cutoff !== undefined && { cutoff }),
      });
      const found = isRefusal(data) ? data : metric.estimate(data);
      return isRefusal(found) ? Number.NaN : found.value;
    };
    return [figure(champion), figure(challenger)];
  };
}
