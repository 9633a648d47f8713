import { describe, expect, it } from 'vitest';
import { randomFrom } from '../drift/decision/testing/random.ts';
import type { ProfitRows } from '../score/profit/data.ts';
import { scoreProfit } from '../score/profit/metrics.ts';
import type { EstimatedFigure, EstimatedScore } from './estimate.ts';
import { estimateProfit, type OpenBets } from './profit.ts';
import { fitProfitCalibrator } from './profit-reference.ts';

const oddsFormat = 'decimal' as const;
const rule = { bet: 'edge', above: 0 } as const;

/** A market that knows the truth and keeps a margin, and a model that sees it through noise. */
function draw(seed: number, n: number, margin = 0.05) {
  const random = randomFrom(seed);
  const truth = Array.from({ length: n }, () => 0.2 + 0.6 * random.uniform());
  return {
    odds: truth.map((p) => (1 - margin) / p),
    probabilities: truth.map((p) => Math.min(0.95, Math.max(0.05, p + 0.1 * random.normal()))),
    outcomes: truth.map((p) => (random.uniform() < p ? 1 : 0)),
    oddsFormat,
    rule,
  };
}

/** 600 of 1,000 bets at 2.00 are won. */
const fair: ProfitRows = {
  probabilities: Array(1000).fill(0.55),
  odds: Array(1000).fill(2),
  oddsFormat,
  outcomes: Array.from({ length: 1000 }, (_, row) => (row % 10 < 6 ? 1 : 0)),
};

function figure(estimates: readonly EstimatedScore[], metric: string): EstimatedFigure {
  const found = estimates.find((one) => one.metric === metric);
  if (!found || found.estimated === null) throw new Error(`expected a figure for ${metric}: ${found?.explanation}`);
  return found;
}

