import { describe, expect, it } from 'vitest';
import { randomFrom } from '../drift/decision/testing/random.ts';
import type { EstimatedFigure, EstimatedScore } from './estimate.ts';
import { estimateLosses, type OpenPredictions } from './loss.ts';
import { fitLossModel, type LossReference } from './loss-reference.ts';

/** The noise is `spread(x)` times a normal number. */
function draw(seed: number, n: number, shift: number, spread: (x: number) => number) {
  const random = randomFrom(seed);
  const x = Array.from({ length: n }, () => random.normal() + shift);
  return {
    features: { x, idle: x.map(() => random.uniform()) },
    predicted: x.map((value) => 2 * value),
    actual: x.map((value) => 2 * value + spread(value) * random.normal()),
  };
}

function figure(estimates: readonly EstimatedScore[], metric: string): EstimatedFigure {
  const found = estimates.find((one) => one.metric === metric);
  if (!found || found.estimated === null) throw new Error(`expected a figure for ${metric}: ${found?.explanation}`);
  return found;
}

const even = (): number => 1;
const uneven = (x: number): number => (x > 0 ? 2 : 0.5);
const reference = draw(1, 4000, 0, uneven);
const model = fitLossModel(reference);

describe('how far a regression will be off', () => {
  it('is √(2/π) and 1 for normal noise of deviation 1', () => {
    const estimates = estimateLosses(fitLossModel(draw(2, 4000, 0, even)), draw(3, 2000, 0, even));
    expect(figure(estimates, 'mae').estimated).toBeCloseTo(Math.sqrt(2 / Math.PI), 1);
    expect(figure(estimates, 'rmse').estimated).toBeCloseTo(1, 1);
    const sampling = (1 - 2 / Math.PI) / 2000;
    expect(figure(estimates, 'mae').variance.sampling / sampling).toBeCloseTo(1, 0);
  });

  it('grows where rows shift to where losses are large, and falls where they are small', () => {
    const [up, down] = [1, -1].map((shift) => figure(estimateLosses(model, draw(4, 3000, shift, uneven)), 'mae'));
    const share = 0.8413;
    const truth = (more: number, less: number): number => Math.sqrt(2 / Math.PI) * (more * share + less * (1 - share));
    expect(Math.abs((up?.estimated ?? 0) / truth(2, 0.5) - 1)).toBeLessThan(0.1);
    expect(Math.abs((down?.estimated ?? 0) / truth(0.5, 2) - 1)).toBeLessThan(0.1);
    expect(up?.interval.low).toBeLessThan(truth(2, 0.5));
    expect(up?.interval.high).toBeGreaterThan(truth(2, 0.5));
  });

  it('is not too high where rows shift to smaller losses than cells of a small reference can tell', () => {
    const falls = (x: number): number => Math.exp(-0.4 * x);
    const truth = Math.sqrt(2 / Math.PI) * Math.exp(-0.4 * 0.7 + 0.08);
    const off = Array.from({ length: 8 }, (_, seed) => {
      const small = fitLossModel(draw(100 + seed, 1000, 0, falls));
      return figure(estimateLosses(small, draw(200 + seed, 4000, 0.7, falls)), 'mae').estimated / truth - 1;
    });
    expect(Math.abs(off.reduce((sum, one) => sum + one, 0) / off.length)).toBeLessThan(0.015);
  });

  it('is unknown where the squares of losses cannot be squared', () => {
    const far = { ...reference, actual: reference.actual.map((y, row) => (row % 2 === 0 ? y + 1e90 : y)) };
    const [mae, rmse] = estimateLosses(fitLossModel(far), draw(14, 100, 0, uneven));
    expect(mae?.estimated).toBeGreaterThan(1e89);
    expect(rmse).toMatchObject({ estimated: null, reason: 'overflow' });
  });

  it('is the same for a seed', () => {
    const [current, small] = [draw(5, 300, 0, uneven), draw(13, 500, 0, uneven)];
    expect(estimateLosses(fitLossModel(small, 3), current, { seed: 4 })).toEqual(
      estimateLosses(fitLossModel(small, 3), current, { seed: 4 }),
    );
  });

  it('has an interval that holds the estimate, and a wider one with slack', () => {
    const current = draw(6, 3000, 0, uneven);
    const [plain, slack] = [0, 0.3].map((by) => figure(estimateLosses(model, current, { slack: by }), 'rmse').interval);
    const { estimated } = figure(estimateLosses(model, current), 'rmse');
    expect(plain?.low).toBeLessThan(estimated);
    expect(plain?.high).toBeGreaterThan(estimated);
    expect((slack?.high ?? 0) - (slack?.low ?? 0)).toBeGreaterThan(2 * ((plain?.high ?? 0) - (plain?.low ?? 0)));
  });

  it('has the variance of the losses, and with slack that of a factor on all of them', () => {
    const current = draw(11, 5000, 0, even);
    const plain = fitLossModel(draw(12, 4000, 0, even));
    const [mae, rmse] = estimateLosses(plain, current, { worlds: 4000 });
    if (!mae || mae.estimated === null || !rmse || rmse.estimated === null) throw new Error('expected figures');
    expect(mae.variance.sampling / ((1 - 2 / Math.PI) / 5000)).toBeCloseTo(1, 0);
    expect(rmse.variance.sampling / (2 / 5000 / 4)).toBeCloseTo(1, 0);
    const { variance } = figure(estimateLosses(plain, current, { worlds: 4000, slack: 0.2 }), 'mae');
    expect(Math.sqrt(variance.sampling) / (0.2 * mae.estimated)).toBeCloseTo(1, 1);
  });

  it('is 0 for a model that was never off', () => {
    const sure = fitLossModel(draw(7, 400, 0, () => 0));
    expect(figure(estimateLosses(sure, draw(8, 100, 0, even)), 'mae')).toMatchObject({
      estimated: 0,
      interval: { low: 0, high: 0 },
    });
  });

  it('takes missing features, which are not outside the reference', () => {
    const x = reference.features.x.map((value, row) => (row % 3 === 0 ? Number.NaN : value));
    const holes = { ...reference, features: { ...reference.features, x } };
    expect(figure(estimateLosses(fitLossModel(holes), holes), 'mae').estimated).toBeCloseTo(1, 0);
  });
});

describe('what cannot be estimated', () => {
  const [small, open] = [draw(9, 200, 0, even), draw(9, 100, 0, even)];

  it.each<[LossReference, OpenPredictions, string]>([
    [small, open, 'reference_too_small'],
    [{ features: {}, predicted: [], actual: [] }, open, 'empty'],
    [{ ...reference, actual: reference.actual.with(3, Number.NaN) }, open, 'invalid'],
    [{ ...reference, predicted: reference.predicted.with(3, Number.NaN) }, open, 'invalid'],
    [{ ...reference, actual: [1] }, open, 'invalid'],
    [{ ...reference, actual: reference.actual.with(3, 1e200) }, open, 'overflow'],
    [reference, { ...open, features: { x: open.features.x } }, 'not_given'],
    [reference, { features: { x: [], idle: [] }, predicted: [] }, 'empty'],
    [reference, { ...open, features: { ...open.features, x: [1] } }, 'invalid'],
    [reference, { ...open, predicted: open.predicted.with(0, Number.POSITIVE_INFINITY) }, 'invalid'],
    [reference, draw(10, 100, 4, even), 'outside_reference'],
  ])('is unknown with a reason (%#)', (rows, current, reason) => {
    const estimates = estimateLosses(rows === reference ? model : fitLossModel(rows), current);
    expect(estimates.map((one) => one.estimated === null && one.reason)).toEqual([reason, reason]);
  });
});
