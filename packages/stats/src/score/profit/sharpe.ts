import { type Estimate, type Refusal, refuse } from '../score.ts';
import type { ProfitData } from './data.ts';
import { notGiven, profitMetric } from './metric.ts';
import { meanOf, scaled } from './ratio.ts';

/**
 * Sharpe ratio of a row: its return on the average, in standard deviations.
 *
 * The variance is that of Lo's generalised method of moments, which asks nothing of the shape of the returns; for normal
 * ones it is (1 + S²/2)/n. With `lags` the rows may depend on those before them.
 * Reference: Lo, The statistics of Sharpe ratios (2002). Example: returns 0.01 0.03 give 1.41….
 */
export const sharpe = profitMetric({
  name: 'sharpe',
  basis: 'realised',
  formula: 'mean(r) / s(r), r = profit / stake of a row, s dividing by n − 1; not annualised',
  edges: 'unknown for fewer than two rows, and where all returns are the same',
  estimate: sharpeOf,
});

/** The same for a year: times √rows a year, which holds where rows do not depend on each other. */
export const sharpeOfYear = profitMetric({
  name: 'sharpe_year',
  basis: 'realised',
  needs: ['rowsPerYear'],
  formula: 'sharpe·√(rows a year)',
  edges: 'unknown without the number of rows a year; too large where returns follow each other (Lo 2002)',
  estimate: (data) =>
    data.rowsPerYear === undefined
      ? notGiven('the number of rows a year')
      : scaled(sharpeOf(data), Math.sqrt(data.rowsPerYear)),
});

function sharpeOf({ profit, stake, bets, lags }: ProfitData): Estimate | Refusal {
  if (bets < 2) return refuse('too_few', 'expected two rows or more to see how returns vary');
  const returns = new Float64Array(bets);
  let mean = 0;
  for (let row = 0; row < bets; row += 1) {
    const own = (profit[row] ?? 0) / (stake[row] ?? 1);
    returns[row] = own;
    mean += (own - mean) / (row + 1);
  }
  let [squares, rest, largest] = [0, 0, 0];
  for (let row = 0; row < bets; row += 1) {
    const away = (returns[row] ?? 0) - mean;
    squares += away * away;
    rest += away;
    largest = Math.max(largest, Math.abs(returns[row] ?? 0));
  }
  const deviation = Math.sqrt((squares - rest ** 2 / bets) / (bets - 1));
  // Equal returns leave a trace of rounding, which is no spread.
  if (!(deviation > largest * 1e-14)) return refuse('no_spread', 'all returns are the same');
  const value = (mean + rest / bets) / deviation;
  const influence = new Float64Array(bets);
  for (let row = 0; row < bets; row += 1) {
    const z = ((returns[row] ?? 0) - mean) / deviation;
    influence[row] = value + z - (value / 2) * (z * z - 1);
  }
  const found = meanOf(influence, { lags });
  if ('reason' in found) return found;
  const [shift, own] = [value - found.value, found.interval];
  return {
    ...found,
    value,
    ...(own && {
      interval: (level) => {
        const around = own(level);
        return typeof around === 'string' ? around : { ...around, low: around.low + shift, high: around.high + shift };
      },
    }),
  };
}
