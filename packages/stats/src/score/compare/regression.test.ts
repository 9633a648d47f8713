import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../drift/decision/testing/random.ts';
import { scoreRegression } from '../regression/metrics.ts';
import { comparableRegressionMetrics, compareRegression, type PairedRegressionRows } from './regression.ts';
import { known } from './testing/known.ts';
import { expectNoDifference, expectTurned, falseAlarms, mostAlarms } from './testing/laws.ts';

/** Models that err by so much on the average and with so much noise. */
function models(seed: number, rows: number, own: readonly [number, number], its: readonly [number, number]) {
  const { normal } = randomFrom(seed);
  const actual = Float64Array.from({ length: rows }, () => 20 + 3 * normal());
  const predicted = ([bias, noise]: readonly [number, number]) => actual.map((y) => y + bias + noise * normal());
  return { actual, champion: predicted(own), challenger: predicted(its), quantile: 0.5 };
}

const turn = (rows: PairedRegressionRows): PairedRegressionRows => ({
  ...rows,
  champion: rows.challenger,
  challenger: rows.champion,
});

const of = (rows: PairedRegressionRows, metric: string) => known(compareRegression(rows, { metrics: [metric] })[0]);

describe('two regressions', () => {
  it('have the values of each alone', () => {
    const { actual, champion, challenger, quantile } = models(1, 200, [1, 2], [0, 1]);
    const alone = [champion, challenger].map((predicted) => scoreRegression({ actual, predicted, quantile }));
    for (const found of compareRegression({ actual, champion, challenger, quantile })) {
      const values = alone.map((scores) => scores.find(({ metric }) => metric === found.metric)?.value);
      if (found.metric === 'mse') continue;
      expect(known(found).champion, found.metric).toBeCloseTo(values[0] ?? Number.NaN, 12);
      expect(known(found).challenger, found.metric).toBeCloseTo(values[1] ?? Number.NaN, 12);
    }
  });

  it('are told apart by every metric when one is much better', () => {
    expect(compareRegression(models(2, 400, [2, 3], [0, 1])).map(({ metric, answer }) => [metric, answer])).toEqual(
      comparableRegressionMetrics.map(({ name }) => [name, 'better']),
    );
  });

  it('answer the other way round when they change places', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 3, max: 60 }), (seed, rows) => {
        const pair = models(seed, rows, [1, 2], [-0.5, 1]);
        expectTurned(compareRegression(pair), compareRegression(turn(pair)));
      }),
      { numRuns: 40 },
    );
  });

  it('show no difference between a model and itself, and equality within a margin', () => {
    const { actual, champion, quantile } = models(4, 50, [1, 2], [0, 1]);
    const itself = { actual, champion, challenger: champion, quantile };
    expectNoDifference(compareRegression(itself));
    for (const found of compareRegression(itself)) expect(known(found).p, found.metric).toBe(1);
    const few = { actual: [1, 2, 4], champion: [2, 2, 2], challenger: [2, 2, 2] };
    for (const found of compareRegression(few)) expect(found.answer, found.metric).toBe('unknown');
    expect(compareRegression(itself, { metrics: ['mae'], margins: { mae: 0.1 } })[0]?.answer).toBe(
      'equal_within_margin',
    );
  });

  it('that are equal are told apart no more often than the level allows', () => {
    const trials = 600;
    const alarms = falseAlarms(trials, (seed) => compareRegression(models(seed, 80, [0.3, 2], [0.3, 2])));
    for (const [metric, share] of alarms) expect(share, metric).toBeLessThanOrEqual(mostAlarms(trials));
    expect(alarms.size).toBe(comparableRegressionMetrics.length);
    expect(Math.max(...alarms.values())).toBeGreaterThan(0.02);
  });

  it('one as much too high as the other too low have a difference and no better one', () => {
    const trials = 300;
    const mirrored = (seed: number) => compareRegression(models(seed, 80, [-0.5, 1], [0.5, 1]), { metrics: ['bias'] });
    expect(falseAlarms(trials, mirrored).get('bias')).toBeLessThanOrEqual(mostAlarms(trials));
    const one = known(mirrored(7)[0]);
    expect(one.interval?.low).toBeGreaterThan(0);
    expect(one.p).toBeGreaterThan(0.05);
    expect(one.words).toMatch(/which of them is nearer to 0 is not shown/);
  });

  it('differ in bias for certain where one is the other moved by a constant', () => {
    const { actual, champion } = models(5, 40, [2, 1], [0, 1]);
    const found = of({ actual, champion, challenger: champion.map((value) => value - 1.5) }, 'bias');
    expect(found).toMatchObject({ answer: 'better', difference: expect.closeTo(-1.5, 12) });
    expect(found.p).toBeLessThan(0.001);
  });

  it('scale with what they predict, and are unknown where a double cannot hold the squares', () => {
    const plain = models(6, 60, [1, 2], [0, 1]);
    const times = (by: number) => ({
      actual: plain.actual.map((value) => value * by),
      champion: plain.champion.map((value) => value * by),
      challenger: plain.challenger.map((value) => value * by),
    });
    for (const by of [1e-150, 1e150]) {
      for (const metric of ['rmse', 'mae']) {
        const [own, other] = [of(plain, metric), of(times(by), metric)];
        expect(other.difference / by / own.difference, metric).toBeCloseTo(1, 10);
        expect((other.interval?.low ?? 0) / by / (own.interval?.low ?? 0), `${metric} × ${by}`).toBeCloseTo(1, 8);
      }
      expect(of(times(by), 'r_squared').p).toBeCloseTo(of(plain, 'r_squared').p ?? 1, 10);
    }
    for (const found of compareRegression(times(1e300), { metrics: ['rmse', 'mse', 'mae'] }))
      expect(found, found.metric).toMatchObject({ reason: 'overflow', answer: 'unknown' });
  });

  it('with weights of 1 are as without, and a row of weight 0 may have no relative error', () => {
    const rows = models(8, 30, [1, 2], [0, 1]);
    const ones = compareRegression({ ...rows, weights: new Float64Array(30).fill(1) });
    expect(ones.map((found) => known(found).p)).toEqual(compareRegression(rows).map((found) => known(found).p));
    const more = {
      actual: [...rows.actual, 0],
      champion: [...rows.champion, 1],
      challenger: [...rows.challenger, 2],
      weights: [...new Float64Array(30).fill(1), 0],
    };
    expect(of(more, 'mape').difference).toBeCloseTo(of(rows, 'mape').difference, 12);
  });

  it('one without errors is compared too', () => {
    const { actual, champion } = models(9, 30, [0, 1], [0, 1]);
    for (const metric of ['rmse', 'mse', 'mae', 'r_squared'])
      expectTurned(
        [of({ actual, champion, challenger: actual }, metric)],
        [of({ actual, champion: actual, challenger: champion }, metric)],
      );
    expect(of({ actual, champion, challenger: actual }, 'rmse').answer).toBe('better');
  });
});

