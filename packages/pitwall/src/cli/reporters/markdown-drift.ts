import type { DriftColumn, DriftReport } from '@pitwall/sdk';
import { visible } from '../../core/visible.ts';
import { count, counted, marks } from '../../core/words.ts';
import {
  effectWords,
  evidenceWords,
  facetedName,
  missingWords,
  restWords,
  severityWord,
  sortDrift,
} from './drift-words.ts';
import { boundedRows } from './markdown-table.ts';
import { markdownText, tableRow } from './markdown-text.ts';
import { shorten } from './text-width.ts';

const cellWidth = 80;
const sentenceWidth = 400;
const shownAdvice = 6;

/** One dataset against its baseline, in about as many characters as there is room. */
export function driftBlock(dataset: string, drift: DriftReport, room: number): string {
  const sorted = sortDrift(drift);
  const { reference, current } = drift.rows;
  const shown = [...sorted.moved, ...sorted.unknown];
  const rest = [...sorted.steady, ...sorted.unjudged];
  const restTitle = restWords(sorted) || 'no column was compared';
  const title = `### Drift of ${cell(dataset || '(no name)')} against ${cell(drift.baseline)}`;
  if (shown.length === 0 && drift.next.length === 0)
    return `${title}\n\n${marks[sorted.steady.length > 0 ? 'pass' : 'unknown']} ${restTitle}`;
  const parts = [
    title,
    `${markdownText(shorten(visible(drift.summary), sentenceWidth))} (${count(reference)} → ${count(current)} rows)`,
    shown.length > 0 ? table(shown, room * 0.6) : '',
    drift.next
      .slice(0, shownAdvice)
      .map((advice) => `- ${markdownText(shorten(visible(advice), sentenceWidth))}`)
      .join('\n'),
    rest.length > 0 ? `<details><summary>${restTitle}</summary>\n\n${table(rest, room * 0.25)}\n\n</details>` : '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const head = [
  tableRow(['', 'Column', 'Drift', 'Effect', 'Evidence', 'Then', 'Now', 'Note']),
  '|:-:|---|---|---|---|---|---|---|',
];

function table(columns: readonly DriftColumn[], room: number): string {
  const leftOut = (count: number): string =>
    `${counted(count, 'more column')} left out: \`pitwall check --format json\` has all.`;
  return boundedRows(head, columns.map(columnRow), room, leftOut);
}

function columnRow(column: DriftColumn): string {
  const { status, effect, evidence, typical, reason, cause } = column;
  const note = [missingWords(column), reason, cause].filter((part) => part !== undefined && part !== '');
  return tableRow([
    `${marks[status]}&nbsp;${status}`,
    cell(facetedName(column)),
    severityWord(column),
    effect ? cell(effectWords(effect)) : '',
    evidence ? cell(evidenceWords(evidence)) : '',
    typical ? cell(typical.reference) : '',
    typical ? cell(typical.current) : '',
    cell(note.join('; '), 2 * cellWidth),
  ]);
}

function cell(text: string, width = cellWidth): string {
  return markdownText(shorten(visible(text), width));
}
