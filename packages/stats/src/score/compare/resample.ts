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
}

/**
 * Difference of any figure of two models over the same rows: both are figured over the same draws of rows, so what a draw
 * makes easy it makes easy for both.
 *
 * Up to 5,000 rows: the percentile interval of draws with replacement (Efron, 1979). Above: rows are dealt at random into
 * 50 groups, and the variance of the difference between groups is that of all rows times 50, with Student's interval.
 * The same seed gives the same answer. Cost: a thousand times that of the figure, or once for the groups.
 */
export function compareResampled(about: Resampled, options: ResampleOptions = {}): ModelComparison {
  const { metric, better, rows, figures } = about;
  const isMany = rows > mostToResample;
  const method = isMany ? 'paired_groups' : 'paired_bootstrap';
  const head = { metric, better, method, rows };
  if (rows < 2) return unanswered(head, refuse('too_few', 'expected two rows or more'));
  const every = Uint32Array.from({ length: rows }, (_, row) => row);
  const [champion, challenger] = figures(every);
  if (!Number.isFinite(champion) || !Number.isFinite(challenger))
    return unanswered(head, refuse('invalid', 'one of the models has no such figure on these rows'));
  const difference = challenger - champion;
  const random = generator(options.seed ?? 0);
  const draws = isMany ? groups(every, random, figures) : resample(rows, random, figures, options);
  const known = draws.filter((value) => !Number.isNaN(value)).sort();
  const level = options.level ?? 0.95;
  const made = isMany ? ofGroups(known, difference, level) : ofDraws(known, level);
  const isSound = known.length >= (1 - mostWithout) * draws.length;
  const without = `the figure is missing in ${draws.length - known.length} of ${draws.length} draws of rows`;
  return answered(
    {
      ...head,
      champion,
      challenger,
      difference,
      interval: isSound ? made.interval : without,
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
