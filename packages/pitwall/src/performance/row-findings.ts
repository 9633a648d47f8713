import { type Finding, formatSubject, type Status } from '@pitwall/sdk';
import { count, counted } from '../core/words.ts';
import type { ModelSettings } from './config.ts';
import type { ModelRows } from './rows.ts';
import type { Measured } from './scores.ts';

/** What can be said of the rows as a whole, before what they came to. */
export function rowFindings(
  model: string,
  rows: ModelRows,
  measured: readonly Measured[],
  settings: ModelSettings,
  now: Date,
): Finding[] {
  const subject = formatSubject({ kind: 'model', name: model });
  const about = { subject, threshold: null, at: now.toISOString() };
  return [
    { ...about, ...judgedRows(rows, measured) },
    ...strangers(rows).map((said) => ({ ...about, ...said })),
    ...positives(rows, settings).map((said) => ({ ...about, ...said })),
  ];
}

type Said = Pick<Finding, 'metric' | 'value' | 'message' | 'evidence'> & {
  readonly status: Status;
  readonly reason?: string;
};

/** Without a row to judge, or a metric that has a value, nothing is known, which must not look as if all were well. */
function judgedRows(
  { judged: { rows: judged }, predictions, labelled }: ModelRows,
  measured: readonly Measured[],
): Said {
  const all = { metric: 'performance.rows', value: judged };
  const evidence = { count: judged, total: predictions };
  if (judged === 0) {
    return {
      ...all,
      status: 'unknown',
      message: 'no prediction could be judged',
      reason: `${counted(predictions, 'prediction')}, ${count(labelled)} of them with a label`,
      evidence: { ...evidence, fix: 'Give labels to them, or look at what is wrong with their rows' },
    };
  }
  const [first] = measured;
  if (first?.score.value === null && measured.every(({ score }) => score.value === null)) {
    return {
      ...all,
      status: 'unknown',
      message: 'no metric has a value',
      reason: first.score.explanation,
      evidence: { ...evidence, fix: 'Mend what the reason speaks of; a model of which nothing is known is not fine' },
    };
  }
  return {
    ...all,
    status: 'pass',
    message: `${count(judged)} of ${count(predictions)} predictions were judged`,
    evidence,
  };
}

/** Labels of other rows are no mistake, but that not one belongs to a prediction mostly is. */
function strangers({ strangers: { labels, ids }, labelled, predictions }: ModelRows): Said[] {
  if (labels === 0) return [];
  const some = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(', ');
  const none = labelled === 0 && predictions > 0;
  return [
    {
      metric: 'performance.join',
      value: labels,
      status: none ? 'warning' : 'pass',
      message: none
        ? `none of ${counted(labels, 'label')} belongs to a prediction`
        : `${counted(labels, 'label')} ${labels === 1 ? 'belongs' : 'belong'} to no prediction`,
      evidence: {
        count: labels,
        expected: 'labels with the id of a prediction',
        observed: `no prediction of ${some(ids.labels)}${ids.predictions.length > 0 ? `; no label of ${some(ids.predictions)}` : ''}`,
        ...(none
          ? { fix: 'Compare the ids of both sides: the right column, leading zeros, blanks, upper and lower case' }
          : {}),
      },
    },
  ];
}

/** A word that no label is makes every row a 0, and of a misspelt one nothing else would tell. */
function positives({ judged: { columns, rows }, notPositive }: ModelRows, { task, label }: ModelSettings): Said[] {
  if (task !== 'binary' || label.positive === undefined || rows === 0) return [];
  const positive = JSON.stringify(String(label.positive));
  const ones = columns.label?.reduce((sum, one) => sum + one, 0) ?? 0;
  const said = { metric: 'performance.positives', value: ones };
  if (ones > 0)
    return [
      {
        ...said,
        status: 'pass',
        message: `${counted(ones, 'label')} of ${count(rows)} ${ones === 1 ? 'is' : 'are'} ${positive}`,
        evidence: { count: ones, total: rows },
      },
    ];
  return [
    {
      ...said,
      status: 'warning',
      message: `no label is ${positive}, so that every row counts as a 0`,
      evidence: {
        count: 0,
        total: rows,
        expected: `labels that are ${positive}`,
        ...(notPositive.length > 0 ? { observed: notPositive.map((label) => JSON.stringify(label)).join(', ') } : {}),
        fix: 'See how the labels are written (upper and lower case count), and say it with --positive or label: { positive }',
      },
    },
  ];
}
