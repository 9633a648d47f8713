import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { energyDistance } from './energy-distance.ts';
import type { Drift, Measure } from './figure.ts';
import { hellinger } from './hellinger.ts';
import { js } from './jensen-shannon.ts';
import { ks } from './kolmogorov-smirnov.ts';
import { kl } from './kullback-leibler.ts';
import { psi } from './psi.ts';
import { current, reference, uniform } from './testing/columns.ts';
import { figureOf, measured } from './testing/samples.ts';
import { wasserstein } from './wasserstein.ts';

interface Golden {
  readonly n: number;
  readonly cases: Readonly<
    Record<
      string,
      Readonly<Record<'evidently' | 'phoenix' | 'decile' | 'plain', Readonly<Record<string, number | null>>>>
    >
  >;
}

/** Made by scripts/golden/drift_modes.py with NumPy and SciPy. */
const golden = JSON.parse(readFileSync(new URL('./testing/modes.json', import.meta.url), 'utf8')) as Golden;

const before = reference(golden.n);
const now = current(golden.n);
const was = (name: string): Float64Array => before.get(name) ?? new Float64Array();
const is = (name: string): Float64Array => now.get(name) ?? new Float64Array();
/** Before the change that `current` makes to a column. */
const fresh = uniform(987_654_321, golden.n);
const freshWhole = uniform(987_654_321 + 16 * 1_000_003, golden.n).map((x) => Math.floor(x * 50));

const pairs: Readonly<Record<string, readonly [Float64Array, Float64Array]>> = {
  f00: [was('f00'), is('f00')],
  f06: [was('f06'), is('f06')],
  f07: [was('f07'), is('f07')],
  f10: [was('f10'), is('f10')],
  f16: [was('f16'), is('f16')],
  few_values: [was('f16').map((x) => Math.floor(x / 5)), freshWhole.map((x) => Math.floor(x / 4))],
  mostly_zero: [was('f00').map((x) => (x < 0.9 ? 0 : x * 1000)), fresh.map((x) => (x < 0.8 ? 0 : x * 1000))],
  wild: [was('f06'), Float64Array.from([...is('f06').map((x) => x / 1.5 + 1), 1e6])],
  apart: [was('f00'), fresh.map((x) => x + 5)],
  two_values: [was('f00').map((x) => (x < 0.3 ? 0 : 1)), fresh.map((x) => (x < 0.5 ? 0 : 1))],
};

type Measuring = (reference: ArrayLike<number | null>, current: ArrayLike<number | null>, options: object) => Drift;
const measuring: Readonly<Record<string, Measuring>> = {
  psi,
  kl,
  js,
  hellinger,
  wasserstein,
  energy_distance: energyDistance,
  ks,
};

/** Within 1e-9, relative for large figures. */
function expectClose(found: number, expected: number | null | undefined, label: string): void {
  expect(expected, label).toBeTypeOf('number');
  const allowed = 1e-9 * Math.max(1, Math.abs(expected ?? 0));
  expect(Math.abs(found - (expected ?? Number.NaN)), `${label}: ${found} against ${expected}`).toBeLessThanOrEqual(
    allowed,
  );
}

describe.each(Object.entries(pairs))('column %s', (name, [a, b]) => {
  const expected = golden.cases[name];

  it.each(Object.entries(expected?.evidently ?? {}))('has the %s of Evidently', (measure, value) => {
    expectClose(figureOf(measuring[measure]?.(a, b, { mode: 'evidently' }) ?? psi([], [])), value, measure);
  });

  it.each(Object.entries(expected?.phoenix ?? {}))('has the %s of Phoenix', (measure, value) => {
    const missing = (values: Float64Array, from: number): (number | null)[] =>
      [...values].map((x, index) => (index < from ? x : null));
    const [x, y] = [missing(a, a.length - Math.floor(a.length / 20)), missing(b, b.length - Math.floor(b.length / 10))];
    expectClose(figureOf(measuring[measure]?.(x, y, { mode: 'phoenix' }) ?? psi([], [])), value, measure);
  });

  it('has the PSI of credit scoring', () => {
    expectClose(figureOf(psi(a, b, { mode: 'decile' })), expected?.decile.psi, 'psi');
  });

  it('has the plain and the normed distances of SciPy', () => {
    const plain = { norm: 'none', fenced: false } as const;
    expectClose(figureOf(wasserstein(a, b, plain)), expected?.plain.wasserstein, 'wasserstein');
    expectClose(figureOf(energyDistance(a, b, plain)), expected?.plain.energy_distance, 'energy distance');
    expectClose(figureOf(ks(a, b)), expected?.plain.ks, 'ks');
    for (const norm of ['std', 'range', 'iqr'] as const) {
      const value = expected?.plain[`wasserstein_by_${norm}`];
      if (value !== null) expectClose(figureOf(wasserstein(a, b, { norm, fenced: false })), value, norm);
    }
  });
});

describe('a mode', () => {
  it('has no measure that its tool has not', () => {
    const answers: readonly (readonly [Drift, Measure])[] = [
      [js([1, 2], [1, 2], { mode: 'cbb' }), 'js'],
      [kl([1, 2], [1, 2], { mode: 'decile' }), 'kl'],
      [hellinger([1, 2], [1, 2], { mode: 'phoenix' }), 'hellinger'],
      [ks([1, 2], [1, 2], { mode: 'phoenix' }), 'ks'],
      [wasserstein([1, 2], [1, 2], { mode: 'cbb' }), 'wasserstein'],
    ];
    for (const [answer, measure] of answers)
      expect(answer).toMatchObject({ measure, value: null, reason: 'not_in_mode' });
  });

  it('takes categories as its tool does', () => {
    const [a, b] = [
      ['x', 'x', 'y', null],
      ['x', 'y', 'y', 'z'],
    ];
    const evidently =
      (2 / 3 - 1 / 4) * Math.log(8 / 3) + (1 / 3 - 1 / 2) * Math.log(2 / 3) + (1e-4 - 1 / 4) * Math.log(4e-4);
    expectClose(figureOf(psi(a, b, { mode: 'evidently' })), evidently, 'evidently');
    const share = (count: number): number => (count + 1) / 8;
    const term = (r: number, c: number): number => (share(c) - share(r)) * Math.log(share(c) / share(r));
    expectClose(figureOf(psi(a, b, { mode: 'phoenix' })), term(2, 1) + term(1, 2) + term(0, 1) + term(1, 0), 'phoenix');
  });

  it('is named in the figure, with the direction it measures in', () => {
    expect(measured(kl([1, 2, 3], [1, 2, 3]))).toMatchObject({
      mode: 'pitwall',
      direction: 'reference_to_current',
      version: 1,
    });
    expect(measured(kl([1, 2, 3], [1, 2, 3], { mode: 'phoenix' }))).toMatchObject({
      mode: 'phoenix',
      direction: 'current_to_reference',
    });
    const forth = figureOf(kl([1, 2, 3, 3], [1, 1, 1, 4]));
    const back = figureOf(kl([1, 2, 3, 3], [1, 1, 1, 4], { direction: 'current_to_reference' }));
    expect(back).not.toBe(forth);
  });
});
