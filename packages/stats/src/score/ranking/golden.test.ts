import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ScoreFigure } from '../score.ts';
import type { RankingRows } from './data.ts';
import { scoreRanking } from './metrics.ts';

interface Golden extends Required<Omit<RankingRows, 'ranks' | 'listed' | 'relevantFrom'>> {
  readonly name: string;
  readonly k: number;
  readonly values: Readonly<Record<string, number>>;
  readonly standard_errors: Readonly<Record<string, number>>;
}

const { cases } = JSON.parse(readFileSync(new URL('fixtures/scores.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly Golden[];
};

/** By the names of the fixture: without the number of places, and diversity of features beside that of categories. */
function figuresOf({
  k,
  categories,
  features,
  name: _name,
  values: _values,
  ...rows
}: Golden): Map<string, ScoreFigure> {
  const figures = new Map<string, ScoreFigure>();
  for (const score of scoreRanking({ ...rows, categories }, { k }))
    if (score.value !== null) figures.set(score.metric.replace(/@.*/, ''), score);
  for (const score of scoreRanking({ ...rows, features }, { k }))
    if (score.value !== null && score.metric.startsWith('diversity')) figures.set('diversity_of_features', score);
  return figures;
}

describe.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_name, golden) => {
  const figures = figuresOf(golden);

  it('has a figure for every metric that Python has one for, and for no other', () => {
    expect([...figures.keys()].sort()).toEqual(Object.keys(golden.values).sort());
  });

  it.each(Object.entries(golden.values))('%s is as scikit-learn and numpy have it', (metric, value) => {
    expect(Math.abs((figures.get(metric)?.value ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-12);
  });

  it.each(Object.entries(golden.standard_errors))('the standard error of %s is that of its lists', (metric, error) => {
    expect(figures.get(metric)?.standard_error).toBeCloseTo(error, 12);
  });
});
