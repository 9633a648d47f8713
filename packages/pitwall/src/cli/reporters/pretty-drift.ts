import type { DriftColumn, DriftReport } from '@pitwall/sdk';
import { terminalText } from '../../core/visible.ts';
import { count, marks } from '../../core/words.ts';
import {
  effectWords,
  evidenceWords,
  facetedName,
  missingWords,
  restWords,
  severityWord,
  sortDrift,
} from './drift-words.ts';
import type { Paint } from './paint.ts';
import { sparklines } from './sparkline.ts';
import { padEnd, shorten, textWidth, wrap } from './text-width.ts';

const minimumNameWidth = 10;
const thenNow = ': then → now';
const maximumSummaryLines = 4;
const shownColumns = 30;
/** Terminals with room for longer values. */
const wideFrom = 110;
/** As many bars of a sparkline as there is room for; with fewer it shows nothing. */
const barChoices = [12, 8, 6] as const;

export function hasDriftToShow(drift: DriftReport): boolean {
  const { moved, unknown } = sortDrift(drift);
  return moved.length + unknown.length + drift.next.length > 0;
}

/**
 * ```
 *   Drift against season-2024: then → now, 18,400 → 1,200 rows
 *   ✗ home_efficiency  high    PSI 0.612  p < 0.001  1.02 → 1.11    ▁▃▇▅▂▁ → ▁▁▃▇▅▂
 *   ! tipoff (hour)    medium  PSI 0.291  p = 0.004  19:00 → 21:30  ▁▁▅▇▂▁ → ▁▁▂▅▇▃
 *   ? spread_open      unknown  the baseline has 12 values, 30 are needed
 *     9 other columns are as they were
 *   │ home_efficiency and pace moved together
 *   │ → Compare the feed of March with that of February
 * ```
 */
export function driftLines(drift: DriftReport, width: number, paint: Paint): string[] {
  const sorted = sortDrift(drift);
  const rest = restWords(sorted);
  const baseline = terminalText(drift.baseline);
  if (!hasDriftToShow(drift)) {
    return [`  ${paint.dim(shorten(`Drift against ${baseline}: ${rest || 'no column was compared'}`, width - 2))}`];
  }
  const rows = `, ${count(drift.rows.reference)} → ${count(drift.rows.current)} rows`;
  const heading = `Drift against ${shorten(baseline, width - 16 - textWidth(thenNow))}${thenNow}`;
  const shown = [...sorted.moved, ...sorted.unknown];
  const left = shown.length - shownColumns;
  const room = width - 4;
  return [
    `  ${paint.bold(heading)}${textWidth(heading + rows) <= width - 2 ? rows : ''}`,
    ...tableLines(shown.slice(0, shownColumns), width, paint),
    ...(left > 0 ? [`    ${paint.dim(shorten(`and ${count(left)} more`, room))}`] : []),
    ...(rest === '' ? [] : [`    ${paint.dim(shorten(rest, room))}`]),
    ...barred(wrap(terminalText(drift.summary), room, maximumSummaryLines), paint),
    ...drift.next.flatMap((advice) => {
      const lines = wrap(terminalText(advice), room - 2, maximumSummaryLines);
      return barred(
        lines.map((line, index) => `${index === 0 ? '→ ' : '  '}${line}`),
        paint,
      );
    }),
  ];
}

function barred(lines: readonly string[], paint: Paint): string[] {
  return lines.filter((line) => line !== '').map((line) => `  ${paint.dim('│')} ${line}`);
}

type Cell = (column: DriftColumn) => string;

/** In the order of their worth: where the terminal is narrow, the last are left out. */
function cellsFor(typicalWidth: number): readonly Cell[] {
  return [
    ({ effect }) => (effect ? terminalText(effectWords(effect)) : ''),
    ({ evidence }) => (evidence ? evidenceWords(evidence) : ''),
    ({ typical }) =>
      typical
        ? `${shorten(valueText(typical.reference), typicalWidth)} → ${shorten(valueText(typical.current), typicalWidth)}`
        : '',
  ];
}

function tableLines(columns: readonly DriftColumn[], width: number, paint: Paint): string[] {
  const widest = (words: Cell, among = columns): number =>
    Math.max(0, ...among.map((column) => textWidth(words(column))));
  const nameOf: Cell = (column) => terminalText(facetedName(column));
  const nameWidth = Math.max(minimumNameWidth, Math.min(widest(nameOf), Math.floor(width / 4) + 2));
  const severityWidth = widest(severityWord);
  // Who has no figure says why, in the room that figures would take.
  const measured = columns.filter(({ effect }) => effect !== null);
  let room = width - 6 - nameWidth - severityWidth;
  const fit = (wanted: number): number => {
    const taken = wanted > 0 && wanted + 2 <= room ? wanted : 0;
    room -= taken > 0 ? taken + 2 : 0;
    return taken;
  };
  const cells = cellsFor(width >= wideFrom ? 14 : 8).map((words) => ({ words, size: fit(widest(words, measured)) }));
  const bars = barChoices.find((count) => fit(2 * count + 3) > 0);
  const missing = { words: missingWords, size: fit(widest(missingWords, measured)) };
  return columns.map((column) => {
    const { status, effect, reason = '' } = column;
    const name = padEnd(shorten(nameOf(column), nameWidth), nameWidth);
    const start = `  ${paint.status(status, marks[status])} ${paint.bold(name)}  ${paint.status(status, padEnd(severityWord(column), severityWidth))}`;
    if (effect === null) {
      return `${start}  ${shorten(terminalText(reason), width - 8 - nameWidth - severityWidth)}`.trimEnd();
    }
    const figures = [...cells, missing].map(({ words, size }) => (size > 0 ? `  ${padEnd(words(column), size)}` : ''));
    figures.splice(cells.length, 0, bars === undefined ? '' : drawn(column, bars, paint));
    return `${start}${figures.join('')}`.trimEnd();
  });
}

function drawn({ picture }: DriftColumn, bars: number, paint: Paint): string {
  const size = 2 * bars + 5;
  if (!picture) return ' '.repeat(size);
  const { reference, current } = sparklines(picture, bars);
  const unused = ' '.repeat(Math.max(0, size - reference.length - current.length - 5));
  return `  ${paint.dim(reference)} → ${current}${unused}`;
}

/** Quoted where the eye would miss it. */
function valueText(value: string): string {
  return value.trim() === value && value !== '' ? terminalText(value) : `"${terminalText(value)}"`;
}
