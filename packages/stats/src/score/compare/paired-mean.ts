import { studentTSurvival } from '../../distribution/student-t.ts';
import { type Better, usualLevel } from '../metric.ts';
import { type RatioEstimate, ratioOf } from '../profit/ratio.ts';
import { lessSkewed } from '../profit/skewed.ts';
import { isRefusal, type Refusal, refuse } from '../score.ts';
import { answered, type CompareOptions, type Found, type ModelComparison, unanswered } from './answer.ts';
import { tooLarge } from './each-metric.ts';

export interface PairedValues {
  /** Name of what is compared, such as `log_loss`. */
  readonly metric: string;
  readonly better: Better;
  /** One value for each row: what it cost or brought with each model. */
  readonly champion: ArrayLike<number>;
  readonly challenger: ArrayLike<number>;
  readonly weights?: ArrayLike<number>;
  /** Set where a few rows win or lose much, as bets at long odds do: interval and p then allow for the skewness. */
  readonly skewed?: boolean;
}

const method = 'paired_t';

/**
 * Difference of two means over the same rows, with Student's interval: Student's paired t test.
 *
 * Each row is compared with itself, so what makes rows easy or hard for both does not blur the difference. Rows that all
 * differ by the same, or not at all, have no spread to make an interval of; that they agree is then the sign test, and
 * needs six of them at a level of 0.95. A row of weight 0 is not there.
 * Example: losses 1 2 3 and 2 3 5 differ by 4/3.
 */
export function comparePaired(pairs: PairedValues, options: CompareOptions = {}): ModelComparison {
  const { metric, better, champion, challenger, skewed = false } = pairs;
  const about = { metric, better, method, rows: champion.length };
  const values = differencesOf(pairs);
  if (isRefusal(values)) return unanswered(about, values);
  const found = ratioOf(values.difference, values.weight, { skewed });
  const first = ratioOf(weighted(champion, values.weight), values.weight);
  const second = ratioOf(weighted(challenger, values.weight), values.weight);
  for (const one of [found, first, second]) if (isRefusal(one)) return unanswered(about, one);
  if (isRefusal(found) || isRefusal(first) || isRefusal(second)) return unanswered(about, tooLarge);
  if (!Number.isFinite(found.value) || !Number.isFinite(found.variance ?? 0)) return unanswered(about, tooLarge);
  const apart = shown(found, options, skewed);
  const both = better === 'zero' ? togetherOf(pairs, values.weight, options) : undefined;
  return answered(
    {
      ...about,
      champion: first.value,
      challenger: second.value,
      difference: found.value,
      ...apart,
      ...(both && { together: both.interval, p: larger(apart.p, both.p) }),
    },
    options,
  );
}

type Shown = Pick<Found, 'interval' | 'p'> & Partial<Pick<Found, 'method'>>;

function shown(found: RatioEstimate, { level = usualLevel }: CompareOptions, skewed: boolean): Shown {
  const { value, variance, effective } = found;
  if (variance === 0) return whereAllAgree(value, effective, level);
  return {
    interval: found.interval?.(level) ?? 'no interval is known for this',
    p: pOf(value, variance, effective, skewed ? found.skewness : 0),
  };
}

/** The sign test of rows that all differ by the same, or not at all. */
export function whereAllAgree(value: number, rows: number, level: number): Shown {
  const chance = 2 ** (1 - Math.floor(rows));
  const interval: Found['interval'] =
    chance <= 1 - level
      ? { low: value, high: value, level, method: 'all_alike' }
      : 'all differ by the same, and they are too few to say how much they vary';
  return { interval, p: value === 0 ? 1 : chance, method: 'paired_sign' };
}

function togetherOf(
  { champion, challenger }: PairedValues,
  weight: Float64Array,
  options: CompareOptions,
): Shown | undefined {
  const sums = new Float64Array(weight.length);
  for (let row = 0; row < sums.length; row += 1) sums[row] = (champion[row] ?? 0) + (challenger[row] ?? 0);
  const found = ratioOf(weighted(sums, weight), weight);
  return isRefusal(found) ? undefined : shown(found, options, false);
}

/** Both must hold for one model to be nearer to 0, so the weaker evidence counts. */
const larger = (p: number | null, other: number | null): number | null =>
  p === null || other === null ? null : Math.max(p, other);

export function pOf(value: number, variance: number | null, effective: number, skewness = 0): number | null {
  if (variance === null || !(effective > 1)) return null;
  if (variance === 0) return value === 0 ? 1 : null;
  const t = lessSkewed({ value, error: Math.sqrt(variance), skewness, effective });
  return Math.min(1, 2 * studentTSurvival(Math.abs(t), effective - 1));
}

interface Differences {
  /** Challenger − champion, times the weight. */
  readonly difference: Float64Array;
  readonly weight: Float64Array;
}

function differencesOf({ champion, challenger, weights }: PairedValues): Differences | Refusal {
  const rows = champion.length;
  if (rows === 0) return refuse('empty', 'there is no row');
  if (challenger.length !== rows)
    return refuse('invalid', `expected the same rows of both models, got ${rows} and ${challenger.length}`);
  if (weights && weights.length !== rows)
    return refuse('invalid', `expected as many weights as rows, ${rows}, found ${weights.length}`);
  const [difference, weight] = [new Float64Array(rows), new Float64Array(rows)];
  let sum = 0;
  for (let row = 0; row < rows; row += 1) {
    const [own, other] = [champion[row] ?? Number.NaN, challenger[row] ?? Number.NaN];
    const by = weights ? (weights[row] ?? Number.NaN) : 1;
    if (by === 0) continue;
    if (!Number.isFinite(own) || !Number.isFinite(other))
      return refuse('invalid', `values of row ${row} are ${own} and ${other}, expected finite numbers`);
    if (!(by >= 0 && by < Number.POSITIVE_INFINITY))
      return refuse('invalid', `weight of row ${row} is ${by}, expected a number from 0 on`);
    difference[row] = by * (other - own);
    weight[row] = by;
    sum += by;
  }
  return sum === 0 ? refuse('no_weight', 'the weights of all rows are 0') : { difference, weight };
}

function weighted(values: ArrayLike<number>, weight: Float64Array): Float64Array {
  const found = new Float64Array(weight.length);
  for (let row = 0; row < found.length; row += 1) {
    const by = weight[row] ?? 0;
    found[row] = by === 0 ? 0 : (values[row] ?? 0) * by;
  }
  return found;
}
