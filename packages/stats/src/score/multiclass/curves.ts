import { wilson } from '../interval.ts';
import type { Metric } from '../metric.ts';
import { type Estimate, type Refusal, refuse } from '../score.ts';
import { type AreaName, areaNames } from './areas.ts';
import { leastEffective, refuseAbsent } from './averages.ts';
import type { MulticlassData } from './data.ts';

function areaMetric(
  area: AreaName,
  parts: Pick<Metric<MulticlassData>, 'name' | 'formula' | 'edges'>,
): Metric<MulticlassData> {
  return {
    ...parts,
    task: 'multiclass',
    better: 'higher',
    range: [0, 1],
    needs: ['probabilities'],
    interval: wilson,
    estimate: (data) => estimateArea(data, area),
  };
}

function estimateArea(data: MulticlassData, area: AreaName): Estimate | Refusal {
  const { actual, total, classes, weights, rows } = data;
  if (!data.probabilities) return refuse('not_given', 'expected probabilities');
  const isThere = classes.map((_, code) => (actual.weight[code] ?? 0) > 0);
  if (area !== 'prMacro' && isThere.filter(Boolean).length < 2)
    return refuse('one_class', 'every row is of one class, so there is no pair to put in order');
  const counts = isThere.map((there) => (area === 'rocWeighted' && !there ? 0 : 1));
  const own = isThere.map((there) => (there ? 0 : null));
  const refused = refuseAbsent(own, counts, data, { reason: 'nothing_actual', lacks: 'has no row' });
  if (refused) return refused;
  const { values, influence } = data.areas();
  const [width, start] = [areaNames.length, areaNames.indexOf(area)];
  let variance = 0;
  for (let row = 0; row < rows; row += 1) {
    const moved = (weights ? (weights[row] ?? 0) : 1) * (influence[width * row + start] ?? 0);
    variance += moved * moved;
  }
  return { value: values[area], variance, effective: leastEffective(data, counts), rows: total.rows };
}

const absence = "unknown where a class has no row, or the average of the other classes where absent is 'skip'";

export const rocAucMacro = areaMetric('rocMacro', {
  name: 'roc_auc_macro',
  formula: 'mean over the classes of the area under the ROC curve of the class against the rest',
  edges: absence,
});

export const rocAucWeighted = areaMetric('rocWeighted', {
  name: 'roc_auc_weighted',
  formula: 'mean over the classes of the area under the ROC curve of the class against the rest, each by its rows',
  edges: 'unknown where all rows are of one class; a class without rows does not count',
});

export const prAucMacro = areaMetric('prMacro', {
  name: 'pr_auc_macro',
  formula: 'mean over the classes of the average precision of the class against the rest',
  edges: absence,
});
