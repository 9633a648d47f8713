import { type Refusal, refuse } from '../score.ts';
import type { ProfitRows } from './data.ts';

/**
 * Which rows were bet on. `staked`: those with a stake above 0. `edge`: those where the model's expected profit for a
 * stake of 1 is larger than `above`, and the stake is above 0.
 */
export type BettingRule = { readonly bet: 'staked' } | { readonly bet: 'edge'; readonly above: number };

export function betOn(
  rule: BettingRule,
  stake: number,
  probability: number | undefined,
  decimal: number | undefined,
): boolean {
  if (!(stake > 0)) return false;
  return rule.bet === 'staked' || (probability ?? Number.NaN) * (decimal ?? Number.NaN) - 1 > rule.above;
}

export function ruleProblem({ rule, probabilities, odds }: ProfitRows): Refusal | undefined {
  if (rule?.bet !== 'edge') return undefined;
  if (!Number.isFinite(rule.above)) return refuse('invalid', `edge is ${rule.above}, expected a finite number`);
  if (!probabilities || !odds)
    return refuse('not_given', 'expected probabilities and odds, because rows are bet on by their edge');
  return undefined;
}
