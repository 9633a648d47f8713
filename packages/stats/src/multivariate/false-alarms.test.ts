import { describe, expect, it } from 'vitest';
import { binomialQuantile } from '../distribution/binomial.ts';
import { compareReconstruction } from './compare-reconstruction.ts';
import { domainClassifier } from './domain-classifier.ts';
import type { Matrix } from './matrix.ts';
import { fitReconstruction } from './reconstruction.ts';
import { correlated, independent, known, matrixOf } from './testing/matrices.ts';

const pairs = 600;
const level = 0.05;

/** Alarms among the pairs that 99.9 % of runs stay within, were the rate at the ends of 0.8–1.2 × the level. */
const fewest = binomialQuantile(0.0005, pairs, 0.8 * level);
const most = binomialQuantile(0.9995, pairs, 1.2 * level);

type Row = (draw: () => number) => readonly number[];

const related = correlated(5, 0.6);
const kinds: readonly (readonly [string, Row])[] = [
  ['independent columns', independent(5)],
  ['correlated columns', related],
  ['whole numbers', (draw) => related(draw).map((x) => Math.round(1.5 * x))],
  ['heavy tails', (draw) => related(draw).map((x) => x / Math.abs(draw()))],
  ['missing cells', (draw) => related(draw).map((x, column) => (draw() > 1.5 - 0.3 * column ? Number.NaN : x))],
  ['zeros and ones', (draw) => related(draw).map((x, column) => (x > 0.4 * column ? 1 : 0))],
];

const reconstruction = (reference: Matrix, current: Matrix): number =>
  known(compareReconstruction(known(fitReconstruction(reference)), current)).p;

const checks = {
  'the domain classifier': (reference: Matrix, current: Matrix): number =>
    known(domainClassifier(reference, current)).p,
  'the reconstruction error': reconstruction,
};

function expectLevel(check: (reference: Matrix, current: Matrix) => number, row: Row, n: number, m: number): void {
  let alarms = 0;
  for (let pair = 0; pair < pairs; pair += 1) {
    if (check(matrixOf(n, 20_000 + pair, row), matrixOf(m, 90_000 + pair, row)) <= level) alarms += 1;
  }
  expect(alarms).toBeGreaterThanOrEqual(fewest);
  expect(alarms).toBeLessThanOrEqual(most);
}

describe.each(Object.entries(checks))('without any drift %s raises as many alarms as the level says', (_, check) => {
  it.each(kinds)('%s, 200 rows against 200', (__, row) => {
    expectLevel(check, row, 200, 200);
  });

  it('60 rows against 500', () => {
    expectLevel(check, related, 60, 500);
  });

  it('more columns than rows', () => {
    expectLevel(check, correlated(60, 0.3), 50, 50);
  });
});
