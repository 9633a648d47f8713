import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRefusal, type ScoreFigure } from '../score.ts';
import { confusionMatrix } from './confusion.ts';
import { type MulticlassRows, prepareMulticlass } from './data.ts';
import { multiclassMetrics, scoreMulticlass } from './metrics.ts';

interface Golden {
  readonly name: string;
  readonly classes: number;
  readonly labels: readonly number[];
  readonly probabilities: readonly number[];
  readonly weights: readonly number[] | null;
  readonly values: Readonly<Record<string, number>>;
  readonly standard_errors: Readonly<Record<string, number>>;
  readonly confusion: readonly (readonly number[])[];
}

const { cases } = JSON.parse(readFileSync(new URL('fixtures/scores.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Golden[];
};

const rowsOf = ({ labels, probabilities, weights, name }: Golden): MulticlassRows => ({
  labels,
  probabilities,
  ...(weights ? { weights } : {}),
  absent: ['a rare class', 'a class that was never predicted'].includes(name) ? 'skip' : 'unknown',
});

const figuresOf = (golden: Golden): ReadonlyMap<string, ScoreFigure> =>
  new Map(scoreMulticlass(rowsOf(golden)).flatMap((score) => (score.value === null ? [] : [[score.metric, score]])));

/** Our variances of means are unbiased; the jackknife divides by n. */
function unbiased({ labels, weights }: Golden): number {
  const all = weights ?? labels.map(() => 1);
  const n = all.reduce((sum, w) => sum + w, 0) ** 2 / all.reduce((sum, w) => sum + w * w, 0);
  return Math.sqrt(n / (n - 1));
}

describe.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_name, golden) => {
  const figures = figuresOf(golden);

  it('has a value of scikit-learn for every metric', () => {
    expect(Object.keys(golden.values).sort()).toEqual(multiclassMetrics.map(({ name }) => name).sort());
  });

  it.each(Object.entries(golden.values))('%s is as scikit-learn has it', (metric, value) => {
    const found = figures.get(metric)?.value ?? Number.NaN;
    expect(Math.abs(found - value)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)));
  });

  it.each(Object.entries(golden.standard_errors))(
    'the standard error of %s is that of the infinitesimal jackknife',
    (metric, error) => {
      const scale = ['log_loss', 'brier'].includes(metric) ? unbiased(golden) : 1;
      expect(figures.get(metric)?.standard_error).toBeCloseTo(error * scale, 6);
    },
  );

  it('has the confusion matrix of scikit-learn', () => {
    const data = prepareMulticlass(rowsOf(golden));
    const matrix = isRefusal(data) ? data : confusionMatrix(data);
    if (isRefusal(matrix)) throw new Error(matrix.explanation);
    expect(matrix.classes).toEqual(Array.from({ length: golden.classes }, (_, code) => code));
    for (const [row, weights] of golden.confusion.entries()) {
      for (const [column, weight] of weights.entries()) expect(matrix.weights[row]?.[column]).toBeCloseTo(weight, 10);
    }
  });
});
