import { type IntervalRule, studentT, wilson } from '../interval.ts';

/**
 * Interval of a mean over lists of figures from 0 to 1: Student's t, held to these ends; Wilson's where every list has the
 * same figure, because a few lists that agree are not certainty.
 */
export const meanOfLists: IntervalRule = (estimate, level) => {
  if (estimate.variance === 0 && (estimate.value === 0 || estimate.value === 1)) return wilson(estimate, level);
  const interval = studentT(estimate, level);
  if (typeof interval === 'string') return interval.replace('rows', 'lists');
  return { ...interval, low: Math.max(0, interval.low), high: Math.min(1, interval.high) };
};
