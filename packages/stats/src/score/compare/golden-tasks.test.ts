import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ModelComparison } from './answer.ts';
import { compareMulticlass } from './multiclass.ts';
import { compareRanking } from './ranking.ts';
import { compareRegression } from './regression.ts';
import { known } from './testing/known.ts';

/** Difference, p, and the ends of the interval; the ends are left out where another interval is taken. */
type Found = readonly [difference: number, p: number, low?: number, high?: number];

interface Golden {
  readonly regression: readonly {
    readonly name: string;
    readonly actual: readonly number[];
    readonly champion: readonly number[];
    readonly challenger: readonly number[];
    readonly quantile: number;
    readonly weights: readonly number[] | null;
    readonly found: Readonly<Record<string, Found>>;
  }[];
  readonly multiclass: readonly {
    readonly name: string;
    readonly labels: readonly number[];
    readonly champion: readonly number[];
    readonly challenger: readonly number[];
    readonly weights: readonly number[] | null;
    readonly values: Readonly<Record<string, readonly [number, number]>>;
    readonly found: Readonly<Record<string, Found>>;
  }[];
  readonly ranking: readonly {
    readonly name: string;
    readonly k: number;
    readonly champion: readonly ListRow[];
    readonly challenger: readonly ListRow[];
    readonly found: Readonly<Record<string, Found>>;
  }[];
}

type ListRow = readonly [user: string, item: number, score: number, relevance: number];

const golden = JSON.parse(readFileSync(new URL('fixtures/tasks.json', import.meta.url), 'utf8')) as Golden;

const of = (found: readonly ModelComparison[], metric: string) => known(found.find((one) => one.metric === metric));

function same(found: ModelComparison, [difference, p, low, high]: Found, within = 1e-12): void {
  const { difference: own, p: probability, interval } = known(found);
  const near = (is: number | undefined | null, as: number): void =>
    expect(Math.abs((is ?? Number.NaN) - as)).toBeLessThanOrEqual(within * Math.max(1, Math.abs(as)));
  near(own, difference);
  near(probability, p);
  if (low !== undefined) near(interval?.low, low);
  if (high !== undefined) near(interval?.high, high);
}

/** The slopes that Python has by steps, not in closed form. */
const steps = 1e-8;

describe.each(golden.regression.map((one) => [one.name, one] as const))('two regressions, %s,', (_name, one) => {
  const { weights, found, name: _of, ...rows } = one;
  const own = compareRegression({ ...rows, ...(weights && { weights }) });

  it.each(Object.entries(found))('differ in %s as scipy and scikit-learn have it', (metric, values) => {
    same(of(own, metric), values, metric === 'rmse' || metric === 'r_squared' ? steps : 1e-12);
  });

  it('are compared in every metric that Python compares, and in no other', () => {
    expect(own.map(({ metric }) => metric).sort()).toEqual(Object.keys(found).sort());
  });
});

describe.each(golden.multiclass.map((one) => [one.name, one] as const))('several classes, %s,', (_name, one) => {
  const { labels, champion, challenger, weights, values, found } = one;
  const own = compareMulticlass(
    {
      labels,
      champion: { probabilities: champion },
      challenger: { probabilities: challenger },
      ...(weights && { weights }),
    },
    { resamples: 100, mcnemar: 'exact' },
  );

  it.each(Object.entries(values))('have the %s of scikit-learn', (metric, [first, second]) => {
    expect(of(own, metric).champion).toBeCloseTo(first, 12);
    expect(of(own, metric).challenger).toBeCloseTo(second, 12);
  });

  it.each(Object.entries(found))('differ in %s as scipy, statsmodels and scikit-learn have it', (metric, about) => {
    same(of(own, metric), about, metric.includes('_auc') ? steps : 1e-12);
  });

  it('are compared in every metric that Python compares, and in no other', () => {
    expect(own.map(({ metric }) => metric).sort()).toEqual(
      [...new Set([...Object.keys(values), ...Object.keys(found)])].sort(),
    );
  });
});

describe.each(golden.ranking.map((one) => [one.name, one] as const))('two rankings, %s,', (_name, one) => {
  const columns = (rows: readonly ListRow[]) => ({
    users: rows.map(([user]) => user),
    items: rows.map(([, item]) => item),
    scores: rows.map(([, , score]) => score),
    relevance: rows.map(([, , , relevance]) => relevance),
  });
  const rows = { champion: columns(one.champion), challenger: columns([...one.challenger].reverse()) };

  it.each(Object.entries(one.found))('differ in %s as scipy and scikit-learn have it', (metric, found) => {
    same(of(compareRanking(rows, { k: one.k }), metric), found);
  });
});
