import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import { isRefusal } from '../score.ts';
import { pointsToKeep, profitCurve } from './curves.ts';
import { type ProfitRows, prepareProfit, pushed } from './data.ts';
import { profitMetrics, scoreProfit } from './metrics.ts';
import { deepestFall } from './path.ts';
import { fallsOfResamples } from './resample-path.ts';
import { figure, scoreOf } from './testing/figure.ts';

const bets = fc
  .array(
    fc.record({
      stake: fc.double({ min: 0.01, max: 100, noNaN: true }),
      odds: fc.double({ min: 1.01, max: 50, noNaN: true }),
      outcome: fc.constantFrom(0, 1, pushed),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map(
    (rows): ProfitRows => ({
      stakes: rows.map(({ stake }) => stake),
      odds: rows.map(({ odds }) => odds),
      oddsFormat: 'decimal',
      outcomes: rows.map(({ outcome }) => outcome),
      probabilities: rows.map(({ probability }) => probability),
    }),
  );

describe('of any bets', () => {
  it('every figure is a number within its range and its interval, or unknown with a reason', () => {
    fc.assert(
      fc.property(bets, (rows) => {
        for (const [index, score] of scoreProfit({ ...rows, bankroll: 1e5, rowsPerYear: 10 }).entries()) {
          if (score.value === null) expect(score.explanation).not.toBe('');
          else {
            const [least, most] = profitMetrics[index]?.range ?? [null, null];
            expect(Number.isFinite(score.value)).toBe(true);
            expect(score.value).toBeGreaterThanOrEqual((least ?? -Infinity) - 1e-12);
            expect(score.value).toBeLessThanOrEqual((most ?? Infinity) + 1e-12);
            if (!score.interval) expect(score.interval_missing).not.toBe('');
            else if (score.metric !== 'max_drawdown' && score.metric !== 'max_drawdown_share') {
              const slack = 1e-9 * Math.max(1, Math.abs(score.value));
              expect(score.interval.low, score.metric).toBeLessThanOrEqual(score.value + slack);
              expect(score.interval.high, score.metric).toBeGreaterThanOrEqual(score.value - slack);
            }
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it('twice the stakes are twice the profit and the same return', () => {
    fc.assert(
      fc.property(bets, (rows) => {
        const doubled = { ...rows, stakes: Array.from(rows.stakes ?? [], (stake) => 2 * stake) };
        const [once, twice] = [scoreProfit(rows), scoreProfit(doubled)];
        for (const [index, { metric, value }] of once.entries()) {
          const factor = ['profit', 'turnover', 'max_drawdown'].includes(metric) ? 2 : 1;
          const expected = value === null ? null : value * factor;
          const found = twice[index]?.value ?? null;
          if (expected === null) expect(found).toBeNull();
          else expect(found, metric).toBeCloseTo(expected, 9);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('the curve ends at the profit and shows the largest fall, in 200 points or fewer', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 900 }), (profits) => {
        const data = prepareProfit({ profits });
        if (!('bets' in data)) throw new Error(data.explanation);
        const curve = profitCurve(data);
        expect(curve.length).toBeLessThanOrEqual(200);
        expect(curve[0]).toEqual({ step: 0, profit: 0, drawdown: 0 });
        expect(curve.at(-1)).toMatchObject({ step: profits.length, profit: figure({ profits }, 'profit') });
        expect(Math.max(...curve.map(({ drawdown }) => drawdown))).toBe(figure({ profits }, 'max_drawdown'));
        let [sum, highest, lowest] = [0, 0, 0];
        for (const profit of profits) {
          sum += profit;
          highest = Math.max(highest, sum);
          lowest = Math.min(lowest, sum);
        }
        expect(Math.max(...curve.map(({ profit }) => profit))).toBe(highest);
        expect(Math.min(...curve.map(({ profit }) => profit))).toBe(lowest);
        const kept = curve.filter(({ drawdown }) => drawdown === figure({ profits }, 'max_drawdown'));
        expect(kept.length).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the curve', () => {
  it('has one point for each time of settlement', () => {
    const data = prepareProfit({ profits: [2, -3, 4], times: [1, 1, 2] });
    if (isRefusal(data)) throw new Error(data.explanation);
    expect(profitCurve(data)).toEqual([
      { step: 0, profit: 0, drawdown: 0 },
      { step: 1, profit: -1, drawdown: 1 },
      { step: 2, profit: 3, drawdown: 0 },
    ]);
    expect(() => profitCurve(data, 7)).toThrow(RangeError);
    expect(profitCurve(data, 8)).toHaveLength(3);
  });
});

describe('the points that are kept', () => {
  const rising = Array.from({ length: 100 }, (_, index) => index);

  it('are the ends, and the lowest and the highest of each stretch', () => {
    expect(pointsToKeep(rising, 8)).toEqual([0, 32, 33, 65, 66, 99]);
    expect(pointsToKeep(rising, 8, [50])).toEqual([0, 49, 50, 99]);
    const teeth = rising.map((index) => (index % 25 === 7 ? 5 : index % 25 === 19 ? -5 : 0));
    expect(pointsToKeep(teeth, 10)).toEqual([0, 7, 19, 32, 44, 57, 69, 82, 94, 99]);
  });

  it('are all where there is room', () => {
    expect(pointsToKeep([3, 1, 2], 3)).toEqual([0, 1, 2]);
    expect(pointsToKeep(rising, 100)).toHaveLength(100);
  });
});

describe('the drawdown of other series', () => {
  it('is the same where every piece that is drawn is the same', () => {
    const piece = [3, -1, -4, 2, 1, -5, 6, 2, -3, 1];
    const path = Float64Array.from({ length: 1000 }, (_, step) => piece[step % 10] ?? 0);
    const falls = fallsOfResamples(path, 1, 0, false);
    expect(new Set(falls)).toEqual(new Set([deepestFall(path).depth]));
    const shares = fallsOfResamples(path, 1, 20, true);
    expect(shares[0]).toBe(shares.at(-1));
    expect(shares[0]).toBeCloseTo(deepestFall(path, 20, true).depth, 12);
  });

  it('is of as many pieces as the series has', () => {
    const piece = [2, -3, 1, -2, 1, -2, 2, -3, 1, -1];
    const path = Float64Array.from({ length: 1000 }, (_, step) => piece[step % 10] ?? 0);
    expect(deepestFall(path).depth).toBe(2 + 4 * 100);
    expect(new Set(fallsOfResamples(path, 2, 0, false))).toEqual(new Set([deepestFall(path).depth]));
  });

  it.each([
    [49, false],
    [50, true],
  ])('from %d moments of settlement is told: %s', (n, isTold) => {
    const found = scoreOf({ profits: uniform(3, n).map((u) => u - 0.5) }, 'max_drawdown');
    expect(found.value !== null && found.interval !== null).toBe(isTold);
  });
});

describe('the largest inputs', () => {
  it('a million bets take no more than a few seconds', () => {
    const n = 1_000_000;
    const [p, luck] = [uniform(1, n), uniform(2, n)];
    const rows: ProfitRows = {
      stakes: p.map((u) => 1 + Math.floor(u * 7)),
      odds: p.map((u) => 1.05 + 4 * (1 - u)),
      oddsFormat: 'decimal',
      outcomes: luck.map((u, row) => (u < (p[row] ?? 0) ? 1 : 0)),
      probabilities: p,
      bankroll: 1e9,
    };
    const before = process.cpuUsage();
    const scores = scoreProfit(rows);
    const { user, system } = process.cpuUsage(before);
    expect(scores.filter(({ value }) => value === null).map(({ metric }) => metric)).toEqual([
      'sharpe_year',
      'closing_line_value',
    ]);
    expect((user + system) / 1e6).toBeLessThan(6);
  }, 30_000);

  it('amounts near the end of the doubles give unknown, not infinity', () => {
    const scores = scoreProfit({ profits: [1e308, 1e308, -1e308], stakes: [1, 1, 1] });
    expect(scores.find(({ metric }) => metric === 'profit')).toMatchObject({ reason: 'overflow' });
    for (const { value } of scores) if (value !== null) expect(Number.isFinite(value)).toBe(true);
  });
});