describe('what bets will bring', () => {
  it('is what bets of their edge brought: 600 of 1,000 won at 2.00 promise 20 %', () => {
    const open: OpenBets = {
      probabilities: Array(400).fill(0.55),
      odds: Array(400).fill(2),
      oddsFormat,
      stakes: Array(400).fill(5),
    };
    const estimates = estimateProfit(fitProfitCalibrator(fair), open, { worlds: 4000 });
    const roi = figure(estimates, 'roi');
    expect(roi.estimated).toBeCloseTo(0.2, 2);
    expect(figure(estimates, 'profit').estimated).toBeCloseTo(roi.estimated * 2000, 6);
    expect(roi.variance.sampling / ((4 * 0.6 * 0.4) / 400)).toBeCloseTo(1, 1);
    expect(roi.variance.calibration / ((4 * 0.6 * 0.4) / 1000)).toBeCloseTo(1, 1);
  });

  it('sees that a model which bets on its own noise loses the margin, though it believes in a profit', () => {
    const open = draw(2, 20_000);
    const roi = figure(estimateProfit(fitProfitCalibrator(draw(1, 20_000)), open), 'roi');
    const measured = new Map(scoreProfit(open).map(({ metric, value }) => [metric, value]));
    expect(measured.get('expected_value')).toBeGreaterThan(0.1);
    expect(roi.interval.low).toBeLessThan(-0.05);
    expect(roi.interval.high).toBeGreaterThan(-0.05);
    expect(roi.interval.high).toBeLessThan(0.05);
    expect(Math.abs((measured.get('roi') ?? Number.NaN) - roi.estimated)).toBeLessThan(
      roi.interval.high - roi.interval.low,
    );
  });

  it('has the same interval from sums as from bets settled one by one', () => {
    const reference = fitProfitCalibrator(draw(1, 20_000));
    const open = draw(3, 3800);
    const both = {
      ...open,
      probabilities: open.probabilities.concat(open.probabilities),
      odds: open.odds.concat(open.odds),
    };
    const [few, many] = [open, both].map((bets) => figure(estimateProfit(reference, bets, { worlds: 4000 }), 'roi'));
    expect((few?.variance.sampling ?? 0) / (many?.variance.sampling ?? 1)).toBeCloseTo(2, 0);
  });

  /** Two edges: 60 of 200 won at 2.00 with an edge of 0.8, and 150 of 300 at 3.00 with one of 1.5. */
  const twoEdges = fitProfitCalibrator({
    probabilities: Array.from({ length: 500 }, (_, row) => (row < 200 ? 0.4 : 0.5)),
    odds: Array.from({ length: 500 }, (_, row) => (row < 200 ? 2 : 3)),
    oddsFormat,
    outcomes: Array.from({ length: 500 }, (_, row) => (row < 60 || (row >= 200 && row < 350) ? 1 : 0)),
  });
  const mixed = (low: number, high: number, stake: number): OpenBets => ({
    probabilities: Array.from({ length: low + high }, (_, row) => (row < low ? 0.4 : 0.5)),
    odds: Array.from({ length: low + high }, (_, row) => (row < low ? 2 : 3)),
    stakes: Array.from({ length: low + high }, (_, row) => (row < low ? stake : 1)),
    oddsFormat,
  });

  it.each([
    [500, 500],
    [1500, 500],
    [1500, 501],
    [3000, 1000],
  ])('weighs edges by their stakes: %d bets of 4 at the lower, %d of 1 at the higher', (low, high) => {
    const estimates = estimateProfit(twoEdges, mixed(low, high, 4), { worlds: 4000 });
    const staked = 4 * low + high;
    // A stake of 1 brings back 0.6 at the lower edge and 1.5 at the higher.
    const profit = 4 * low * 0.6 + high * 1.5 - staked;
    const sampling = 16 * low * (2 * 0.6 - 0.36) + high * (3 * 1.5 - 2.25);
    const calibration = (4 * low) ** 2 * ((2 * 0.6 - 0.36) / 200) + high ** 2 * ((3 * 1.5 - 2.25) / 300);
    const [roi, all] = [figure(estimates, 'roi'), figure(estimates, 'profit')];
    expect((all.estimated - profit) / staked).toBeCloseTo(0, 2);
    expect(roi.estimated).toBeCloseTo(all.estimated / staked, 12);
    expect(all.variance.sampling / sampling).toBeCloseTo(1, 1);
    expect(all.variance.calibration / calibration).toBeCloseTo(1, 1);
    expect(roi.variance.sampling).toBeCloseTo(all.variance.sampling / staked ** 2, 12);
    expect(roi.variance.calibration).toBeCloseTo(all.variance.calibration / staked ** 2, 12);
    expect(roi.interval.low).toBeCloseTo(all.interval.low / staked, 12);
    const width = 2 * 1.96 * Math.sqrt(sampling + calibration);
    expect((all.interval.high - all.interval.low) / width).toBeCloseTo(1, 1);
  });

  it('leaves out rows that are not bet on, and bets whose edge nobody has seen up to a twentieth', () => {
    const open = mixed(95, 5, 1);
    const without = { ...open, stakes: Array.from({ length: 100 }, (_, row) => (row < 95 ? 1 : 0)) };
    expect(figure(estimateProfit(twoEdges, without), 'roi').estimated).toBeCloseTo(-0.4, 1);
    const far = (count: number): OpenBets => ({
      ...open,
      probabilities: Array.from({ length: 100 }, (_, row) => (row < count ? 0.39 : row < 95 ? 0.4 : 0.5)),
    });
    expect(figure(estimateProfit(twoEdges, far(5)), 'roi').rows).toBe(100);
    expect(estimateProfit(twoEdges, far(6))[0]).toMatchObject({
      estimated: null,
      explanation: '6 of 100 bets have an edge outside 0.8 to 1.5, which is all that the reference has seen',
    });
    const high = { ...open, probabilities: Array.from({ length: 100 }, (_, row) => (row < 95 ? 0.4 : 0.51)) };
    expect(figure(estimateProfit(twoEdges, high), 'roi').reference_rows).toBe(500);
    expect(estimateProfit(twoEdges, high, { outside: 0.04 })[0]).toMatchObject({ reason: 'outside_reference' });
    expect(estimateProfit(twoEdges, { ...open, stakes: Array(100).fill(0) })[0]).toMatchObject({ reason: 'empty' });
  });

  it('takes probabilities of 0 and 1, and stakes of 0', () => {
    const ends: OpenBets = { probabilities: [0, 1, 0.4], odds: [2, 3, 2], stakes: [1, 1, 0], oddsFormat };
    const roi = figure(estimateProfit(twoEdges, ends, { outside: 1 }), 'roi');
    expect(roi.interval).toMatchObject({ low: -1, high: 1.5 });
  });

  it('varies with slack by so much in the log-odds of all bets', () => {
    const open = mixed(20_000, 20_000, 1);
    const { variance } = figure(estimateProfit(twoEdges, open, { slack: 0.3, worlds: 4000 }), 'roi');
    const shift = (2 * 0.3 * 0.7 + 3 * 0.5 * 0.5) / 2;
    expect(Math.sqrt(variance.sampling) / (0.3 * shift)).toBeCloseTo(1, 1);
  });

  it('cannot be more than all bets won', () => {
    const one: OpenBets = { probabilities: [0.4, 0.5], odds: [2, 3], stakes: [2, 6], oddsFormat };
    const [roi, profit] = estimateProfit(twoEdges, one);
    expect(roi).toMatchObject({ interval: { low: -1, high: 1.75 } });
    expect(profit).toMatchObject({ interval: { low: -8, high: 14 } });
  });

  it('is the same for a seed, and wider with slack', () => {
    const [reference, open] = [fitProfitCalibrator(draw(1, 5000)), draw(4, 2000)];
    expect(estimateProfit(reference, open, { seed: 3 })).toEqual(estimateProfit(reference, open, { seed: 3 }));
    const width = (slack: number): number => {
      const { low, high } = figure(estimateProfit(reference, open, { slack }), 'roi').interval;
      return high - low;
    };
    expect(width(0.5)).toBeGreaterThan(1.5 * width(0));
  });

  it('cannot be less than all stakes lost', () => {
    const roi = figure(
      estimateProfit(fitProfitCalibrator(fair), { probabilities: [0.55], odds: [2], oddsFormat }),
      'roi',
    );
    expect(roi.interval.low).toBe(-1);
    expect(roi.interval.high).toBe(1);
  });
});

