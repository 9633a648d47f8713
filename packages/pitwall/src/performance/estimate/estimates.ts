import { type Finding, formatSubject, type ModelEstimate, type ModelEstimates } from '@pitwall/sdk';
import type { EstimatedScore } from '@pitwall/stats';
import type { Grade } from '../../core/grade.ts';
import { count, counted, number } from '../../core/words.ts';
import type { GradedThreshold, ModelSettings } from '../config.ts';
import type { Part } from '../part.ts';
import type { ModelRows, Rows } from '../rows.ts';
import { gradeSurely, thresholdsOf, withoutEvidence } from '../thresholds.ts';
import { brokenAssumption, measuredOf, splitByAge } from './assumption.ts';
import { learn } from './estimator.ts';
import { periodsOf } from './periods.ts';

/** Rows with labels to learn from, and where they are from. */
export interface Reference {
  readonly rows: Rows;
  readonly source: string;
}

export interface EstimateContext {
  readonly model: string;
  readonly now: Date;
  readonly pictures: boolean;
}

export const assumption =
  'Rows of which the model says the same turn out as those did that the estimates were learnt from. Whether that has changed, which is concept drift, only labels can show.';

/**
 * What the metrics of rows without labels will be. They are learnt from `reference`, or else from the rows that have
 * labels; where every row has one, from `reference` for all rows, to show how well estimates do.
 */
export function estimatePart(
  rows: ModelRows,
  reference: Reference | undefined,
  settings: ModelSettings,
  context: EstimateContext,
): Part {
  const { judged, waiting } = rows;
  const of = waiting.rows > 0 || !reference ? 'waiting' : 'all';
  const current = of === 'waiting' ? waiting : judged;
  if (current.rows === 0) return nothingToEstimate(rows, reference);
  const from = reference ?? { rows: judged, source: 'the rows that have labels' };
  const estimator = learn(from.rows, settings);
  const { level } = settings.performance;
  const scores = estimator?.(current, { level }) ?? [];
  const broken = reference
    ? brokenAssumption(reference.rows, judged, settings, estimator)
    : brokenAssumption(...splitByAge(judged), settings);
  const thresholds = thresholdsOf(settings);
  const measured = estimator ? measuredOf(from.rows, settings) : [];
  const graded = scores.map((score) => {
    const own = broken === undefined ? score : unknownBecause(score, broken);
    const threshold = thresholds.get(score.metric);
    return {
      score: own,
      threshold,
      grade: threshold && gradeEstimate(threshold, own),
      // A total of other rows, and of more or fewer, is nothing to compare with.
      measured:
        score.metric === 'profit' ? null : (measured.find(({ metric }) => metric === score.metric)?.value ?? null),
    };
  });
  const estimates: ModelEstimates = {
    of,
    rows: current.rows,
    reference: { rows: from.rows.rows, source: from.source },
    assumption,
    metrics: graded.map(metricOf),
    periods: context.pictures && estimator ? courseOf(graded, from.rows, waiting, settings) : null,
  };
  return {
    findings: [
      rowsFinding(estimates, settings, broken, context),
      ...graded.flatMap((one) => findingOf(one, estimates, context) ?? []),
    ],
    next: broken === undefined ? [] : [`Estimates are withheld: ${broken}. Wait for labels, or retrain.`],
    report: { estimates },
  };
}

interface Graded {
  readonly score: EstimatedScore;
  readonly threshold: GradedThreshold | undefined;
  readonly grade: Grade | undefined;
  readonly measured: number | null;
}

function nothingToEstimate({ judged, labelled }: ModelRows, reference: Reference | undefined): Part {
  const next =
    judged.rows > 0 && !reference
      ? `All ${count(labelled)} labels are here: there is nothing to estimate. With other rows to learn from (--reference), estimates of these can be held against what was measured.`
      : 'There is no prediction to estimate anything of.';
  return { findings: [], next: [next], report: {} };
}

const unknownBecause = (score: EstimatedScore, explanation: string): EstimatedScore => ({
  basis: 'estimated',
  metric: score.metric,
  version: score.version,
  estimated: null,
  reason: 'invalid',
  explanation,
  rows: score.rows,
  reference_rows: score.reference_rows,
});

