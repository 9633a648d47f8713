import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import { isRefusal } from '../score.ts';
import { type ProfitRows, prepareProfit } from './data.ts';
import { scoreProfit } from './metrics.ts';

const rows = 200;
const columns = {
  odds: uniform(1, rows).map((u) => 1.2 + 2 * u),
  outcomes: uniform(2, rows).map((u) => Number(u < 0.5)),
  probabilities: uniform(3, rows),
  stakes: uniform(4, rows).map((u) => 0.1 + u),
  closingOdds: uniform(5, rows).map((u) => (u < 0.1 ? Number.NaN : 1.2 + 2 * u)),
};
const input: ProfitRows = { ...columns, oddsFormat: 'decimal', bankroll: 1_000, rowsPerYear: 250, lags: 2 };

function prepared(given: ProfitRows) {
  const data = prepareProfit(given);
  if (isRefusal(data)) throw new Error(data.explanation);
  return data;
}

describe('columns of doubles', () => {
  it('are not copied where every row was bet on', () => {
    const { decimal, probability, stake } = prepared(input);
    expect(decimal).toBe(columns.odds);
    expect(probability).toBe(columns.probabilities);
    expect(stake).toBe(columns.stakes);
  });

  it('are as they were after every metric was measured', () => {
    const before = structuredClone(columns);
    scoreProfit(input);
    expect(columns).toEqual(before);
  });

  it('give the same figures as lists of numbers', () => {
    const lists = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, [...values]]));
    expect(scoreProfit({ ...input, ...lists })).toEqual(scoreProfit(input));
  });
});

describe('bets that were chosen from the rows', () => {
  it('are the rows with a stake that did not come back', () => {
    const { row, pushes, bets, profit, path } = prepared({
      odds: [2, 3, 4, 5],
      oddsFormat: 'decimal',
      outcomes: [1, 0, 0.5, 1],
      stakes: [10, 10, 10, 0],
    });
    expect([...row]).toEqual([0, 1]);
    expect([bets, pushes]).toEqual([2, 1]);
    expect([...profit]).toEqual([10, -10]);
    expect(path()).toBe(profit);
  });

  it('are settled in the order of their times', () => {
    const { row, profit } = prepared({
      odds: [2, 3, 4],
      oddsFormat: 'decimal',
      outcomes: [1, 0, 1],
      times: [30, 20, 10],
    });
    expect([...row]).toEqual([2, 1, 0]);
    expect([...profit]).toEqual([3, -1, 1]);
  });
});
