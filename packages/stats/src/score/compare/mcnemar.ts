import { binomialCdf, binomialProbability } from '../../distribution/binomial.ts';
import { chiSquaredSurvival } from '../../distribution/chi-squared.ts';
import { normalUpperQuantile } from '../../distribution/normal.ts';
import type { Interval } from '../score.ts';

/**
 * `exact` is binomial and never too sure; `mid_p` counts half of what is exactly as unlikely and is closer to the level;
 * `chi_squared` is McNemar's own, and `chi_squared_continuity` Edwards' correction of it.
 */
export const mcnemarMethods = ['exact', 'mid_p', 'chi_squared', 'chi_squared_continuity'] as const;
export type McNemarMethod = (typeof mcnemarMethods)[number];

export interface McNemar {
  readonly method: McNemarMethod;
  /** The smaller of the two counts for the binomial methods, else chi-squared with one degree of freedom. */
  readonly statistic: number;
  readonly p: number;
}

/** Up to so many rows on which the models differ the exact test is taken where no method is asked for, then mid-p. */
export const fewDiscordant = 25;

/**
 * McNemar's test, two-sided: is one model right more often than the other on the same rows? Only rows on which one is
 * right and the other wrong have a say.
 *
 * References: McNemar (1947); Edwards (1948); Fagerland, Lydersen and Laake (2013) for mid-p.
 * Example: mcnemar(5, 15, 'exact').p = 0.0414.
 */
export function mcnemar(
  onlyChampion: number,
  onlyChallenger: number,
  method: McNemarMethod = onlyChampion + onlyChallenger <= fewDiscordant ? 'exact' : 'mid_p',
): McNemar {
  for (const count of [onlyChampion, onlyChallenger])
    if (!(Number.isSafeInteger(count) && count >= 0))
      throw new RangeError(`expected counts of rows, got ${count}; pass how many only one model was right on`);
  const discordant = onlyChampion + onlyChallenger;
  const fewer = Math.min(onlyChampion, onlyChallenger);
  if (method === 'exact' || method === 'mid_p') {
    const both = 2 * binomialCdf(fewer, discordant, 0.5);
    const taken = method === 'mid_p' ? both - binomialProbability(fewer, discordant, 0.5) : both;
    return { method, statistic: fewer, p: Math.min(1, taken) };
  }
  if (discordant === 0) return { method, statistic: 0, p: 1 };
  const apart = Math.abs(onlyChampion - onlyChallenger);
  const corrected = method === 'chi_squared_continuity' ? Math.max(0, apart - 1) : apart;
  const statistic = corrected ** 2 / discordant;
  return { method, statistic, p: chiSquaredSurvival(statistic, 1) };
}

/**
 * Interval of the difference of two shares of the same rows, with one row added to each kind on which the models differ.
 * Reference: Bonett and Price, Adjusted Wald intervals for paired proportions (2012).
 */
export function pairedShares(onlyChampion: number, onlyChallenger: number, rows: number, level: number): Interval {
  const [ahead, behind] = [(onlyChallenger + 1) / (rows + 2), (onlyChampion + 1) / (rows + 2)];
  const middle = ahead - behind;
  const half = normalUpperQuantile((1 - level) / 2) * Math.sqrt((ahead + behind - middle ** 2) / (rows + 2));
  return { low: Math.max(-1, middle - half), high: Math.min(1, middle + half), level, method: 'bonett_price' };
}
