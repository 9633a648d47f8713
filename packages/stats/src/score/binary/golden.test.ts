import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ScoreFigure } from '../score.ts';
import { scoreBinary } from './metrics.ts';

interface Golden {
  readonly name: string;
  readonly labels: readonly number[];
  readonly scores: readonly number[];
  readonly weights: readonly number[] | null;
  readonly values: Readonly<Record<string, number>>;
  readonly delong_error: number | null;
  readonly standard_errors: Readonly<Record<string, number>>;
}

const { cases } = JSON.parse(readFileSync(new URL('fixtures/scores.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Golden[];
};

const figuresOf = ({ labels, scores, weights }: Golden): ReadonlyMap<string, ScoreFigure> =>
  new Map(
    scoreBinary({ labels, scores, ...(weights ? { weights } : {}) }).flatMap((score) =>
      score.value === null ? [] : [[score.metric, score]],
    ),
  );

/** Our variances of means are unbiased; the jackknife divides by n. */
function unbiased({ labels, weights }: Golden): number {
  const all = weights ?? labels.map(() => 1);
  const n = all.reduce((sum, w) => sum + w, 0) ** 2 / all.reduce((sum, w) => sum + w * w, 0);
  return Math.sqrt(n / (n - 1));
}

describe.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_name, golden) => {
  const figures = figuresOf(golden);

  it.each(Object.entries(golden.values))('%s is as scikit-learn has it', (metric, value) => {
    const found = figures.get(metric)?.value ?? Number.NaN;
    expect(Math.abs(found - value)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(value)));
  });

  it.each(Object.entries(golden.standard_errors).filter(([metric]) => metric !== 'roc_auc'))(
    'the standard error of %s is that of the infinitesimal jackknife',
    (metric, error) => {
      const scale = ['log_loss', 'brier'].includes(metric) ? unbiased(golden) : 1;
      expect(figures.get(metric)?.standard_error).toBeCloseTo(error * scale, 6);
    },
  );

  const paper = golden.delong_error;
  if (paper !== null) {
    it('the standard error of roc_auc is that of DeLong', () => {
      expect(figures.get('roc_auc')?.standard_error).toBeCloseTo(paper, 13);
    });
  }

  it('the standard error of roc_auc is near that of the jackknife, which divides by n', () => {
    const ones = golden.labels.filter((label) => label === 1).length;
    const few = Math.min(ones, golden.labels.length - ones);
    const ratio = (figures.get('roc_auc')?.standard_error ?? 0) / (golden.standard_errors.roc_auc ?? 0);
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThan(1 + 1 / (few - 1));
  });
});
