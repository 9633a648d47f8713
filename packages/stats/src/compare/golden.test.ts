import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { andersonDarling, andersonDarlingOfCounts } from './anderson-darling.ts';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { chiSquared } from './chi-squared.ts';
import { gTest } from './g-test.ts';
import { kolmogorovSmirnov, kolmogorovSmirnovOfCounts } from './kolmogorov-smirnov.ts';
import { mannWhitney, mannWhitneyOfCounts } from './mann-whitney.ts';
import { isUnknown, type Unknown } from './outcome.ts';
import type { Counts } from './runs.ts';
import { twoProportions } from './two-proportions.ts';
import { welchT } from './welch-t.ts';

/** Made by scripts/golden/comparisons.py. */
const read = <Case>(name: string): Case[] =>
  readFileSync(new URL(`./fixtures/${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Case);

interface Value {
  readonly statistic: number;
  readonly p: number;
}

interface Samples {
  readonly reference: number[];
  readonly current: number[];
  readonly ks: Value & { readonly plain: number };
  readonly ad: { readonly standardised: number; readonly interpolated: number; readonly p: number | null };
  readonly mw: Value & { readonly computed: string };
  readonly welch: (Value & { readonly freedom: number }) | null;
}

type Table = Counts & Readonly<Record<'chi' | 'chiPlain' | 'g' | 'gPlain', Value>>;

function known<Result extends object>(outcome: Result | Unknown): Result {
  if (isUnknown(outcome)) throw new Error(`expected a result, got unknown: ${outcome.unknown}`);
  return outcome;
}

/** Both far from and near 0 to as many digits; below 1e-300 only that it is as small. */
function expectP(got: number, wanted: number, where: unknown): void {
  if (wanted < 1e-300) expect(got, JSON.stringify(where)).toBeLessThan(1e-299);
  else expectDigits(got, wanted, 1e-9, where);
}

function expectDigits(got: number, wanted: number, relative: number, where: unknown): void {
  const error = Math.abs(got - wanted);
  if (!(error <= relative * Math.abs(wanted))) expect({ got, where }).toEqual({ got: wanted, where });
}

const samples = read<Samples>('samples');

describe('golden values: on sorted values', () => {
  it('Kolmogorov–Smirnov has SciPy’s statistic and exact p where ties are ignored', () => {
    for (const one of samples) {
      const result = known(kolmogorovSmirnov(one.reference, one.current, { ties: 'ignore' }));
      expectDigits(result.statistic, one.ks.statistic, 1e-12, one);
      expectP(result.p, one.ks.plain, one);
    }
  });

  it('Kolmogorov–Smirnov has the p of whole numbers given the ties', () => {
    for (const one of samples) expectP(known(kolmogorovSmirnov(one.reference, one.current)).p, one.ks.p, one);
  });

  it('Anderson–Darling has SciPy’s statistic and, without ties, the p of the limit, to which SciPy’s table comes near', () => {
    for (const one of samples) {
      const result = known(andersonDarling(one.reference, one.current));
      expectDigits(result.standardised, one.ad.standardised, 1e-11, one);
      const untied = new Set([...one.reference, ...one.current]).size === result.n + result.m;
      if (untied && Math.min(result.n, result.m) > 6) {
        if (one.ad.p !== null) expectP(result.p, one.ad.p, one);
        const { interpolated } = one.ad;
        if (interpolated > 0.001 && interpolated < 0.25) expectDigits(result.p, interpolated, 0.05, one);
        else expect(Math.sign(interpolated - 0.1) * (result.p - interpolated)).toBeGreaterThan(-0.02 * interpolated);
      }
    }
  });

  it('Mann–Whitney has SciPy’s U, p and way to compute it', () => {
    for (const one of samples) {
      const result = known(mannWhitney(one.reference, one.current));
      expectDigits(result.statistic, one.mw.statistic, 1e-12, one);
      expectP(result.p, one.mw.p, one);
      expect(result.computed).toBe(one.mw.computed);
    }
  });

  it('Welch’s t has the exact statistic, freedom and p, for dates in milliseconds too', () => {
    for (const one of samples) {
      const result = welchT(one.reference, one.current);
      if (one.welch === null) expect(result).toEqual({ method: 'welch-t', unknown: 'nothing varies' });
      else {
        const { statistic, freedom, p } = known(result);
        expectDigits(statistic, one.welch.statistic, 1e-12, one);
        expectDigits(freedom, one.welch.freedom, 1e-12, one);
        expectP(p, one.welch.p, one);
      }
    }
  });
});

describe('golden values: on counts', () => {
  const large = read<Counts & { ks: Value; ad: { standardised: number }; mw: Value }>('large');

  it('tests by ranks take samples of any size', () => {
    for (const one of large) {
      const ks = known(kolmogorovSmirnovOfCounts(one));
      expect(ks.computed).toBe('asymptotic');
      expectDigits(ks.statistic, one.ks.statistic, 1e-12, one);
      expectP(ks.p, one.ks.p, one);
      expectDigits(known(andersonDarlingOfCounts(one)).standardised, one.ad.standardised, 1e-10, one);
      const mw = known(mannWhitneyOfCounts(one));
      expectDigits(mw.statistic, one.mw.statistic, 1e-12, one);
      expectP(mw.p, one.mw.p, one);
    }
  });

  const tables = read<Table>('categories');

  it('chi-squared is SciPy’s without pooling, and on the pooled cells with it', () => {
    for (const one of tables) {
      const plain = known(chiSquared(one, { minimumExpected: 0 }));
      expectDigits(plain.statistic, one.chiPlain.statistic, 1e-12, one);
      expectP(plain.p, one.chiPlain.p, one);
      const pooled = known(chiSquared(one));
      expectDigits(pooled.statistic, one.chi.statistic, 1e-12, one);
      expectP(pooled.p, one.chi.p, one);
    }
  });

  it('the G test is SciPy’s but for Williams’s correction, without pooling and with it', () => {
    for (const one of tables) {
      const plain = known(gTest(one, { minimumExpected: 0 }));
      expectDigits(plain.statistic, one.gPlain.statistic, 1e-12, one);
      expectP(plain.p, one.gPlain.p, one);
      const pooled = known(gTest(one));
      expectDigits(pooled.statistic, one.g.statistic, 1e-12, one);
      expectP(pooled.p, one.g.p, one);
    }
  });

  it('two proportions have the p and mid-p of whole numbers', () => {
    for (const one of read<{ reference: [number, number]; current: [number, number]; p: number; midP: number }>(
      'proportions',
    )) {
      const [[a, n], [b, m]] = [one.reference, one.current];
      const result = known(twoProportions({ count: a, of: n }, { count: b, of: m }));
      expectP(result.p, one.p, one);
      expectP(result.midP, one.midP, one);
    }
  });

  it('adjusted p-values are SciPy’s', () => {
    for (const { p, adjusted } of read<{ p: number[]; adjusted: number[] }>('discoveries')) {
      benjaminiHochberg(p).forEach((got, index) => void expectDigits(got, adjusted[index] ?? Number.NaN, 1e-12, p));
    }
  });

  it('more than 500 results are compared in all', () => {
    expect(samples.length * 5 + tables.length * 4 + large.length * 3).toBeGreaterThan(500);
  });
});
