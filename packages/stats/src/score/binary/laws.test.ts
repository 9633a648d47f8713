import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniform } from '../../drift/testing/columns.ts';
import { isRefusal, type Score } from '../score.ts';
import { type CalibrationBin, calibrationCurve } from './calibration.ts';
import { type BinaryRows, prepareBinary } from './data.ts';
import { binaryMetrics, scoreBinary } from './metrics.ts';
import { orderNumbers } from './order-numbers.ts';
import { sortNumbers } from './sort-numbers.ts';

const sizes = fc.record({ seed: fc.integer(), n: fc.integer({ min: 4, max: 80 }), ties: fc.boolean() });
type Size = typeof sizes extends fc.Arbitrary<infer T> ? T : never;

interface Made extends BinaryRows {
  readonly labels: number[];
  readonly scores: number[];
}

/** Both classes are there, and both are predicted. */
function rowsOf({ seed, n, ties }: Size): Made {
  const [draws, chances] = [uniform(seed, n), uniform(seed + 1, n)];
  const scores = Array.from(draws, (u) => (ties ? Math.round(u * 5) / 5 : u));
  const labels: number[] = Array.from(chances, (u, row) => (u < (scores[row] ?? 0) ? 1 : 0));
  [scores[0], scores[1], labels[0], labels[1]] = [0.2, 0.8, 0, 1];
  return { labels, scores };
}

const weightsOf = ({ seed, n }: Size): Float64Array => uniform(seed + 2, n).map((u) => 0.05 + 3 * u);
const figures = (rows: BinaryRows): ReadonlyMap<string, Score> =>
  new Map(scoreBinary(rows).map((score) => [score.metric, score]));
const value = (found: ReadonlyMap<string, Score>, metric: string): number => found.get(metric)?.value ?? Number.NaN;

