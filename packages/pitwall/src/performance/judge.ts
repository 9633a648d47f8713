import {
  type Evidence,
  type Finding,
  formatSubject,
  type ModelMetric,
  type ModelReport,
  worstStatus,
} from '@pitwall/sdk';
import type { Grade } from '../core/grade.ts';
import { count, counted, number } from '../core/words.ts';
import type { GradedThreshold, ModelSettings } from './config.ts';
import { confusionOf } from './confusion.ts';
import { sweepOf } from './costs.ts';
import { picturesOf } from './pictures.ts';
import { rowFindings } from './row-findings.ts';
import type { ModelRows } from './rows.ts';
import { type Measured, measureModel } from './scores.ts';
import { assertKnown, gradeMetric, thresholdsOf, withoutEvidence } from './thresholds.ts';

export interface JudgedModel {
  readonly findings: readonly Finding[];
  readonly report: ModelReport;
}

interface Graded {
  readonly measured: Measured;
  readonly threshold: GradedThreshold | undefined;
  readonly grade: Grade | undefined;
}

/** Is the model right, and does it pay: every metric, and a finding for each that has a threshold. */
export function judgeModel(
  name: string,
  rows: ModelRows,
  settings: ModelSettings,
  { now, pictures }: { readonly now: Date; readonly pictures: boolean },
): JudgedModel {
  const measured = measureModel(rows, settings);
  assertKnown(
    settings,
    measured.map(({ metric }) => metric.name),
  );
  const thresholds = thresholdsOf(settings);
  const graded = measured.map((one): Graded => {
    const threshold = thresholds.get(one.metric.name);
    return { measured: one, threshold, grade: threshold && gradeMetric(threshold, one) };
  });
  const findings = [
    ...rowFindings(name, rows, measured, settings, now),
    ...graded.flatMap((one) => findingOf(name, one, now) ?? []),
  ];
  return {
    findings,
    report: {
      name,
      task: settings.task,
      status: worstStatus(findings.map(({ status }) => status)),
      rows: { predictions: rows.predictions, labelled: rows.labelled, judged: rows.judged.rows },
      summary: summarize(rows, graded),
      next: nextSteps(rows, graded),
      metrics: graded.map(metricOf),
      confusion: confusionOf(rows, settings),
      costs: sweepOf(rows, settings),
      segments: null,
      estimates: null,
      comparison: null,
      pictures: pictures ? picturesOf(rows, settings) : null,
    },
  };
}

function metricOf({ measured: { metric, score, basis }, threshold, grade }: Graded): ModelMetric {
  const reason = score.value === null ? score.explanation : score.interval_missing;
  return {
    name: metric.name,
    basis,
    value: score.value,
    interval: score.value === null ? null : score.interval,
    better: metric.better,
    range: [metric.range[0], metric.range[1]],
    rows: score.rows,
    status: grade?.status ?? null,
    threshold: threshold ? withoutEvidence(threshold) : null,
    ...(reason === undefined ? {} : { reason }),
    formula: metric.formula,
  };
}

function findingOf(model: string, { measured, threshold, grade }: Graded, now: Date): Finding | undefined {
  if (!threshold || !grade) return undefined;
  const { metric, score } = measured;
  return {
    subject: formatSubject({ kind: 'model', name: model }),
    metric: `performance.${metric.name}`,
    value: score.value,
    threshold: withoutEvidence(threshold),
    status: grade.status,
    message: messageOf(measured, threshold, grade),
    ...(grade.reason === undefined ? {} : { reason: grade.reason }),
    evidence: evidenceOf(measured, threshold, grade),
    at: now.toISOString(),
  };
}

