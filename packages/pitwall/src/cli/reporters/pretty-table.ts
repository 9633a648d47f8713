import type { Status } from '@pitwall/sdk';
import { terminalText } from '../../core/visible.ts';
import { marks } from '../../core/words.ts';
import type { Paint } from './paint.ts';
import { padEnd, shorten, textWidth } from './text-width.ts';

export interface TableRow {
  readonly status: Status | null;
  readonly cells: readonly string[];
  /** Stands below the row, where it may be long. */
  readonly note?: string;
}

export interface TableSection {
  readonly title: string;
  readonly rows: readonly TableRow[];
}

/** Sections whose columns stand below each other. What looks like a number stands to the right. */
export function tableLines(sections: readonly TableSection[], width: number, paint: Paint): string[] {
  const shown = sections.filter(({ rows }) => rows.length > 0);
  const all = shown.flatMap(({ rows }) => rows.map(({ cells }) => cells.map(terminalText)));
  const widths = (all[0] ?? []).map((_, index) => Math.max(...all.map((cells) => textWidth(cells[index] ?? ''))));
  const aligned = (cells: readonly string[]): string =>
    cells
      .map(terminalText)
      .map((cell, index) =>
        isNumber.test(cell) ? cell.padStart(widths[index] ?? 0) : padEnd(cell, widths[index] ?? 0),
      )
      .join('  ');
  return shown.flatMap(({ title, rows }) => [
    `  ${paint.bold(shorten(terminalText(title), width - 2))}`,
    ...rows.flatMap(({ status, cells, note }) => {
      const mark = status === null ? ' ' : paint.status(status, marks[status]);
      const line = `  ${mark} ${shorten(aligned(cells).trimEnd(), width - 4)}`.trimEnd();
      return note === undefined ? [line] : [line, `      ${paint.dim(shorten(terminalText(note), width - 6))}`];
    }),
  ]);
}

const isNumber = /^[-+]?[\d,.]+(e[-+]?\d+)?$/;