describe('the metrics of a binary model', () => {
  it('weigh a row of weight 2 as that row twice', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const rows = rowsOf(size);
        const weights = uniform(size.seed + 3, size.n).map((u) => (u < 0.5 ? 1 : 2));
        const twice = (values: readonly number[]): number[] =>
          values.flatMap((x, row) => (weights[row] === 2 ? [x, x] : [x]));
        const repeated = figures({ labels: twice(rows.labels), scores: twice(rows.scores) });
        for (const [metric, score] of figures({ ...rows, weights }))
          expect(score.value).toBeCloseTo(value(repeated, metric), 12);
      }),
    );
  });

  it('leave out a row of weight 0, wherever it stands', () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom(0, 0.5, 1), fc.constantFrom(0, 1), (size, score, label) => {
        const rows = rowsOf(size);
        const more = figures({
          labels: [...rows.labels, label],
          scores: [...rows.scores, score],
          weights: [...rows.labels.map(() => 1), 0],
        });
        for (const [metric, found] of figures(rows)) {
          const other = more.get(metric);
          if (found.value === null || !other || other.value === null) throw new Error(metric);
          expect(other.value).toBeCloseTo(found.value, 12);
          if (found.standard_error === null) expect(other.standard_error).toBeNull();
          else expect(other.standard_error).toBeCloseTo(found.standard_error, 12);
          expect(other.rows).toBe(found.rows);
        }
      }),
    );
  });

  it('do not change with the scale of all weights, and neither do their intervals', () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom(1e-100, 2 ** -20, 1024, 1e100), (size, scale) => {
        const rows = { ...rowsOf(size), weights: weightsOf(size) };
        const scaled = figures({ ...rows, weights: rows.weights.map((w) => w * scale) });
        for (const [metric, score] of figures(rows)) {
          const other = scaled.get(metric);
          if (score.value === null || !other || other.value === null) throw new Error(metric);
          expect(other.value).toBeCloseTo(score.value, 10);
          expect(other.interval?.low ?? -9).toBeCloseTo(score.interval?.low ?? -9, 9);
          expect(other.interval?.high ?? -9).toBeCloseTo(score.interval?.high ?? -9, 9);
        }
      }),
    );
  });

  it('do not change with the order of the rows', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), (size, isWeighted) => {
        const rows = { ...rowsOf(size), weights: isWeighted ? weightsOf(size) : new Float64Array(size.n).fill(1) };
        const turned = figures({
          labels: rows.labels.toReversed(),
          scores: rows.scores.toReversed(),
          weights: rows.weights.toReversed(),
        });
        for (const [metric, score] of figures(rows)) expect(score.value).toBeCloseTo(value(turned, metric), 12);
      }),
    );
  });

  it('are areas that only the order of the scores moves', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), (size, isWeighted) => {
        const rows = { ...rowsOf(size), ...(isWeighted ? { weights: weightsOf(size) } : {}) };
        const stretched = figures({ ...rows, scores: rows.scores.map((x) => 1e6 * x ** 3 - 17) });
        for (const metric of ['roc_auc', 'pr_auc']) {
          const [own, other] = [figures(rows).get(metric), stretched.get(metric)];
          if (!own || own.value === null || !other || other.value === null) throw new Error(metric);
          expect(other.value).toBeCloseTo(own.value, 12);
          expect(other.interval?.low ?? -9).toBeCloseTo(own.interval?.low ?? -9, 9);
        }
      }),
    );
  });

  it('turn an area of A into 1 − A when ones and zeros are swapped, with the same standard error', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), (size, isWeighted) => {
        const rows = { ...rowsOf(size), ...(isWeighted ? { weights: weightsOf(size) } : {}) };
        const own = figures(rows).get('roc_auc');
        const swapped = figures({ ...rows, labels: rows.labels.map((label) => 1 - label) }).get('roc_auc');
        if (!own || own.value === null || !swapped || swapped.value === null) throw new Error('expected figures');
        expect(swapped.value).toBeCloseTo(1 - own.value, 12);
        if (own.standard_error !== null) expect(swapped.standard_error).toBeCloseTo(own.standard_error, 12);
        else expect(swapped.standard_error).toBeNull();
      }),
    );
  });

  it('are the area of all pairs, one by one', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const { labels, scores } = rowsOf(size);
        const [ones, zeros] = [1, 0].map((label) => scores.filter((_, row) => labels[row] === label));
        let [wins, pairs] = [0, 0];
        for (const one of ones ?? []) {
          for (const zero of zeros ?? []) {
            wins += one > zero ? 1 : one === zero ? 0.5 : 0;
            pairs += 1;
          }
        }
        expect(value(figures({ labels, scores }), 'roc_auc')).toBeCloseTo(wins / pairs, 12);
      }),
    );
  });

  it('keep to their order: f1 between precision and recall, balanced accuracy the mean of both recalls', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const found = figures({ ...rowsOf(size), weights: weightsOf(size) });
        const [precision, recall] = [value(found, 'precision'), value(found, 'recall')];
        expect(value(found, 'f1')).toBeGreaterThanOrEqual(Math.min(precision, recall) - 1e-12);
        expect(value(found, 'f1')).toBeLessThanOrEqual(Math.max(precision, recall) + 1e-12);
        expect(value(found, 'balanced_accuracy')).toBeCloseTo((recall + value(found, 'specificity')) / 2, 12);
      }),
    );
  });

  it('have intervals that hold the value, inside the range', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), (size, isWeighted) => {
        const found = figures({ ...rowsOf(size), ...(isWeighted ? { weights: weightsOf(size) } : {}) });
        for (const { name, range } of binaryMetrics) {
          const score = found.get(name);
          if (!score || score.value === null) throw new Error(name);
          if (!score.interval) {
            expect(score.interval_missing).toContain('two rows or more of each kind');
            continue;
          }
          expect(score.interval.low).toBeLessThanOrEqual(score.value + 1e-12);
          expect(score.interval.high).toBeGreaterThanOrEqual(score.value - 1e-12);
          expect(score.interval.low).toBeGreaterThanOrEqual((range[0] ?? Number.NEGATIVE_INFINITY) - 1e-12);
          expect(score.interval.high).toBeLessThanOrEqual((range[1] ?? Number.POSITIVE_INFINITY) + 1e-12);
        }
      }),
    );
  });
});

