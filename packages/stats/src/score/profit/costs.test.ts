import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import { type CostSweep, sweepCosts } from './cost-sweep.ts';
import { type CostRows, type Costs, scoreCosts } from './costs.ts';

const costs: Costs = { truePositive: -5, falsePositive: 1, falseNegative: 10, trueNegative: 0 };
const classes = {
  labels: [0, 1],
  predictions: [1, 1],
  matrix: [
    [0, 1],
    [1, 0],
  ],
};
const labels = [1, 1, 0, 0, 1, 0];
const scores = [0.9, 0.4, 0.6, 0.1, 0.4, 0.4];

function swept(rows: CostRows): CostSweep {
  const found = sweepCosts(rows);
  if ('reason' in found) throw new Error(found.explanation);
  return found;
}

const perRowOf = (rows: Parameters<typeof scoreCosts>[0]): number | null => scoreCosts(rows)[0]?.value ?? null;

describe('costs of decisions', () => {
  it('are divided by all rows, not by those of a predicted class', () => {
    const predicted = [...Array(10).fill(1), ...Array(190).fill(0)];
    const actual = [...Array(8).fill(1), ...Array(2).fill(0), ...Array(20).fill(1), ...Array(170).fill(0)];
    const rows: CostRows = {
      labels: actual,
      predictions: predicted,
      costs: { truePositive: 100, falsePositive: -20, falseNegative: -10, trueNegative: 0.5 },
    };
    const total = 800 - 40 - 200 + 85;
    expect(scoreCosts(rows)).toMatchObject([
      { metric: 'cost_per_row', value: total / 200 },
      { metric: 'total_cost', value: total },
    ]);
  });

  it('may differ from row to row', () => {
    const rows: CostRows = {
      labels,
      scores,
      costs: { ...costs, truePositive: [-50, 0, 0, 0, 0, 0], falseNegative: [0, 7, 0, 0, 8, 0] },
    };
    expect(perRowOf(rows)).toBeCloseTo((-50 + 7 + 1 + 0 + 8 + 0) / 6, 14);
  });

  it('have the interval of their mean', () => {
    const [mean, total] = scoreCosts({
      labels: [1, 0, 1, 0],
      predictions: [1, 1, 0, 0],
      costs: { ...costs, truePositive: 0 },
    });
    expect(mean).toMatchObject({
      value: 11 / 4,
      standard_error: expect.closeTo(Math.sqrt((101 - 4 * 2.75 ** 2) / 3 / 4), 14),
    });
    if (mean?.value == null || total?.value == null) throw new Error('expected both');
    expect(total.standard_error).toBeCloseTo(4 * (mean.standard_error ?? 0), 12);
    expect(total.interval?.high).toBeCloseTo(4 * (mean.interval?.high ?? 0), 12);
  });

  it('of many classes come from a matrix, and amounts multiply them', () => {
    const matrix = [
      [0, 1, 2],
      [3, -1, 4],
      [5, 6, 0],
    ];
    const rows = { labels: [0, 1, 2, 2], predictions: [2, 1, 0, 2], matrix };
    expect(perRowOf(rows)).toBe((2 - 1 + 5 + 0) / 4);
    expect(perRowOf({ ...rows, amounts: [10, 1, 2, 9] })).toBe((20 - 1 + 10) / 4);
    expect(perRowOf({ ...rows, weights: [1, 0, 1, 0] })).toBe(7 / 2);
    expect(perRowOf({ ...rows, weights: [0.5, 0, 0.5, 0] })).toBe(7 / 2);
  });

  it('are the binary ones where the matrix has two classes', () => {
    const predictions = scores.map((score) => (score >= 0.5 ? 1 : 0));
    const matrix = [
      [0, 1],
      [10, -5],
    ];
    expect(scoreCosts({ labels, predictions, matrix })).toEqual(scoreCosts({ labels, scores, costs }));
  });

  it.each<[string, Parameters<typeof scoreCosts>[0], RegExp]>([
    ['a label of 2', { labels: [1, 2], scores: [0.1, 0.2], costs }, /label of row 1 is 2/],
    ['a cost without end', { labels: [1], scores: [1], costs: { ...costs, truePositive: Infinity } }, /cost of row 0/],
    [
      'too few amounts',
      { labels: [1, 0], scores: [1, 0], costs: { ...costs, truePositive: [1] } },
      /many truePositive/,
    ],
    ['a weight below 0', { labels: [1], scores: [1], costs, weights: [-1] }, /weight of row 0/],
    ['no weight', { labels: [1], scores: [1], costs, weights: [0] }, /weights of all rows are 0/],
    ['no row', { labels: [], scores: [], costs }, /no row/],
    ['no scores', { labels: [1], costs }, /scores or predictions/],
    ['a missing score', { labels: [1], scores: [Number.NaN], costs }, /score of row 0 is NaN/],
    ['a cutoff that is no number', { labels: [1], scores: [1], costs, cutoff: Number.NaN }, /cutoff is NaN/],
    ['a prediction of 2', { labels: [1], predictions: [2], costs }, /prediction of row 0 is 2/],
    [
      'no such class',
      {
        labels: [0],
        predictions: [2],
        matrix: [
          [0, 1],
          [1, 0],
        ],
      },
      /expected 0 to 1/,
    ],
    ['a weight below 0 of a class', { ...classes, weights: [1, -1] }, /weight of row 1 is -1/],
    ['a weight without end of a class', { ...classes, weights: [1, Infinity] }, /weight of row 1 is Infinity/],
    ['no weight of any class', { ...classes, weights: [0, 0] }, /weights of all rows are 0/],
    ['a matrix with a hole', { labels: [0], predictions: [1], matrix: [[0, 1], [1]] }, /line 1 of the matrix/],
    [
      'a missing amount',
      {
        labels: [0],
        predictions: [1],
        matrix: [
          [0, 1],
          [1, 0],
        ],
        amounts: [Number.NaN],
      },
      /amount of row 0/,
    ],
  ])('refuse %s', (_what, rows, explanation) => {
    for (const score of scoreCosts(rows))
      expect(score).toMatchObject({ value: null, explanation: expect.stringMatching(explanation) });
  });
});

