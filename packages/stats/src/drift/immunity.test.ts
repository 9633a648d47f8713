import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyDistance } from './energy-distance.ts';
import { hellinger } from './hellinger.ts';
import { js } from './jensen-shannon.ts';
import { ks } from './kolmogorov-smirnov.ts';
import { kl } from './kullback-leibler.ts';
import { psi } from './psi.ts';
import { severityOf, severityThresholds } from './severity.ts';
import { figureOf, normal } from './testing/samples.ts';
import { totalVariation } from './total-variation.ts';
import { wasserstein } from './wasserstein.ts';

const n = 20_000;
const all = { psi, kl, js, hellinger, totalVariation, ks, wasserstein, energyDistance };
const named = Object.entries(all);
type Values = ArrayLike<number>;

const withOne = (values: Float64Array, wild: number): Float64Array => Float64Array.from([...values.subarray(1), wild]);
const before = normal(1, n);
const worlds: readonly (readonly [string, Float64Array])[] = [
  ['the same', normal(3, n)],
  ['a small drift', normal(5, n, 0.3)],
  ['a standard deviation away', normal(7, n, 1)],
];
const wild = [1e6, -1e6, 1e300, -1e300, Number.POSITIVE_INFINITY, Number.NaN];

describe.each(named)(
  'one wild value in 20,000 moves the default %s',
  (name, measure: (a: Values, b: Values) => ReturnType<typeof psi>) => {
    it.each(worlds)('by less than 1 % in a world of %s', (_, now) => {
      const plain = measure(before, now);
      const figure = figureOf(plain);
      // Where nothing drifts, the figure is only noise, and 1 % of the least threshold is what it may move by.
      const allowed = 0.01 * Math.max(figure, severityThresholds[plain.measure][0]);
      for (const value of wild) {
        expect(
          Math.abs(figureOf(measure(before, withOne(now, value))) - figure),
          `${name}, current ${value}`,
        ).toBeLessThan(allowed);
        expect(
          Math.abs(figureOf(measure(withOne(before, value), now)) - figure),
          `${name}, reference ${value}`,
        ).toBeLessThan(allowed);
      }
    });
  },
);

describe('mass outside the reference', () => {
  it('counts: with half of it there, PSI exceeds 0.25', () => {
    const now = before.map((x, index) => (index % 2 === 0 ? x : x + 100));
    expect(figureOf(psi(before, now))).toBeGreaterThan(0.25);
    expect(severityOf(psi(before, now))).toBe('high');
  });

  it.each(named)(
    'makes the %s of a total shift finite and high',
    (_, measure: (a: Values, b: Values) => ReturnType<typeof psi>) => {
      for (const shift of [20, 1e9, -1e9]) {
        const drift = measure(
          before,
          before.map((x) => x + shift),
        );
        expect(Number.isFinite(figureOf(drift))).toBe(true);
        expect(severityOf(drift)).toBe('high');
      }
    },
  );
});

describe('a spike', () => {
  const zeros = (seed: number, share: number): Float64Array =>
    normal(seed, 5000).map((x, index) => (index < share * 5000 ? 0 : Math.abs(x) * 1000));

  it('does not hide the rest of the column', () => {
    expect(severityOf(psi(zeros(11, 0.9), zeros(13, 0.9)))).toBe('none');
    expect(figureOf(psi(zeros(11, 0.9), zeros(13, 0.7)))).toBeGreaterThan(0.25);
  });

  it('is seen to go where the deciles of the reference are all the same value', () => {
    const gone = zeros(13, 0.9).map((x) => (x === 0 ? 1 : x));
    expect(severityOf(psi(zeros(11, 0.9), gone))).toBe('high');
  });
});

describe('missing values', () => {
  it('are a bin: a column that loses a third of its values has drifted', () => {
    const thinned = [...before].map((x, index) => (index % 3 === 0 ? null : x));
    expect(severityOf(psi(before, thinned))).toBe('high');
    expect(figureOf(ks(before, thinned))).toBeLessThan(0.02);
  });
});

describe('noise', () => {
  it('keeps the severity at none for 1,000 rows against 1,000, whatever the distribution', () => {
    const shapes: readonly ((x: number) => number)[] = [
      (x) => x,
      Math.exp,
      (x) => Math.round(x),
      (x) => (x > 1 ? 1 : 0),
    ];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 30 }), fc.constantFrom(...shapes), (seed, shape) => {
        const [a, b] = [normal(seed, 1000).map(shape), normal(seed + 7, 1000).map(shape)];
        expect(severityOf(psi(a, b))).toBe('none');
      }),
      { seed: 1, numRuns: 60 },
    );
  });
});
