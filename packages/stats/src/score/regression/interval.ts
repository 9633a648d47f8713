import { studentTUpperQuantile } from '../../distribution/student-t.ts';
import { type IntervalRule, skewedMean, wilson } from '../interval.ts';
import type { Estimate } from '../score.ts';

const noVariation = 'every row has the same error, which says nothing of how much errors vary';

/** Errors that are the same but for the last digits of a double. */
const areTheSame = ({ value, variance, effective }: Estimate): boolean =>
  variance !== null && Math.sqrt(variance * effective) <= 1e-12 * Math.abs(value);

const unlessTheSame =
  (rule: IntervalRule): IntervalRule =>
  (estimate, level) =>
    areTheSame(estimate) ? noVariation : rule(estimate, level);

/** Interval of a mean of errors. */
export const meanError = unlessTheSame(skewedMean());

/** Interval of a mean that cannot be below 0. */
export const meanLoss = unlessTheSame(skewedMean(0));

/** Interval of a mean of losses from 0 to 2: half of it is between the ends that Wilson's interval keeps to. */
export const meanToTwo: IntervalRule = ({ value, variance, effective, rows }, level) => {
  const half = { value: value / 2, variance: variance === null ? null : variance / 4, effective, rows };
  const interval = wilson(half, level);
  return typeof interval === 'string' ? interval : { ...interval, low: 2 * interval.low, high: 2 * interval.high };
};

/** Interval of the root of a mean: the root of the interval of the mean, the skewness being that of the mean. */
export const rootOfMean: IntervalRule = (estimate, level) => {
  const { value, variance } = estimate;
  const interval = meanLoss(
    { ...estimate, value: value ** 2, variance: variance === null ? null : variance * (2 * value) ** 2 },
    level,
  );
  if (typeof interval === 'string') return interval;
  return { ...interval, low: Math.sqrt(interval.low), high: Math.sqrt(interval.high) };
};

/**
 * Interval of a share of a whole that may be far below 0 and is never above 1: the logarithm of what is left, 1 − value,
 * ± t·its standard error.
 */
export const belowOne: IntervalRule = ({ value, variance, cautious = variance, effective }, level) => {
  if (cautious === null || !(effective > 1)) return 'expected two rows or more';
  const left = 1 - value;
  if (left <= 0) return noVariation;
  const factor = Math.exp((studentTUpperQuantile((1 - level) / 2, effective - 1) * Math.sqrt(cautious)) / left);
  if (!Number.isFinite(factor)) return 'too few rows to say how much they vary';
  return { low: 1 - left * factor, high: 1 - left / factor, level, method: 'student_t_of_logarithm' };
};