function messageOf({ metric, score }: Measured, threshold: GradedThreshold, { status }: Grade): string {
  if (status === 'unknown') return `${metric.name} could not be judged`;
  const value = score.value === null ? 'unknown' : number(score.value);
  if (status === 'pass') return `${metric.name} is ${value}${between(score)}`;
  const limit = threshold[status] ?? '';
  const sure = threshold.evidence === 'interval' ? ', and chance does not explain it' : '';
  return `${metric.name} is ${value}${between(score)}: ${limit} ${status === 'alert' ? 'is an alert' : 'is a warning'}${sure}`;
}

function between(score: Measured['score']): string {
  if (score.value === null || !score.interval) return '';
  return ` (${number(score.interval.low)} to ${number(score.interval.high)})`;
}

function evidenceOf({ metric, score, basis }: Measured, threshold: GradedThreshold, { status }: Grade): Evidence {
  const expected = status === 'alert' ? threshold.alert : (threshold.warning ?? threshold.alert);
  const fix = status === 'alert' || status === 'warning' ? adviceFor(metric.name, basis) : undefined;
  return {
    total: score.rows,
    ...(expected === undefined ? {} : { expected: `not ${expected}` }),
    ...(score.value === null
      ? {}
      : { observed: `${number(score.value)}${between(score)} on ${count(score.rows)} rows` }),
    computed: metric.formula,
    ...(fix === undefined ? {} : { fix }),
  };
}

function adviceFor(metric: string, basis: Measured['basis']): string {
  if (basis === 'realised')
    return 'Stop betting or lower the stakes until the cause is known; compare what the model promised with what was kept';
  if (basis === 'believed') return 'The model expects this itself: raise the edge that a bet needs';
  if (metric === 'calibration_error' || metric === 'log_loss' || metric === 'brier')
    return 'Look at the calibration curve: recalibrate on recent labels, or retrain';
  return 'Look for the segment where it is worst, and for drift in its data; retrain if it stays';
}

const valueNamed = (graded: readonly Graded[], name: string): number | null =>
  graded.find(({ measured }) => measured.metric.name === name)?.measured.score.value ?? null;

function summarize({ judged: { rows: judged }, predictions, labelled }: ModelRows, graded: readonly Graded[]): string {
  if (judged === 0) {
    return predictions === 0
      ? 'There is no prediction.'
      : `Nothing could be judged: ${count(predictions)} predictions, ${count(labelled)} of them with a label.`;
  }
  const failing = graded.filter(({ grade }) => grade?.status === 'alert' || grade?.status === 'warning');
  const [roi, believed] = [valueNamed(graded, 'roi'), valueNamed(graded, 'expected_value')];
  return [
    `${count(judged)} of ${count(predictions)} predictions judged`,
    ...(failing.length > 0
      ? [
          `${failing.map(({ measured }) => measured.metric.name).join(', ')} ${failing.length === 1 ? 'is' : 'are'} beyond the threshold`,
        ]
      : []),
    ...(roi === null
      ? []
      : [
          `each unit staked brought ${signed(roi)}${believed === null ? '' : `, the model expected ${signed(believed)}`}`,
        ]),
  ]
    .join('; ')
    .concat('.');
}

const signed = (value: number): string => `${value > 0 ? '+' : ''}${number(value)}`;

function nextSteps(rows: ModelRows, graded: readonly Graded[]): string[] {
  const waiting = rows.predictions - rows.labelled - rows.ambiguous;
  const [roi, believed] = [valueNamed(graded, 'roi'), valueNamed(graded, 'expected_value')];
  return [
    ...(roi !== null && believed !== null && roi < 0 && believed > 0
      ? ['The model promises a profit and makes a loss: trust the loss, and look at its calibration.']
      : []),
    ...(rows.strangers.labels > 0
      ? [
          `${counted(rows.strangers.labels, 'label')} ${rows.strangers.labels === 1 ? 'belongs' : 'belong'} to no prediction: compare the ids of both sides.`,
        ]
      : []),
    ...(waiting > 0
      ? [
          waiting === 1
            ? '1 prediction still waits for its label.'
            : `${count(waiting)} predictions still wait for their labels.`,
        ]
      : []),
  ];
}
