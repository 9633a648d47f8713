import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ScoreFigure } from '../score.ts';
import { scoreRegression } from './metrics.ts';

interface Golden {
  readonly name: string;
  readonly actual: readonly number[];
  readonly predicted: readonly number[];
  readonly weights: readonly number[] | null;
  readonly quantile: number;
  readonly values: Readonly<Record<string, number>>;
  readonly standard_errors: Readonly<Record<string, number>>;
}

const { cases } = JSON.parse(readFileSync(new URL('fixtures/scores.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Golden[];
};

const figuresOf = ({ actual, predicted, weights, quantile }: Golden): ReadonlyMap<string, ScoreFigure> =>
  new Map(
    scoreRegression({ actual, predicted, quantile, ...(weights ? { weights } : {}) }).flatMap((score) =>
      score.value === null ? [] : [[score.metric, score]],
    ),
  );

/** Our variances of means are unbiased; the jackknife divides by n. */
function unbiased({ actual, weights }: Golden): number {
  const all = weights ?? actual.map(() => 1);
  const n = all.reduce((sum, w) => sum + w, 0) ** 2 / all.reduce((sum, w) => sum + w * w, 0);
  return Math.sqrt(n / (n - 1));
}

describe.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_name, golden) => {
  const figures = figuresOf(golden);

  it('has a figure for every metric that Python has one for, and for no other', () => {
    expect([...figures.keys()].sort()).toEqual(Object.keys(golden.values).sort());
  });

  it.each(Object.entries(golden.values))('%s is as scikit-learn and numpy have it', (metric, value) => {
    const found = figures.get(metric)?.value ?? Number.NaN;
    expect(Math.abs(found / value - 1)).toBeLessThanOrEqual(1e-12);
  });

  it.each(Object.entries(golden.standard_errors))(
    'the standard error of %s is that of the infinitesimal jackknife',
    (metric, error) => {
      const scale = metric === 'r_squared' ? 1 : unbiased(golden);
      expect((figures.get(metric)?.standard_error ?? Number.NaN) / (error * scale)).toBeCloseTo(1, 6);
    },
  );
});