describe('regressions that cannot be compared', () => {
  const rows = { actual: [1, 2, 3], champion: [1, 2, 4], challenger: [2, 2, 3] };
  const first = (pair: PairedRegressionRows) => compareRegression(pair, { metrics: ['mae'] })[0];

  it.each([
    ['of other rows', { ...rows, challenger: [1] }, 'invalid', /^challenger: expected as many predicted as actual, 3/],
    ['NaN', { ...rows, champion: [1, Number.NaN, 3] }, 'invalid', /^champion: predicted of row 1 is NaN/],
    ['of no row', { actual: [], champion: [], challenger: [] }, 'empty', /^champion: there is no row/],
    ['without weight', { ...rows, weights: [0, 0, 0] }, 'no_weight', /weights of all rows are 0/],
  ] as const)('%s, are unknown with the reason', (_name, pair, reason, explanation) => {
    expect(first(pair)).toMatchObject({
      difference: null,
      answer: 'unknown',
      reason,
      explanation: expect.stringMatching(explanation),
    });
  });

  it('of one row have a difference and no answer', () => {
    for (const found of compareRegression({ actual: [1], champion: [2], challenger: [1.5] }))
      expect(found, found.metric).toMatchObject({ answer: 'unknown' });
    expect(first({ actual: [1], champion: [2], challenger: [1.5] })).toMatchObject({ difference: -0.5, p: null });
  });

  it('with an actual value of 0 have no relative error, and without a quantile no loss of it', () => {
    const [mape, quantile] = compareRegression({ ...rows, actual: [0, 2, 3] }, { metrics: ['mape', 'quantile_loss'] });
    expect(mape).toMatchObject({ reason: 'zero_actual' });
    expect(quantile).toMatchObject({ reason: 'not_given' });
    expect(() => compareRegression(rows, { metrics: ['accuracy'] })).toThrow(/expected one of rmse/);
  });
});