describe('the calibration curve', () => {
  const curveOf = (rows: BinaryRows): CalibrationBin[] => {
    const data = prepareBinary(rows);
    const curve = isRefusal(data) ? data : calibrationCurve(data);
    if (isRefusal(curve)) throw new Error(curve.explanation);
    return curve;
  };

  it('holds every row once: its bins give the sums of all weights, ones and scores', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const [{ labels, scores }, weights] = [rowsOf(size), weightsOf(size)];
        const curve = curveOf({ labels, scores, weights });
        const sum = (of: (bin: CalibrationBin) => number): number => curve.reduce((all, bin) => all + of(bin), 0);
        const rows = (of: (row: number) => number): number =>
          labels.reduce((all, _, row) => all + (weights[row] ?? 0) * of(row), 0);
        expect(sum(({ weight }) => weight)).toBeCloseTo(
          rows(() => 1),
          9,
        );
        expect(sum(({ weight, kept }) => weight * kept)).toBeCloseTo(
          rows((row) => labels[row] ?? 0),
          9,
        );
        expect(sum(({ weight, promised }) => weight * promised)).toBeCloseTo(
          rows((row) => scores[row] ?? 0),
          9,
        );
        expect(curve.length).toBeLessThanOrEqual(10);
      }),
    );
  });

  it('goes up, and keeps rows of one score in one bin', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const curve = curveOf(rowsOf(size));
        for (const [index, { low, high, promised }] of curve.entries()) {
          expect(low).toBeLessThanOrEqual(high);
          expect(promised).toBeGreaterThanOrEqual(low - 1e-12);
          expect(promised).toBeLessThanOrEqual(high + 1e-12);
          if (index > 0) expect(low).toBeGreaterThan(curve[index - 1]?.high ?? Number.NaN);
        }
      }),
    );
  });

  it('says how far a share of few rows may be from the truth, as if one row more were kept and one were not', () => {
    const scores = Array.from({ length: 40 }, (_, row) => (row + 0.5) / 40);
    const [first, , , , , , , , , last] = curveOf({ labels: scores.map((score) => (score > 0.5 ? 1 : 0)), scores });
    expect(first).toMatchObject({ low: scores[0], high: scores[3], weight: 4, kept: 0 });
    expect(first?.error).toBeCloseTo(Math.sqrt(((1 / 6) * (5 / 6)) / 4), 14);
    expect(last?.error).toBeCloseTo(Math.sqrt(((5 / 6) * (1 / 6)) / 4), 14);
    expect(last?.promised).toBeCloseTo((36.5 + 37.5 + 38.5 + 39.5) / 160, 14);
  });

  it('counts rows with weights as so many rows of one weight', () => {
    const [only] = curveOf({ labels: [1, 0, 1], scores: [0.5, 0.5, 0.5], weights: [1, 2, 3] });
    const held = ((36 / 14) * (4 / 6) + 1) / (36 / 14 + 2);
    expect(only).toMatchObject({ weight: 6, promised: 0.5 });
    expect(only?.error).toBeCloseTo(Math.sqrt((held * (1 - held)) / (36 / 14)), 14);
  });

  it('has ten bins of as many rows each where all scores differ', () => {
    const scores = uniform(3, 1000);
    expect(curveOf({ labels: scores.map((u) => (u > 0.5 ? 1 : 0)), scores }).map(({ weight }) => weight)).toEqual(
      Array.from({ length: 10 }, () => 100),
    );
  });
});

/** One by one, because comparing long arrays with `toEqual` takes seconds. */
function expectSame(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length);
  for (let place = 0; place < expected.length; place += 1) {
    if (found[place] !== expected[place])
      throw new Error(`expected ${expected[place]} at place ${place}, found ${found[place]}`);
  }
}

describe('sorting', () => {
  const shapes: Readonly<Record<string, (u: number) => number>> = {
    even: (u) => u,
    'below and above 0': (u) => u - 0.5,
    'skewed to the low end': (u) => u ** 40,
    'over six hundred powers of ten': (u) => 10 ** (600 * u - 300),
    'of both signs over six hundred powers of ten': (u) => (u < 0.5 ? -1 : 1) * 10 ** (600 * Math.abs(2 * u - 1) - 300),
    'to the ends of the doubles': (u) => (u - 0.5) * 2 * Number.MAX_VALUE,
    'below the least normal double': (u) => u * 1e-310,
    'with one far away': (u) => (u < 1e-4 ? 1e300 : u),
    'of eleven values': (u) => Math.round(u * 10) / 10,
    'half of them the same': (u) => Math.max(u, 0.5),
    'near one value': (u) => 1 + u * 1e-14,
    'all the same': () => 0.1,
    'all 0': () => 0,
  };

  it.each(Object.entries(shapes))('numbers %s come out as the engine sorts them', (_name, shape) => {
    for (const n of [0, 1, 2, 255, 256, 4095, 4096, 50_000]) {
      const values = uniform(n, n).map(shape);
      expectSame(sortNumbers(values.slice()), values.slice().sort());
    }
  });

  it.each(Object.entries(shapes))('places of numbers %s come out as a stable sort has them', (_name, shape) => {
    for (const n of [0, 1, 2, 255, 256, 4095, 20_000]) {
      const values = uniform(n + 1, n).map(shape);
      const expected = Array.from(values, (_, place) => place).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
      expectSame(orderNumbers(values), expected);
    }
  });

  it('leaves the numbers whose places it looks for as they are', () => {
    const values = uniform(1, 5000);
    const before = values.slice();
    orderNumbers(values);
    expectSame(values, before);
  });

  it('holds for whatever numbers there are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 30 }),
        (few) => {
          const values = Float64Array.from({ length: 6000 }, (_, index) => (few[(index * 7) % few.length] ?? 0) + 0);
          expectSame(sortNumbers(values.slice()), values.slice().sort());
          const order = orderNumbers(values);
          for (let place = 1; place < order.length; place += 1) {
            const [before, own] = [order[place - 1] ?? 0, order[place] ?? 0];
            const gap = (values[own] ?? 0) - (values[before] ?? 0);
            if (!(gap > 0 || (gap === 0 && own > before))) throw new Error(`place ${place} is wrong`);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
