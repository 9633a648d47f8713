import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prepareBinary } from '../binary/data.ts';
import { isRefusal } from '../score.ts';
import { type DeLong, deLong } from './delong.ts';
import { mcnemar, mcnemarMethods } from './mcnemar.ts';
import { comparePaired } from './paired-mean.ts';

type TwoNumbers = readonly [number, number];

interface Golden {
  readonly mcnemar: readonly ({ readonly onlyChampion: number; readonly onlyChallenger: number } & Readonly<
    Record<(typeof mcnemarMethods)[number], TwoNumbers>
  >)[];
  readonly areas: readonly {
    readonly name: string;
    readonly labels: readonly number[];
    readonly champion: readonly number[];
    readonly challenger: readonly number[];
    readonly areas: TwoNumbers;
    readonly z: number;
    readonly p: number;
    readonly variance: number;
  }[];
  readonly means: readonly {
    readonly name: string;
    readonly champion: readonly number[];
    readonly challenger: readonly number[];
    readonly weights: readonly number[] | null;
    readonly difference: number;
    readonly p: number;
    readonly interval: TwoNumbers;
  }[];
}

const golden = JSON.parse(readFileSync(new URL('fixtures/comparisons.json', import.meta.url), 'utf8')) as Golden;

const near = (found: number | null, value: number, within = 1e-12): void =>
  expect(Math.abs((found ?? Number.NaN) - value)).toBeLessThanOrEqual(within * Math.max(1, Math.abs(value)));

describe.each(golden.mcnemar)('McNemar of $onlyChampion and $onlyChallenger', (one) => {
  it.each(mcnemarMethods)('is as statsmodels has it, by %s', (method) => {
    const found = mcnemar(one.onlyChampion, one.onlyChallenger, method);
    near(found.statistic, one[method][0]);
    near(found.p, one[method][1]);
    expect(found.p / one[method][1]).toBeCloseTo(1, 10);
  });
});

function areasOf({ labels, champion, challenger }: Golden['areas'][number]): DeLong {
  const data = prepareBinary({ labels, scores: champion });
  const found = isRefusal(data) ? data : deLong(data, challenger);
  if (isRefusal(found)) throw new Error(found.explanation);
  return found;
}

describe.each(golden.areas.map((one) => [one.name, one] as const))('DeLong of %s', (_name, one) => {
  const found = areasOf(one);

  it('has the areas, z and p of MLstatkit', () => {
    near(found.champion, one.areas[0]);
    near(found.challenger, one.areas[1]);
    near(found.z, one.z);
    near(found.p, one.p);
  });

  it('has the variance of all pairs, as the paper writes it', () => {
    near(found.variance, one.variance);
    expect(found.variance / one.variance).toBeCloseTo(1, 11);
  });
});

describe.each(golden.means.map((one) => [one.name, one] as const))('paired t of %s', (_name, one) => {
  it('is as scipy and statsmodels have it', () => {
    const { champion, challenger, weights } = one;
    const found = comparePaired({
      metric: 'loss',
      better: 'lower',
      champion,
      challenger,
      ...(weights && { weights }),
    });
    if (found.difference === null) throw new Error(found.explanation);
    near(found.difference, one.difference);
    near(found.p, one.p);
    near(found.interval?.low ?? null, one.interval[0]);
    near(found.interval?.high ?? null, one.interval[1]);
  });
});
