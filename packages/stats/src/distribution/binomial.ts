import { incompleteBeta } from './beta.ts';
import { binomialTerm } from './stirling.ts';
import { allAbove, allBelow, exchange, noTails, type Tails } from './tails.ts';

/**
 * Binomial distribution: probability of exactly `successes` among `trials`, each with probability `chance`.
 *
 * Reference: C. Loader (2000), saddle-point form. Relative error below 1e-12 for up to 1e9 trials. Cost: constant.
 * Example: binomialProbability(2, 4, 0.5) = 0.375.
 */
export function binomialProbability(successes: number, trials: number, chance: number): number {
  if (!valid(trials, chance)) return Number.NaN;
  if (!Number.isInteger(successes) || successes < 0 || successes > trials) return 0;
  if (chance === 0 || chance === 1) return successes === trials * chance ? 1 : 0;
  return binomialTerm(successes, trials - successes, chance, 1 - chance);
}

/** Binomial distribution: probability of at most `successes`. Example: binomialCdf(1, 2, 0.5) = 0.75. */
export function binomialCdf(successes: number, trials: number, chance: number): number {
  return tails(successes, trials, chance).below;
}

/** Binomial distribution: probability of more than `successes`, accurate in the far tail. */
export function binomialSurvival(successes: number, trials: number, chance: number): number {
  return tails(successes, trials, chance).above;
}

/** The smallest number of successes that is not exceeded with probability `p` or more. Cost: about log₂ trials evaluations. */
export function binomialQuantile(p: number, trials: number, chance: number): number {
  if (!valid(trials, chance) || !(p >= 0 && p <= 1)) return Number.NaN;
  let low = -1;
  let high = trials;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const { below, above } = tails(middle, trials, chance);
    const reached = p <= 0.5 ? below >= p : above <= 1 - p;
    if (reached) high = middle;
    else low = middle;
  }
  return high;
}

function tails(successes: number, trials: number, chance: number): Tails {
  if (!valid(trials, chance) || Number.isNaN(successes)) return noTails;
  const whole = Math.floor(successes);
  if (whole < 0) return allAbove;
  if (whole >= trials) return allBelow;
  return exchange(incompleteBeta(whole + 1, trials - whole, chance, 1 - chance));
}

function valid(trials: number, chance: number): boolean {
  return Number.isInteger(trials) && trials >= 0 && chance >= 0 && chance <= 1;
}
