import { scoreMetric } from '../../metric.ts';
import { isRefusal, type Score } from '../../score.ts';
import { type ProfitRows, prepareProfit } from '../data.ts';
import type { Basis } from '../metric.ts';
import { profitMetrics } from '../metrics.ts';

export function scoreOf(rows: ProfitRows, name: string): Score & { readonly basis: Basis } {
  const metric = profitMetrics.find((one) => one.name === name);
  const data = prepareProfit(rows);
  if (!metric || isRefusal(data)) throw new Error(`no such metric or no such rows: ${name}`);
  return { ...scoreMetric(metric, data), basis: metric.basis };
}

/** The figure, where a test has no use for `unknown`. */
export function figure(rows: ProfitRows, name: string): number {
  const found = scoreOf(rows, name);
  if (found.value === null) throw new Error(`${name} is unknown: ${found.explanation}`);
  return found.value;
}
