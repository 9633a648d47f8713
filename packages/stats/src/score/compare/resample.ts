import { studentTUpperQuantile } from '../../distribution/student-t.ts';
import { generator } from '../../multivariate/matrix.ts';
import type { Better } from '../metric.ts';
import { refuse } from '../score.ts';
import { answered, type CompareOptions, type ModelComparison, unanswered } from './answer.ts';
import { pOf } from './paired-mean.ts';

/** A figure of each model over the rows with these numbers; NaN where they have none, such as the precision without a 1. */
export type PairOfFigures = (rows: Uint32Array) => readonly [champion: number, challenger: number];

export interface ResampleOptions extends CompareOptions {
  readonly seed?: number;
  readonly resamples?: number;
}

export const usualResamples = 1000;
/** Above so many rows groups are drawn instead, each row once, because a thousand draws of all rows would take too long. */
export const mostToResample = 5000;
export const groupCount = 50;
/** A larger share of draws without a figure leaves an interval that speaks for the others alone. */
const mostWithout = 0.05;

export interface Resampled {
  readonly metric: string;
  readonly better: Better;
  readonly rows: number;
  readonly figures: PairOfFigures;
  /** The same figures over all rows but these, where they are as cheap. */
  readonly without?: PairOfFigures;
}

/**
 * Difference of any figure of two models over the same rows: both are figured over the same draws of rows, so what a draw
 * makes easy it makes easy for both.
 *
 * Up to 5,000 rows: the percentile interval of draws with replacement (Efron, 1979). Above: rows are dealt at random into
 * 50 groups, and the variance of the difference between groups is that of all rows times 50, with Student's interval.
 * Where `without` is given, each group is left out in its turn instead (the jackknife of Quenouille and Tukey), so that a
 * figure may rest on a kind of rows of which a group has none. The same seed gives the same answer. Cost: a thousand times that of the figure, or once for the groups.
 */
export function compareResampled(about: Resampled, options: ResampleOptions = {}): ModelComparison {
  const { metric, better, rows, figures, without } = about;
  const isMany = rows > mostToResample;
  const method = !isMany ? 'paired_bootstrap' : without ? 'paired_jackknife' : 'paired_groups';
  const head = { metric, better, method, rows };
  if (rows < 2) return unanswered(head, refuse('too_few', 'expected two rows or more'));
  const every = Uint32Array.from({ length: rows }, (_, row) => row);
  const [champion, challenger] = figures(every);
  if (!Number.isFinite(champion) || !Number.isFinite(challenger))
    return unanswered(head, refuse('invalid', 'one of the models has no such figure on these rows'));
  const difference = challenger - champion;
  const random = generator(options.seed ?? 0);
  const ofGroup: PairOfFigures = without ? pseudoValues(without, champion, challenger) : figures;
  const draws = isMany ? groups(every, random, ofGroup) : resample(rows, random, figures, options);
  const known = draws.filter((value) => !Number.isNaN(value)).sort();
  const level = options.level ?? 0.95;
  const made = isMany ? ofGroups(known, difference, level) : ofDraws(known, level);
  // A group without which there is no figure holds all rows of a kind; to pass it over would hide how unsure they make it.
  const isSound = known.length >= (1 - (isMany && without ? 0 : mostWithout)) * draws.length;
  const missing = `the figure is missing in ${draws.length - known.length} of ${draws.length} draws of rows`;
  return answered(
    {
      ...head,
      champion,
      challenger,
      difference,
      interval: isSound ? made.interval : missing,
      p: isSound ? made.p : null,
    },
    options,
  );
}

type Made = Pick<Parameters<typeof answered>[0], 'interval' | 'p'>;

function resample(
  rows: number,
  random: () => number,
  figures: PairOfFigures,
  { resamples }: ResampleOptions,
): Float64Array {
  const times = resamples ?? usualResamples;
  if (!(Number.isSafeInteger(times) && times >= 100))
    throw new RangeError(`expected 100 resamples or more, got ${times}; pass a larger number`);
  const drawn = new Uint32Array(rows);
  return Float64Array.from({ length: times }, () => {
    for (let k = 0; k < rows; k += 1) drawn[k] = Math.floor(random() * rows);
    const [champion, challenger] = figures(drawn);
    return challenger - champion;
  });
}

function ofDraws(sorted: Float64Array, level: number): Made {
  const n = sorted.length;
  const at = (part: number): number => sorted[Math.min(n - 1, Math.max(0, Math.round(part * (n + 1)) - 1))] ?? 0;
  const [below, above] = [sorted.filter((value) => value <= 0).length, sorted.filter((value) => value >= 0).length];
  return {
    interval: { low: at((1 - level) / 2), high: at((1 + level) / 2), level, method: 'percentile_bootstrap' },
    p: Math.min(1, (2 * (Math.min(below, above) + 1)) / (n + 1)),
  };
}

function groups(every: Uint32Array, random: () => number, figures: PairOfFigures): Float64Array {
  const shuffled = every.slice();
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const moved = shuffled[last] ?? 0;
    shuffled[last] = shuffled[other] ?? 0;
    shuffled[other] = moved;
  }
  return Float64Array.from({ length: groupCount }, (_, group) => {
    const start = Math.floor((group * every.length) / groupCount);
    const [champion, challenger] = figures(
      shuffled.subarray(start, Math.floor(((group + 1) * every.length) / groupCount)).sort(),
    );
    return challenger - champion;
  });
}

/** What a group adds: the figure of all 50 times, less the figure without the group 49 times. */
const pseudoValues =
  (without: PairOfFigures, champion: number, challenger: number): PairOfFigures =>
  (rows) => {
    const [own, other] = without(rows);
    const rest = groupCount - 1;
    return [groupCount * champion - rest * own, groupCount * challenger - rest * other];
  };

function ofGroups(differences: Float64Array, difference: number, level: number): Made {
  const n = differences.length;
  const mean = differences.reduce((sum, value) => sum + value, 0) / n;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const variance = squares / (n - 1) / n;
  const half = studentTUpperQuantile((1 - level) / 2, n - 1) * Math.sqrt(variance);
  return {
    interval: { low: difference - half, high: difference + half, level, method: 'student_t_of_groups' },
    p: pOf(difference, variance, n),
  };
}