describe('the sweep over cutoffs', () => {
  it('has a point for each distinct score, and one for no 1 at all', () => {
    const { curve, best, all, none } = swept({ labels, scores, costs });
    expect(curve.map(({ cutoff, total }) => [cutoff, total])).toEqual([
      [null, 30],
      [0.9, 15],
      [0.6, 16],
      [0.4, -13],
      [0.1, -12],
    ]);
    expect(best).toEqual({ cutoff: 0.4, total: -13, perRow: -13 / 6 });
    expect(all).toEqual(curve.at(-1));
    expect(none).toEqual(curve[0]);
  });

  it('says that a model is of no use where acting never pays', () => {
    const dear = { ...costs, truePositive: 20, falsePositive: 20 };
    expect(swept({ labels, scores, costs: dear }).best.cutoff).toBeNull();
  });

  it('finds the cutoff that a calibrated model should have', () => {
    const [p, luck] = [uniform(3, 100_000), uniform(4, 100_000)];
    const rows: CostRows = {
      labels: p.map((u, row) => ((luck[row] ?? 0) < u ? 1 : 0)),
      scores: p,
      costs: { truePositive: 0, falsePositive: 1, falseNegative: 10, trueNegative: 0 },
    };
    const { best, heldOut, curve } = swept(rows);
    expect(best.cutoff).toBeCloseTo(1 / 11, 1);
    expect(curve.length).toBeLessThanOrEqual(200);
    expect(Math.min(...curve.map(({ total }) => total))).toBe(best.total);
    expect(heldOut.value).toBeGreaterThanOrEqual(best.perRow);
    expect(heldOut.value).toBeCloseTo(5 / 11, 2);
  });

  it('promises less on rows that had no part in the choice, where scores are noise', () => {
    const rows: CostRows = {
      labels: uniform(5, 60).map((u) => Math.round(u)),
      scores: uniform(6, 60),
      costs: { truePositive: 0, falsePositive: 1, falseNegative: 1, trueNegative: 0 },
    };
    const { best, heldOut } = swept(rows);
    expect(heldOut.value).toBeGreaterThan(best.perRow);
    expect(sweepCosts(rows)).toEqual(sweepCosts(rows));
  });

  it('holds rows out from twenty on', () => {
    const rows = (n: number): CostRows => ({
      labels: uniform(5, n).map((u) => Math.round(u)),
      scores: uniform(6, n),
      costs,
    });
    expect(swept(rows(19)).heldOut).toMatchObject({ value: null, reason: 'too_few', rows: 19 });
    expect(swept(rows(20)).heldOut).toMatchObject({ value: expect.any(Number), rows: 20 });
  });

  it('agrees at every point with the cost of that cutoff', () => {
    const row = fc.record({
      label: fc.constantFrom(0, 1),
      score: fc.constantFrom(-1, -0, 0, 0.25, 0.5, 3),
      miss: fc.integer({ min: -20, max: 20 }),
      alarm: fc.integer({ min: -20, max: 20 }),
      weight: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (many) => {
        const rows: CostRows = {
          labels: many.map(({ label }) => label),
          scores: many.map(({ score }) => score),
          weights: many.map(({ weight }) => weight),
          costs: {
            truePositive: -1,
            falsePositive: many.map(({ alarm }) => alarm),
            falseNegative: many.map(({ miss }) => miss),
            trueNegative: 2,
          },
        };
        const { best, curve } = swept(rows);
        for (const { cutoff, perRow } of curve)
          expect(perRowOf({ ...rows, cutoff: cutoff ?? 100 })).toBeCloseTo(perRow, 12);
        expect(best.total).toBe(Math.min(...curve.map(({ total }) => total)));
      }),
    );
  });

  it('of a million rows with amounts of their own takes no more than a few seconds', () => {
    const n = 1_000_000;
    const p = uniform(1, n);
    const rows: CostRows = {
      labels: uniform(2, n).map((u, row) => (u < (p[row] ?? 0) ? 1 : 0)),
      scores: p,
      costs: { ...costs, falseNegative: uniform(3, n).map((u) => 100 * u) },
    };
    const before = process.cpuUsage();
    expect(swept(rows).heldOut.value).toBeLessThan(0);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(5);
  }, 30_000);
});
