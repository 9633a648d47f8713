import type { Example, Finding } from '@pitwall/sdk';
import { terminalText } from '../../core/visible.ts';
import { count, marks } from '../../core/words.ts';
import { comparison, headline } from './facts.ts';
import { columnOf, placeName } from './grouping.ts';
import type { Paint } from './paint.ts';
import { padEnd, shorten, textWidth, wrap } from './text-width.ts';

const shownExamples = 3;
const maximumMessageLines = 4;
const minimumValueWidth = 16;

/**
 * ```
 *   ✗ season  contract.range
 *   │ 3 of 1,200 values of season are outside 2000 to 2030
 *   │ expected 2000 to 2030, observed 1899 to 20245
 *   │   row 3   20245  data/games.csv:4
 *   │ → Correct the values at the source
 * ```
 * The bar is more than looks: no line can begin with data, which a build server could take for a command.
 */
export function findingLines(finding: Finding, width: number, paint: Paint, showFix = true): string[] {
  const { status, metric, subject, evidence } = finding;
  const bar = paint.status(status, '│');
  const room = width - 4;
  const metricWords = shorten(terminalText(metric), Math.floor(room / 2));
  const place = shorten(terminalText(placeName(subject)), room - textWidth(metricWords) - 2);
  const compared = comparison(finding);
  const body = [
    ...paragraph(headline(finding), room),
    ...(compared === undefined ? [] : paragraph(compared, room).map(paint.dim)),
    ...exampleLines(finding, room - 2, paint).map((line) => `  ${line}`),
    ...(evidence.fix === undefined || !showFix ? [] : hanging('→ ', paragraph(evidence.fix, room - 2))),
  ];
  return [
    `  ${paint.status(status, marks[status])} ${paint.bold(place)}  ${paint.dim(metricWords)}`,
    ...body.map((line) => `  ${bar} ${line}`),
  ];
}

function exampleLines(finding: Finding, room: number, paint: Paint): string[] {
  const { examples = [], count: all = 0 } = finding.evidence;
  const shown = examples.slice(0, shownExamples);
  const lines = tableLines(
    shown.map((example) => exampleCells(example, columnOf(finding.subject))),
    room,
    paint,
  );
  const left = Math.max(all, examples.length) - shown.length;
  return shown.length > 0 && left > 0 ? [...lines, paint.dim(`and ${count(left)} more`)] : lines;
}

interface ExampleCells {
  readonly row: string;
  /** Empty where it is the column of the finding, which the heading names. */
  readonly column: string;
  readonly value: string;
  readonly place: string;
}

function exampleCells({ row, column, value, file, line }: Example, ownColumn: string | undefined): ExampleCells {
  const named = [file && terminalText(file), line === undefined ? undefined : String(line)].filter(
    (part) => part !== undefined,
  );
  return {
    row: row === undefined ? '' : `row ${row}`,
    column: column === undefined || column === ownColumn ? '' : terminalText(column),
    value: valueWords(value),
    place: file === undefined && line !== undefined ? `line ${line}` : named.join(':'),
  };
}

function tableLines(rows: readonly ExampleCells[], room: number, paint: Paint): string[] {
  const widest = (cells: (row: ExampleCells) => string) => Math.max(0, ...rows.map((row) => textWidth(cells(row))));
  const columnWidth = (cells: (row: ExampleCells) => string, limit: number) => Math.min(widest(cells), limit);
  const rowWidth = widest(({ row }) => row);
  const nameWidth = columnWidth(({ column }) => column, Math.floor(room / 4));
  const placeWidth = columnWidth(({ place }) => place, Math.floor(room / 2));
  const gaps = [rowWidth, nameWidth, placeWidth].filter((size) => size > 0).length * 2;
  const left = room - rowWidth - nameWidth - placeWidth - gaps;
  const roomy =
    left >=
    Math.min(
      minimumValueWidth,
      widest(({ value }) => value),
    );
  const valueWidth = columnWidth(({ value }) => value, roomy ? left : left + placeWidth + 2);
  return rows.map(({ row, column, value, place }) => {
    const cells = [
      rowWidth > 0 && padEnd(row, rowWidth),
      nameWidth > 0 && padEnd(shorten(column, nameWidth), nameWidth),
      padEnd(shorten(value, valueWidth), valueWidth),
      roomy && placeWidth > 0 && paint.dim(shortenStart(place, placeWidth)),
    ];
    return cells
      .filter((cell) => cell !== false)
      .join('  ')
      .trimEnd();
  });
}

/** The end of a path tells more than its beginning. */
function shortenStart(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 0 && textWidth(characters.join('')) > width - 1) characters.shift();
  return `…${characters.join('')}`;
}

/** Quoted where the eye would miss it: an empty value, or blanks at an end. */
function valueWords(value: string | null): string {
  if (value === null) return '(missing)';
  return value.trim() === value && value !== '' ? terminalText(value) : `"${terminalText(value)}"`;
}

function paragraph(text: string, width: number): string[] {
  return wrap(terminalText(text), width, maximumMessageLines);
}

function hanging(first: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? first : ' '.repeat(first.length)) + line);
}
