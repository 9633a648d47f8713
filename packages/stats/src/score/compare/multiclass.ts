import type { Metric } from '../metric.ts';
import { type AreaName, areaNames } from '../multiclass/areas.ts';
import { leastEffective } from '../multiclass/averages.ts';
import { type ClassName, classesOf } from '../multiclass/classes.ts';
import { type MulticlassData, type MulticlassRows, prepareMulticlass } from '../multiclass/data.ts';
import { multiclassMetrics } from '../multiclass/metrics.ts';
import { isRefusal, type Refusal } from '../score.ts';
import { type Head, type ModelComparison, unanswered } from './answer.ts';
import { byCells } from './cells.ts';
import { about, type CompareMetricsOptions, compareEach, type PairOfData } from './each-metric.ts';
import { classBrierLosses, classLogLosses } from './losses.ts';
import type { McNemarMethod } from './mcnemar.ts';
import { compareMoved } from './moved.ts';
import { comparePaired } from './paired-mean.ts';
import { compareResampled } from './resample.ts';
import { type CompareRightOptions, compareRight } from './right.ts';

type Model = Pick<MulticlassRows, 'predictions' | 'probabilities'>;

/** What two models said of the same rows, of several classes. */
export interface PairedMulticlassRows extends Omit<MulticlassRows, 'predictions' | 'probabilities'> {
  readonly champion: Model;
  readonly challenger: Model;
}

export interface CompareMulticlassOptions extends CompareMetricsOptions {
  /** Test of accuracy: exact for few rows on which the models differ and mid-p for more, where not said. */
  readonly mcnemar?: McNemarMethod;
}

/** Chance adds to a calibration error, and to each model's by another amount; compare `brier` or `log_loss`. */
export const comparableMulticlassMetrics: readonly Metric<MulticlassData>[] = multiclassMetrics.filter(
  ({ name }) => name !== 'top_class_calibration_error',
);

/**
 * Compares two models of several classes on the same rows: accuracy by McNemar's test, log loss and Brier score by
 * Student's paired t, areas by what each row does to the difference, and averages over classes by resampling rows.
 *
 * Classes that are not given are those that labels or either model name, so that both models are asked for the same.
 */
export function compareMulticlass(
  { champion, challenger, ...shared }: PairedMulticlassRows,
  options: CompareMulticlassOptions = {},
): ModelComparison[] {
  const classes = sharedClasses({ champion, challenger, ...shared });
  const prepare = (model: Model) => prepareMulticlass({ ...shared, ...model, ...(!isRefusal(classes) && { classes }) });
  const pair = isRefusal(classes) ? classes : { champion: prepare(champion), challenger: prepare(challenger) };
  return compareEach(comparableMulticlassMetrics, pair, shared.labels.length, options, (metric, data, compare) =>
    compareMetric(metric, data, { ...compare, ...(options.mcnemar && { mcnemar: options.mcnemar }) }),
  );
}

/** Where the shapes are wrong the rows say so themselves, when they are looked at. */
function sharedClasses({
  labels,
  champion,
  challenger,
  classes,
}: PairedMulticlassRows): readonly ClassName[] | Refusal {
  const given = champion.probabilities ?? challenger.probabilities;
  const columns = given && labels.length > 0 ? given.length / labels.length : undefined;
  const seen = [labels, champion.predictions, challenger.predictions].filter((values) => values !== undefined);
  const whole = columns !== undefined && Number.isInteger(columns) ? columns : undefined;
  const found = classesOf(classes, whole, seen);
  return isRefusal(found) ? found : found.names;
}

/** With one class to each row, these are all the share of rows that are right. */
const sharesRight = ['accuracy', 'precision_micro', 'recall_micro', 'f1_micro', 'recall_weighted'];

const areas: Readonly<Record<string, AreaName | undefined>> = {
  roc_auc_macro: 'rocMacro',
  roc_auc_weighted: 'rocWeighted',
  pr_auc_macro: 'prMacro',
};

const lossesOf: Readonly<Record<string, typeof classLogLosses | undefined>> = {
  log_loss: classLogLosses,
  brier: classBrierLosses,
};

type Pair = PairOfData<MulticlassData>;

function compareMetric(
  metric: Metric<MulticlassData>,
  { champion, challenger }: Pair,
  options: CompareRightOptions,
): ModelComparison {
  const { name, better } = metric;
  const { labels, rows, weights, classes } = champion;
  const head: Head = { metric: name, better, method: 'none', rows };
  if (sharesRight.includes(name)) {
    const right = ({ decided }: MulticlassData) =>
      Uint8Array.from({ length: rows }, (_, row) => (decided?.[row] === labels[row] ? 1 : 0));
    return compareRight(head, { champion: right(champion), challenger: right(challenger), weights }, options);
  }
  const area = areas[name];
  if (area) return compareAreas(head, metric, area, { champion, challenger }, options);
  const losses = lossesOf[name];
  if (losses) {
    const of = ({ probabilities }: MulticlassData) => losses(labels, probabilities ?? [], classes.length);
    const values = { champion: of(champion), challenger: of(challenger), ...(weights && { weights }) };
    return comparePaired({ metric: name, better, ...values }, options);
  }
  return compareResampled({ metric: name, better, rows, ...byCells(metric, { champion, challenger }) }, options);
}

/** To draw rows and put them in order for each class a thousand times would take minutes; see DeLong's test for two classes. */
function compareAreas(
  head: Head,
  metric: Metric<MulticlassData>,
  area: AreaName,
  { champion, challenger }: Pair,
  options: CompareRightOptions,
): ModelComparison {
  const [first, second] = [metric.estimate(champion), metric.estimate(challenger)];
  if (isRefusal(first)) return unanswered(head, about('champion', first));
  if (isRefusal(second)) return unanswered(head, about('challenger', second));
  const { rows, weights, actual } = champion;
  const [own, its] = [champion.areas().influence, challenger.areas().influence];
  const [width, start] = [areaNames.length, areaNames.indexOf(area)];
  const moves = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const at = width * row + start;
    moves[row] = (weights ? (weights[row] ?? 0) : 1) * ((its[at] ?? 0) - (own[at] ?? 0));
  }
  const effective = leastEffective(
    champion,
    Array.from(actual.weight, (weight) => (weight > 0 ? 1 : 0)),
  );
  return compareMoved(head, { champion: first.value, challenger: second.value, moves, effective }, options);
}
