import type { IntervalRule } from '../interval.ts';
import type { Metric } from '../metric.ts';
import { type Estimate, type Refusal, refuse, type Score } from '../score.ts';
import type { ProfitData } from './data.ts';

/**
 * Who says it: `realised` is what the bets brought, `believed` what the model expected of them, `market` what the prices
 * say. A verdict on profit rests on what was realised, whatever the model believes.
 */
export type Basis = 'realised' | 'believed' | 'market';

export interface ProfitMetric<B extends Basis = Basis> extends Metric<ProfitData> {
  readonly task: 'profit';
  readonly basis: B;
}

export type RealisedScore = Score & { readonly basis: 'realised' };
export type BelievedScore = Score & { readonly basis: 'believed' };
export type MarketScore = Score & { readonly basis: 'market' };
export type ProfitScore = RealisedScore | BelievedScore | MarketScore;

/** The interval that the estimate brings with it. */
export const ownInterval: IntervalRule = ({ interval }, level) => interval?.(level) ?? 'no interval is known for this';

type Parts<B extends Basis> = Pick<ProfitMetric<B>, 'name' | 'basis' | 'formula' | 'edges' | 'estimate'> &
  Partial<Pick<ProfitMetric<B>, 'better' | 'range' | 'needs' | 'interval'>>;

/** A metric of bets; unknown where nothing was bet on. */
export function profitMetric<B extends Basis>({ estimate, ...parts }: Parts<B>): ProfitMetric<B> {
  return {
    better: 'higher',
    range: [null, null],
    needs: [],
    interval: ownInterval,
    ...parts,
    task: 'profit',
    estimate: (data: ProfitData): Estimate | Refusal =>
      data.bets === 0 ? refuse('nothing_predicted', 'no row was bet on, or every stake came back') : estimate(data),
  };
}

export const notGiven = (what: string): Refusal => refuse('not_given', `expected ${what}`);
