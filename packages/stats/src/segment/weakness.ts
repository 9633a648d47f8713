import { normalUpperQuantile } from '../distribution/normal.ts';
import { studentTSurvival, studentTUpperQuantile } from '../distribution/student-t.ts';
import { skewedInterval } from '../score/profit/skewed.ts';
import type { Interval } from '../score/score.ts';
import { chanceWithin, type Range } from './range.ts';
import { oneRow, type Sums, together, without } from './sums.ts';

/** The figure of a segment, Σ losses / Σ weights, and how it varies; figures are those around that of all rows. */
export interface Figure {
  readonly value: number;
  readonly variance: number;
  /** Third cumulant of the value. */
  readonly third: number;
  /** How many rows count, each by its weight. */
  readonly effective: number;
}

/** A spread this small beside the values is the trace of rounding. */
const rounding = 1e-14;

/** The ratio of two sums, with the variance of Cochran (Sampling Techniques, 1977, 2.11): without weights, mean and s²/n. */
export function figureOf(sums: Sums): Figure {
  const { rows, weight, weightSquare } = sums;
  const { value, squares, cubes } = influencesOf(sums);
  return {
    value,
    variance: (squares / weight ** 2) * (rows / (rows - 1)),
    third: cubes / weight ** 3,
    effective: weight ** 2 / weightSquare,
  };
}

/** The ratio, and the sums of squares and cubes of rest − ratio · weight. */
function influencesOf(sums: Sums) {
  const { rest, square, cube, weight, restWeight, squareWeight, restWeightSquare, weightSquare, weightCube } = sums;
  const value = rest / weight;
  const squares = square - 2 * value * restWeight + value ** 2 * weightSquare;
  if (!(squares > rounding * square)) return { value, squares: 0, cubes: 0 };
  const cubes = cube - 3 * value * squareWeight + 3 * value ** 2 * restWeightSquare - value ** 3 * weightCube;
  return { value, squares, cubes };
}

/** A difference of two figures in its own standard errors, with what its distribution depends on. */
export interface Studentised {
  readonly difference: number;
  readonly error: number;
  /** Welch and Satterthwaite's degrees of freedom. */
  readonly freedom: number;
  /** Skewness of the difference over samples such as these. */
  readonly skewness: number;
}

export function studentise(a: Figure, b: Figure): Studentised {
  const variance = a.variance + b.variance;
  const error = Math.sqrt(variance);
  const [shareA, shareB] = [a.variance / variance, b.variance / variance];
  return {
    difference: a.value - b.value,
    error,
    freedom: variance > 0 ? 1 / (shareA ** 2 / (a.effective - 1) + shareB ** 2 / (b.effective - 1)) : Number.NaN,
    skewness: variance > 0 ? (a.third - b.third) / (error * variance) : 0,
  };
}

/**
 * The statistic with the first term of skewness taken out (Hall, 1992; for two samples Zhou and Dinh, 2005):
 * x + a·x²/3 + a²·x³/27 + a/6. One term is not enough far out. To the left the cubic is level at x = −3/a and then rises,
 * so there it is held; to the right what is added is held from x = 1/a on, where next terms would take some of it off.
 */
export function lessSkewed(x: number, a: number): number {
  const end = a === 0 ? Number.POSITIVE_INFINITY : a < 0 ? -3 / a : 1 / a;
  const held = Math.min(x, end);
  return (a < 0 ? held : x) + (a * held ** 2) / 3 + (a ** 2 * held ** 3) / 27 + a / 6;
}

/** Student's upper tail, where `difference / error` is less skewed. */
export function upperTail({ difference, error, freedom, skewness }: Studentised): number {
  if (error === 0) return difference > 0 ? Number.MIN_VALUE : 1;
  return Math.max(Number.MIN_VALUE, studentTSurvival(lessSkewed(difference / error, skewness), freedom));
}

/**
 * Probability of a part that is as much worse than the rest of the whole, if it is not; 1 where it is above `level`.
 *
 * The smaller of two. Welch's one-sided t, less skewness, holds for many rows. `chanceWithin` holds for any, and finds what
 * the other cannot tell: a part where all rows are lost and none vary. It is so much the larger elsewhere that to take
 * the smaller of the two hardly adds to false alarms.
 */
export function weakness(part: Sums, whole: Sums, range: Range, level: number): number {
  const rest = without(whole, part);
  if (part.rest * rest.weight <= rest.rest * part.weight) return 1;
  const found = compareCautiously(part, whole);
  // Student's tail is heavier than the normal one, so that alone says no to most, at no cost.
  const isFar =
    found.error === 0 || lessSkewed(found.difference / found.error, found.skewness) >= normalUpperQuantile(level);
  const p = Math.min(isFar ? upperTail(found) : 1, chanceWithin(part, rest, range));
  return p <= level ? p : 1;
}

/**
 * A part and the rest of the whole. Few rows can miss what is rare, such as a large gain, and then look both worse and
 * surer than they are. So the side that would have had it is taken as if it had one row more, as far out as the whole is
 * skewed: the ratio of cubes to squares of its rests, which for a rare large gain is its size, and 0 without skew.
 */
export function compareCautiously(part: Sums, whole: Sums): Studentised {
  const rest = without(whole, part);
  const tail = tailOf(whole);
  const own = tail < 0 ? withTail(part, whole, tail) : part;
  const others = tail > 0 ? withTail(rest, whole, tail) : rest;
  const [a, b] = [figureOf(own), figureOf(others)];
  const found = studentise(a, b);
  return { ...found, skewness: Math.min(found.skewness, Math.max(0, usualSkewness(whole, a.effective, b.effective))) };
}

/**
 * Skewness that a difference would have if both sides were as skewed as the whole. One row far out makes a part worse and
 * skewed at once; to take so much off as its own skewness says would make it the surer, so that the whole must say so too.
 */
function usualSkewness(whole: Sums, n: number, m: number): number {
  const { squares, cubes } = influencesOf(whole);
  if (squares === 0) return 0;
  return (cubes / squares) * Math.sqrt(whole.rows / squares) * ((n ** -2 - m ** -2) / (1 / n + 1 / m) ** 1.5);
}

function tailOf(whole: Sums): number {
  const { squares, cubes } = influencesOf(whole);
  return squares > 0 ? cubes / squares : 0;
}

function withTail(sums: Sums, whole: Sums, tail: number): Sums {
  const weight = sums.weight / sums.rows;
  return together(sums, oneRow((whole.rest / whole.weight) * weight + tail, weight));
}

/** Interval of a difference; null where neither side varies, or one row has nearly all the weight. */
export function intervalOfDifference(
  { difference, error, freedom, skewness }: Studentised,
  confidence: number,
): Interval | null {
  if (!(error > 0)) return null;
  const t = studentTUpperQuantile((1 - confidence) / 2, freedom);
  const shift = (x: number): number =>
    Math.abs(skewness) < 1e-6 ? x : (3 / skewness) * (Math.cbrt(1 + skewness * (x - skewness / 6)) - 1);
  const [low, high] = [difference - error * shift(t), difference - error * shift(-t)];
  if (!Number.isFinite(low) || !Number.isFinite(high)) return null;
  return { low, high, level: confidence, method: 'welch_t_less_skewness' };
}

export function intervalOfFigure(sums: Sums, confidence: number): Interval | null {
  const { value, variance, third, effective } = figureOf(sums);
  if (!(variance > 0)) return null;
  const error = Math.sqrt(variance);
  const skewness = (third / (error * variance)) * Math.sqrt(effective);
  const found = skewedInterval({ value, error, skewness, effective }, confidence);
  return typeof found === 'string' ? null : found;
}
