import { type Refusal, refuse } from '../score.ts';

/** Less than Kelly's stake: `fraction` of it, and at most `cap` of the bankroll. */
export interface KellyRule {
  readonly fraction: number;
  readonly cap: number;
}

export const usualKelly: KellyRule = { fraction: 0.25, cap: 0.05 };
export const fullKelly: KellyRule = { fraction: 1, cap: 1 };

/**
 * The share of a bankroll that Kelly's rule puts on a bet; 0 where the model expects no profit.
 *
 * Definition: (p·d − 1) / (d − 1), which makes the expected logarithm of the bankroll the largest if p is right. It is not:
 * so a fraction of it and a cap are usual.
 * Reference: Kelly (1956); Thorp (2006). Example: kellyStake(0.6, 2) = 0.2.
 */
export function kellyStake(probability: number, decimal: number, { fraction, cap }: KellyRule = fullKelly): number {
  const whole = (probability * decimal - 1) / (decimal - 1);
  return Math.min(cap, fraction * Math.max(0, whole));
}

export function kellyStakes(
  probabilities: ArrayLike<number>,
  decimals: ArrayLike<number>,
  rule: KellyRule = fullKelly,
): Float64Array {
  if (probabilities.length !== decimals.length)
    throw new RangeError(
      `expected as many probabilities as odds, got ${probabilities.length} and ${decimals.length}; pass one of each a bet`,
    );
  const stakes = new Float64Array(decimals.length);
  for (let bet = 0; bet < stakes.length; bet += 1)
    stakes[bet] = kellyStake(probabilities[bet] ?? Number.NaN, decimals[bet] ?? Number.NaN, rule);
  return stakes;
}

export function kellyProblem({ fraction, cap }: KellyRule): Refusal | undefined {
  if (!(fraction > 0 && fraction <= 1))
    return refuse('invalid', `fraction of Kelly's stake is ${fraction}, expected a number above 0 and up to 1`);
  if (!(cap > 0 && cap <= 1))
    return refuse('invalid', `cap of Kelly's stake is ${cap}, expected a number above 0 and up to 1`);
  return undefined;
}
