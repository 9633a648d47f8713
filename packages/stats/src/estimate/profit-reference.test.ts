import { describe, expect, it } from 'vitest';
import type { ProfitRows } from '../score/profit/data.ts';
import { isEstimateRefusal } from './estimate.ts';
import { fitProfitCalibrator, type ProfitCalibrator } from './profit-reference.ts';

function fitted(rows: ProfitRows): ProfitCalibrator {
  const made = fitProfitCalibrator(rows);
  if (isEstimateRefusal(made)) throw new Error(made.explanation);
  return made;
}

/** So many bets of one probability and odds, of which so many were won. */
function bets(...all: readonly (readonly [p: number, odds: number, count: number, won: number])[]): ProfitRows {
  const rows = all.flatMap(([p, odds, count, won]) =>
    Array.from({ length: count }, (_, bet) => ({ p, odds, outcome: bet < won ? 1 : 0 })),
  );
  return {
    probabilities: rows.map(({ p }) => p),
    odds: rows.map(({ odds }) => odds),
    oddsFormat: 'decimal',
    outcomes: rows.map(({ outcome }) => outcome),
  };
}

describe('bets with outcomes', () => {
  it('have a cell for each edge where these are few, with what a stake of 1 brought back', () => {
    const made = fitted(bets([0.5, 3, 40, 20], [0.25, 2, 100, 40], [0.5, 2, 60, 30]));
    expect(made).toMatchObject({ rows: 200, bets: 200, lowest: 0.5 });
    expect([...made.upper]).toEqual([0.5, 1, 1.5]);
    expect([...made.cellBets]).toEqual([100, 60, 40]);
    expect([...made.odds]).toEqual([2, 2, 3]);
    expect([...made.level]).toEqual([0.8, 1, 1.5]);
  });

  it('take bets of one edge together, whatever their odds', () => {
    const made = fitted(bets([0.5, 2, 60, 30], [0.25, 4, 60, 12]));
    expect([...made.upper]).toEqual([1]);
    expect([...made.odds]).toEqual([3]);
    expect(made.level[0]).toBeCloseTo((30 * 2 + 12 * 4) / 120, 14);
  });

  it('bring back no less for a larger edge', () => {
    const made = fitted(bets([0.5, 2, 60, 36], [0.5, 3, 30, 4], [0.5, 4, 30, 20]));
    expect([...made.level]).toEqual([
      expect.closeTo(84 / 90, 14),
      expect.closeTo(84 / 90, 14),
      expect.closeTo(80 / 30, 14),
    ]);
  });

  it('have 64 cells of as many bets each where all edges differ', () => {
    const n = 640;
    const made = fitted({
      probabilities: Array.from({ length: n }, (_, bet) => 0.2 + 0.6 * (((bet * 7) % n) / n)),
      odds: Array<number>(n).fill(2),
      oddsFormat: 'decimal',
      outcomes: Array.from({ length: n }, (_, bet) => bet % 2),
    });
    expect([...made.cellBets]).toEqual(Array<number>(64).fill(10));
    expect(made.lowest).toBeCloseTo(0.4, 14);
    expect(made.upper[63]).toBeCloseTo(0.4 + 1.2 * (639 / 640), 14);
  });

  it('leave out rows that were not bet on', () => {
    const rows = bets([0.5, 2, 120, 60], [0.5, 3, 50, 5]);
    const made = fitted({ ...rows, stakes: Array.from({ length: 170 }, (_, bet) => (bet < 120 ? 5 : 0)) });
    expect(made).toMatchObject({ rows: 170, bets: 120 });
    expect([...made.upper]).toEqual([1]);
    expect([...made.level]).toEqual([1]);
  });

  it('have to be a hundred, with ten of each outcome', () => {
    expect(fitProfitCalibrator(bets([0.5, 2, 99, 50]))).toMatchObject({
      explanation: 'the reference has 99 bets, expected 100 or more',
    });
    expect(fitted(bets([0.5, 2, 100, 10])).bets).toBe(100);
    expect(fitted(bets([0.5, 2, 100, 90])).bets).toBe(100);
    for (const won of [9, 91])
      expect(fitProfitCalibrator(bets([0.5, 2, 100, won]))).toMatchObject({
        explanation: `${won} of the 100 bets of the reference were won, expected 10 or more of each outcome`,
      });
  });
});
