import type { Metric } from '../metric.ts';
import {
  type ClassCostRows,
  type CostData,
  type CostRows,
  costMetrics,
  prepareClassCosts,
  prepareCosts,
} from '../profit/costs.ts';
import type { ModelComparison } from './answer.ts';
import { type CompareMetricsOptions, compareEach, type PairOfData } from './each-metric.ts';
import { comparePaired } from './paired-mean.ts';
import type { ResampleOptions } from './resample.ts';

/** What two models decided of the same rows, and what decisions cost: for a model of two classes, or of several. */
export type PairedCostRows = BinaryCosts | ClassCosts;

type Decided = 'scores' | 'predictions' | 'cutoff';

interface BinaryCosts extends Omit<CostRows, Decided> {
  readonly champion: Pick<CostRows, Decided>;
  readonly challenger: Pick<CostRows, Decided>;
}

interface ClassCosts extends Omit<ClassCostRows, 'predictions'> {
  readonly champion: Pick<ClassCostRows, 'predictions'>;
  readonly challenger: Pick<ClassCostRows, 'predictions'>;
}

/**
 * Compares what two models' decisions cost on the same rows, by Student's paired t with allowance for the skewness, because
 * few rows cost much. Rows on which both decide alike cost both the same, whatever that is.
 */
export function compareCosts(rows: PairedCostRows, options: CompareMetricsOptions = {}): ModelComparison[] {
  const pair: PairOfData<ReturnType<typeof prepareCosts>> = 'matrix' in rows ? pairOfClasses(rows) : pairOfTwo(rows);
  return compareEach(costMetrics, pair, rows.labels.length, options, compareMetric);
}

function pairOfTwo({ champion, challenger, ...shared }: BinaryCosts) {
  return {
    champion: prepareCosts({ ...shared, ...champion }),
    challenger: prepareCosts({ ...shared, ...challenger }),
  };
}

function pairOfClasses({ champion, challenger, ...shared }: ClassCosts) {
  return {
    champion: prepareClassCosts({ ...shared, ...champion }),
    challenger: prepareClassCosts({ ...shared, ...challenger }),
  };
}

function compareMetric(
  metric: Metric<CostData>,
  { champion, challenger }: PairOfData<CostData>,
  options: ResampleOptions,
): ModelComparison {
  const { weight } = champion;
  const factor = metric.name === 'total_cost' ? weight.reduce((sum, by) => sum + by, 0) : 1;
  const costs = ({ cost }: CostData): Float64Array => {
    const own = new Float64Array(cost.length);
    for (let row = 0; row < own.length; row += 1) {
      const by = weight[row] ?? 0;
      own[row] = by === 0 ? 0 : ((cost[row] ?? 0) / by) * factor;
    }
    return own;
  };
  const { name, better } = metric;
  const values = { champion: costs(champion), challenger: costs(challenger), weights: weight, skewed: true };
  return comparePaired({ metric: name, better, ...values }, options);
}
