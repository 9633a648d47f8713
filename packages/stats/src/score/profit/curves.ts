import type { ProfitData } from './data.ts';
import { deepestFall } from './path.ts';

/** Profit after so many moments of settlement, and how far it lies below the highest before. */
export interface ProfitPoint {
  /** 0 is the start. */
  readonly step: number;
  readonly profit: number;
  readonly drawdown: number;
}

export const curvePoints = 200;

/**
 * The course of profit and drawdown, from the start to the end, in at most `most` points. Those with the highest and the
 * lowest profit of each stretch are kept, and those between which most was lost: so the curve shows every extreme.
 */
export function profitCurve({ path }: ProfitData, most = curvePoints): ProfitPoint[] {
  if (!(Number.isSafeInteger(most) && most >= 8))
    throw new RangeError(`expected room for 8 points or more, got ${most}; pass a larger number`);
  const steps = path();
  const profit = new Float64Array(steps.length + 1);
  const drawdown = new Float64Array(steps.length + 1);
  let height = 0;
  for (let step = 1; step < profit.length; step += 1) {
    profit[step] = (profit[step - 1] ?? 0) + (steps[step - 1] ?? 0);
    height = Math.max(height, profit[step] ?? 0);
    drawdown[step] = height - (profit[step] ?? 0);
  }
  const { peak, trough } = deepestFall(steps);
  return pointsToKeep(profit, most, [peak, trough]).map((step) => ({
    step,
    profit: profit[step] ?? 0,
    drawdown: drawdown[step] ?? 0,
  }));
}

/** Numbers of the values to show: the first, the last, the `always`, and the extremes of each stretch of equal length. */
export function pointsToKeep(values: ArrayLike<number>, most: number, always: readonly number[] = []): number[] {
  if (values.length <= most) return Array.from(values, (_, index) => index);
  const kept = new Set([0, values.length - 1, ...always]);
  const stretches = Math.floor((most - kept.size) / 2);
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const start = Math.floor((stretch * values.length) / stretches);
    const end = Math.floor(((stretch + 1) * values.length) / stretches);
    let [lowest, highest] = [start, start];
    for (let index = start + 1; index < end; index += 1) {
      if ((values[index] ?? 0) < (values[lowest] ?? 0)) lowest = index;
      if ((values[index] ?? 0) > (values[highest] ?? 0)) highest = index;
    }
    kept.add(lowest).add(highest);
  }
  return [...kept].sort((a, b) => a - b);
}