describe('what cannot be estimated', () => {
  it.each([
    [
      { ...fair, outcomes: Array(1000).fill(0) },
      { probabilities: [0.5], odds: [2], oddsFormat },
      'reference_too_small',
    ],
    [
      { odds: [2], oddsFormat, outcomes: [1], probabilities: [0.5] },
      { probabilities: [0.5], odds: [2], oddsFormat },
      'reference_too_small',
    ],
    [{ odds: [2], oddsFormat, outcomes: [1] }, { probabilities: [0.5], odds: [2], oddsFormat }, 'not_given'],
    [{ profits: [2, 1] }, { probabilities: [0.5], odds: [2], oddsFormat }, 'not_given'],
    [fair, { probabilities: [0.9], odds: [2], oddsFormat }, 'outside_reference'],
    [fair, { probabilities: [0.5], odds: [1], oddsFormat }, 'invalid'],
    [fair, { probabilities: [1.5], odds: [2], oddsFormat }, 'invalid'],
    [fair, { probabilities: [0.5, 0.5], odds: [2], oddsFormat }, 'invalid'],
    [fair, { probabilities: [0.55], odds: [2], oddsFormat, stakes: [-1] }, 'invalid'],
    [fair, { probabilities: [0.4], odds: [2], oddsFormat, rule }, 'empty'],
    [fair, { probabilities: [], odds: [], oddsFormat }, 'empty'],
  ] as const)('is unknown with a reason (%#)', (reference, open, reason) => {
    const estimates = estimateProfit(fitProfitCalibrator(reference), open);
    expect(estimates.map((one) => one.estimated === null && one.reason)).toEqual([reason, reason]);
  });
});
