import type { ComparedMetric, ModelMetric, ModelReport, ModelSegments } from '@pitwall/sdk';
import { visible } from '../../core/visible.ts';
import { count, counted, marks, percent, whereWords } from '../../core/words.ts';
import { boundedRows, tableHead } from './markdown-table.ts';
import { markdownText, tableRow } from './markdown-text.ts';
import {
  answerWords,
  between,
  chanceWords,
  comparisonTitle,
  costsWords,
  estimatesTitle,
  figure,
  limitWords,
  segmentsTitle,
} from './model-words.ts';
import { shorten } from './text-width.ts';

const cellWidth = 80;
const reasonWidth = 160;
const sentenceWidth = 400;
const shownAdvice = 6;
const shownSegments = 5;
/** Of what nobody set a threshold on, a few are enough here. */
const shownMetrics = 8;

/** One model: what was asked of it, what is to come, what it is held against; in about as many characters as there is room. */
export function modelBlock(model: ModelReport, room: number): string {
  const { name, task, status, summary, next } = model;
  const parts = [
    `### ${marks[status]} Model ${cell(name || '(no name)')}: ${status}`,
    `${sentence(summary)} (${task})`,
    next
      .slice(0, shownAdvice)
      .map((advice) => `- ${sentence(advice)}`)
      .join('\n'),
    judgedTable(model, room * 0.25),
    ...estimatesPart(model, room * 0.15),
    ...comparisonPart(model, room * 0.15),
    ...(model.segments ?? []).flatMap((search) => segmentsPart(search, (room * 0.15) / (model.segments?.length || 1))),
    model.costs ? sentence(costsWords(model.costs)) : '',
    everyMetric(model, room * 0.2),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const leftOut =
  (noun: string) =>
  (many: number): string =>
    `${counted(many, `more ${noun}`)} left out: \`pitwall evaluate --format json\` has all.`;

const isJudged = ({ status }: ModelMetric): boolean => status !== null;

function judgedTable({ metrics }: ModelReport, room: number): string {
  const rows = metrics
    .filter(isJudged)
    .map((metric) =>
      tableRow([
        metric.status === null ? '' : `${marks[metric.status]}&nbsp;${metric.status}`,
        cell(metric.name),
        figure(metric.value),
        cell(between(metric.interval) || (metric.reason ?? ''), reasonWidth),
        cell(limitWords(metric)),
        count(metric.rows),
      ]),
    );
  return boundedRows(
    tableHead(['', 'Metric', 'Value:', 'Interval', 'Threshold', 'Rows:']),
    rows,
    room,
    leftOut('metric'),
  );
}

function everyMetric({ metrics }: ModelReport, room: number): string {
  const known = metrics.filter(({ value }) => value !== null);
  if (known.length === 0) return '';
  const rows = known.map(({ name, basis, value, interval, rows: based }) =>
    tableRow([cell(name), basis, figure(value), between(interval), count(based)]),
  );
  const head = tableHead(['Metric', 'Basis', 'Value:', 'Interval', 'Rows:']);
  return `<details><summary>${counted(known.length, 'metric')}</summary>\n\n${boundedRows(head, rows, room, leftOut('metric'))}\n\n</details>`;
}

function estimatesPart({ estimates }: ModelReport, room: number): string[] {
  if (!estimates) return [];
  // What nobody asked for and nobody knows says nothing.
  const told = estimates.metrics
    .filter(({ estimated, status }) => estimated !== null || status !== null)
    .toSorted((a, b) => Number(a.status === null) - Number(b.status === null));
  const rows = told.map((metric) =>
    tableRow([
      metric.status === null ? '' : `${marks[metric.status]}&nbsp;${metric.status}`,
      cell(metric.name),
      figure(metric.estimated),
      cell(between(metric.interval) || (metric.reason ?? ''), reasonWidth),
      metric.measured === null ? '' : figure(metric.measured),
      cell(limitWords(metric)),
    ]),
  );
  const head = tableHead(['', 'Metric', 'Estimated:', 'Interval', 'Measured:', 'Threshold']);
  return [
    `**${sentence(estimatesTitle(estimates))}** (${cell(estimates.reference.source)}). ${sentence(estimates.assumption)}`,
    boundedRows(head, rows, room, leftOut('metric'), shownMetrics),
  ];
}

/** After the metric that decides, what speaks against the model. */
const urgency: readonly ComparedMetric['answer'][] = [
  'worse',
  'better',
  'equal_within_margin',
  'no_difference_shown',
  'unknown',
];

function comparisonPart({ comparison }: ModelReport, room: number): string[] {
  if (!comparison) return [];
  const { headline, metrics, words } = comparison;
  const place = ({ name, answer }: ComparedMetric): number => (name === headline ? -1 : urgency.indexOf(answer));
  const decidesFirst = metrics.toSorted((a, b) => place(a) - place(b));
  const rows = decidesFirst.map((metric) =>
    tableRow([
      metric.name === headline ? `**${cell(metric.name)}**` : cell(metric.name),
      answerWords[metric.answer],
      figure(metric.challenger),
      figure(metric.champion),
      metric.difference === null ? '' : figure(metric.difference),
      cell(between(metric.interval) || (metric.reason ?? ''), reasonWidth),
      cell(chanceWords(metric.p)),
    ]),
  );
  const head = tableHead(['Metric', 'Answer', 'Challenger:', 'Champion:', 'Difference:', 'Interval', 'Chance']);
  return [
    `**${sentence(comparisonTitle(comparison))}.** ${sentence(words)}`,
    boundedRows(head, rows, room, leftOut('metric'), shownMetrics),
  ];
}

function segmentsPart(search: ModelSegments, room: number): string[] {
  const { worst, found } = search;
  const rows = worst.map((segment) =>
    tableRow([
      cell(whereWords(segment)),
      figure(segment.value),
      between(segment.interval),
      figure(segment.rest),
      count(segment.rows),
      percent(segment.share),
      cell(chanceWords(segment.p_adjusted)),
    ]),
  );
  const head = tableHead(['Segment', 'Value:', 'Interval', 'Elsewhere:', 'Rows:', 'Share:', 'Chance']);
  const notShown = (count: number): string => leftOut('segment')(count + found - worst.length);
  return [`**${sentence(segmentsTitle(search))}.**`, boundedRows(head, rows, room, notShown, shownSegments)];
}

function cell(text: string, width = cellWidth): string {
  return markdownText(shorten(visible(text), width));
}

function sentence(text: string): string {
  return markdownText(shorten(visible(text), sentenceWidth));
}
