import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as andersonDarling from './anderson-darling.ts';
import * as beta from './beta.ts';
import * as binomial from './binomial.ts';
import * as chiSquared from './chi-squared.ts';
import * as f from './f.ts';
import * as gamma from './gamma.ts';
import * as kolmogorov from './kolmogorov.ts';
import * as kolmogorovSmirnov from './kolmogorov-smirnov.ts';
import * as mannWhitney from './mann-whitney.ts';
import * as normal from './normal.ts';
import * as studentT from './student-t.ts';

/** Made by scripts/golden/distributions.py. */
interface Golden {
  readonly name: string;
  readonly arguments: readonly (number | readonly number[])[];
  readonly value: number;
}

const golden = readFileSync(new URL('./fixtures/distributions.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Golden);

const givenTies = (distance: number, n: number, m: number, cuts: readonly number[]): number =>
  kolmogorovSmirnov.kolmogorovSmirnovSurvivalGivenTies(
    distance,
    n,
    m,
    Uint8Array.from({ length: n + m + 1 }, (_, k) => (cuts.includes(k) ? 1 : 0)),
  );

const functions: Readonly<Record<string, unknown>> = {
  ...andersonDarling,
  ...beta,
  ...binomial,
  ...chiSquared,
  ...f,
  ...gamma,
  ...kolmogorov,
  ...kolmogorovSmirnov,
  ...mannWhitney,
  ...normal,
  ...studentT,
  kolmogorovSmirnovSurvivalGivenTies: givenTies,
};

function evaluate({ name, arguments: list }: Golden): number {
  const found = functions[name];
  return typeof found === 'function' ? Number(Reflect.apply(found, undefined, list)) : Number.NaN;
}

const relativeError = (got: number, wanted: number): number =>
  got === wanted ? 0 : Math.abs(got - wanted) / Math.abs(wanted);

describe('each distribution equals the authority to twelve digits, down to 1e-300', () => {
  const names = [...new Set(golden.map(({ name }) => name))];

  it.each(names)('%s', (name) => {
    const cases = golden.filter((one) => one.name === name);
    const wrong = cases
      .map((one) => ({ ...one, got: evaluate(one) }))
      .filter(({ got, value }) => !(relativeError(got, value) <= 1e-12));
    expect(wrong).toEqual([]);
  });

  it('in more than a thousand cases', () => expect(golden.length).toBeGreaterThan(1000));
});

describe('each distribution obeys the laws', () => {
  const shape = fc.double({ min: 0.05, max: 1e4, noNaN: true });
  const x = fc.double({ min: 1e-3, max: 1e4, noNaN: true });
  const open = fc.double({ min: 1e-12, max: 0.999999, noNaN: true });

  it('of being a probability, below and above together 1', () => {
    fc.assert(
      fc.property(x, shape, shape, (at, a, b) => {
        const pairs: [number, number][] = [
          [normal.normalCdf(at), normal.normalSurvival(at)],
          [gamma.gammaCdf(at, a), gamma.gammaSurvival(at, a)],
          [beta.betaCdf(at / 1e4, a, b), beta.betaSurvival(at / 1e4, a, b)],
          [studentT.studentTCdf(at, a), studentT.studentTSurvival(at, a)],
          [f.fCdf(at, a, b), f.fSurvival(at, a, b)],
          [kolmogorov.kolmogorovCdf(at), kolmogorov.kolmogorovSurvival(at)],
        ];
        for (const [below, above] of pairs) {
          expect(below).toBeGreaterThanOrEqual(0);
          expect(above).toBeGreaterThanOrEqual(0);
          expect(below + above).toBeCloseTo(1, 12);
        }
      }),
    );
  });

  it('of a quantile being the inverse', () => {
    fc.assert(
      fc.property(open, shape, shape, (p, a, b) => {
        const close = (got: number): void => expect(relativeError(got, p)).toBeLessThan(1e-8);
        close(gamma.gammaSurvival(gamma.gammaUpperQuantile(p, a, 3), a, 3));
        close(f.fSurvival(f.fUpperQuantile(p, 1 + a, 1 + b), 1 + a, 1 + b));
        close(studentT.studentTSurvival(studentT.studentTUpperQuantile(p, 1 + a), 1 + a));
        close(normal.normalSurvival(normal.normalUpperQuantile(p)));
        close(kolmogorov.kolmogorovCdf(kolmogorov.kolmogorovQuantile(p)));
      }),
      { numRuns: 60 },
    );
  });

  it('of the binomial quantile being the smallest number that suffices', () => {
    fc.assert(
      fc.property(
        open,
        fc.integer({ min: 1, max: 500 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (p, trials, chance) => {
          const k = binomial.binomialQuantile(p, trials, chance);
          expect(binomial.binomialCdf(k, trials, chance)).toBeGreaterThanOrEqual(p * (1 - 1e-12));
          if (k > 0) expect(binomial.binomialCdf(k - 1, trials, chance)).toBeLessThan(p * (1 + 1e-12));
        },
      ),
    );
  });

  it('of known relatives: t with infinite freedom is normal, t² is F, equal sizes exchange', () => {
    expect(studentT.studentTSurvival(2, Number.POSITIVE_INFINITY)).toBe(normal.normalSurvival(2));
    expect(studentT.studentTSurvival(2, 1e9)).toBeCloseTo(normal.normalSurvival(2), 9);
    expect(2 * studentT.studentTSurvival(1.7, 9)).toBeCloseTo(f.fSurvival(1.7 ** 2, 1, 9), 13);
    expect(kolmogorovSmirnov.kolmogorovSmirnovSurvival(0.3, 40, 70)).toBe(
      kolmogorovSmirnov.kolmogorovSmirnovSurvival(0.3, 70, 40),
    );
  });

  it('of the ends: nothing is below 0, everything below infinity', () => {
    const end = Number.POSITIVE_INFINITY;
    expect([gamma.gammaCdf(-1, 2), gamma.gammaCdf(0, 2), gamma.gammaCdf(end, 2)]).toEqual([0, 0, 1]);
    expect([f.fSurvival(-1, 2, 3), f.fSurvival(end, 2, 3)]).toEqual([1, 0]);
    expect([normal.normalCdf(-end), normal.normalCdf(end), normal.normalCdf(0)]).toEqual([0, 1, 0.5]);
    expect([studentT.studentTCdf(-end, 3), studentT.studentTCdf(end, 3)]).toEqual([0, 1]);
    expect([
      beta.betaCdf(-1, 2, 3),
      beta.betaCdf(2, 2, 3),
      beta.betaQuantile(0, 2, 3),
      beta.betaQuantile(1, 2, 3),
    ]).toEqual([0, 1, 0, 1]);
    expect([normal.normalQuantile(0), normal.normalQuantile(1), gamma.gammaQuantile(1, 2)]).toEqual([-end, end, end]);
    expect([andersonDarling.andersonDarlingSurvival(0), andersonDarling.andersonDarlingSurvival(end)]).toEqual([1, 0]);
    expect([kolmogorov.kolmogorovSurvival(0), kolmogorov.kolmogorovSurvival(end)]).toEqual([1, 0]);
    expect([mannWhitney.mannWhitneySurvival(-1, 3, 3), mannWhitney.mannWhitneySurvival(10, 3, 3)]).toEqual([1, 0]);
    expect([
      binomial.binomialCdf(-1, 3, 0.5),
      binomial.binomialCdf(3, 3, 0.5),
      binomial.binomialProbability(0.5, 3, 0.5),
    ]).toEqual([0, 1, 0]);
  });

  it('of answering NaN outside its domain, as Math does', () => {
    const outside = [
      gamma.gammaCdf(1, -1),
      gamma.gammaQuantile(2, 1),
      gamma.gammaSurvival(Number.NaN, 1),
      beta.betaCdf(0.5, 0, 1),
      studentT.studentTCdf(1, 0),
      studentT.studentTQuantile(-0.1, 4),
      f.fCdf(1, 0, 1),
      normal.normalQuantile(1.1),
      normal.normalCdf(Number.NaN),
      binomial.binomialCdf(1, 2.5, 0.5),
      binomial.binomialQuantile(0.5, 3, 2),
      kolmogorovSmirnov.kolmogorovSmirnovSurvival(0.5, 0, 3),
      mannWhitney.mannWhitneySurvival(1, 0, 3),
      andersonDarling.andersonDarlingSurvival(Number.NaN),
    ];
    expect(outside.filter((value) => !Number.isNaN(value))).toEqual([]);
  });
});