/** An estimate is never beyond a limit unless its whole interval is. */
function gradeEstimate(threshold: GradedThreshold, score: EstimatedScore): Grade {
  if (score.estimated === null) return { status: 'unknown', reason: score.explanation };
  return gradeSurely(threshold, { value: score.estimated, interval: score.interval, rows: score.rows });
}

function metricOf({ score, threshold, grade, measured }: Graded): ModelEstimate {
  return {
    name: score.metric,
    estimated: score.estimated,
    interval: score.estimated === null ? null : score.interval,
    measured,
    status: grade?.status ?? null,
    threshold: threshold ? withoutEvidence(threshold) : null,
    ...(score.estimated === null ? { reason: score.explanation } : {}),
  };
}

function rowsFinding(
  { rows, of, reference, metrics }: ModelEstimates,
  { task }: ModelSettings,
  broken: string | undefined,
  { model, now }: EstimateContext,
): Finding {
  const known = metrics.filter(({ estimated }) => estimated !== null).length;
  const reason =
    broken ??
    metrics[0]?.reason ??
    `no way is known to estimate the metrics of a ${task} model before its labels arrive`;
  return {
    subject: formatSubject({ kind: 'model', name: model }),
    metric: 'performance.estimated_rows',
    value: known > 0 ? rows : null,
    threshold: null,
    status: known > 0 ? 'pass' : 'unknown',
    message:
      known > 0
        ? `${counted(known, 'metric')} of ${count(rows)} ${of === 'waiting' ? 'predictions without a label' : 'predictions'} estimated`
        : `nothing could be estimated of ${count(rows)} predictions`,
    ...(known > 0 ? {} : { reason }),
    evidence: {
      total: rows,
      observed: `learnt from ${counted(reference.rows, 'row')}: ${reference.source}`,
      ...(known > 0 ? {} : { fix: 'Give more rows with labels to learn from, or wait for labels' }),
    },
    at: now.toISOString(),
  };
}

function findingOf(
  { score, threshold, grade }: Graded,
  { reference }: ModelEstimates,
  { model, now }: EstimateContext,
): Finding | undefined {
  if (!threshold || !grade) return undefined;
  const limit = grade.status === 'alert' || grade.status === 'warning' ? threshold[grade.status] : undefined;
  const said =
    score.estimated === null
      ? `${score.metric} could not be estimated`
      : `${score.metric} is estimated to be ${number(score.estimated)} (${number(score.interval.low)} to ${number(score.interval.high)})`;
  const expected = threshold.alert ?? threshold.warning;
  return {
    subject: formatSubject({ kind: 'model', name: model }),
    metric: `performance.estimated.${score.metric}`,
    value: score.estimated,
    threshold: withoutEvidence(threshold),
    status: grade.status,
    message:
      limit === undefined
        ? said
        : `${said}: ${limit} is ${grade.status === 'alert' ? 'an alert' : 'a warning'}, and the whole interval is beyond it`,
    ...(grade.reason === undefined ? {} : { reason: grade.reason }),
    evidence: {
      total: score.rows,
      ...(expected === undefined ? {} : { expected: `not ${expected}` }),
      observed: `learnt from ${counted(reference.rows, 'row')} with labels`,
      computed: 'what becomes of predictions with labels, applied to those without',
      ...(limit === undefined
        ? {}
        : { fix: 'Look at the drift of what goes in; judge again as soon as labels arrive, which alone can prove it' }),
    },
    at: now.toISOString(),
  };
}

/** The course of the metric that a threshold asks for, else of the first that can be measured and estimated. */
function courseOf(graded: readonly Graded[], from: Rows, waiting: Rows, settings: ModelSettings) {
  const possible = graded.filter(({ score, measured }) => score.estimated !== null && measured !== null);
  const chosen = possible.find(({ threshold }) => threshold) ?? possible[0];
  return chosen ? periodsOf(chosen.score.metric, from, waiting, settings) : null;
}
