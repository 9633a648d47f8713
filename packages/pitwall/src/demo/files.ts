import { configuration } from './configuration.ts';
import { faults } from './faults.ts';
import type { Row } from './feed.ts';
import { columns, recordOf } from './record.ts';
import { newWeek, referenceSeason } from './season.ts';
import { truthOf } from './truth.ts';

export interface ExampleFile {
  /** Relative to the example's directory, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The example as it is shipped: the same bytes on every call and every machine. */
export function courtsideFiles(): readonly ExampleFile[] {
  const week = brokenWeek();
  return [
    { path: 'pitwall.yaml', text: configuration },
    { path: 'data/season-2025.csv', text: seasonText() },
    { path: 'data/week-2026-01-05.csv', text: weekText(week) },
    { path: 'truth.json', text: jsonText(truthOf(week, faults)) },
  ];
}

function brokenWeek(): readonly Row[] {
  const sound: readonly Row[] = newWeek().map((game) => ({ game, record: recordOf(game), feedVersion: '3.8' }));
  return faults.reduce((rows, fault) => fault.apply(rows, fault), sound);
}

function seasonText(): string {
  const lines = referenceSeason()
    .map(recordOf)
    .map((record) => columns.map((column) => record[column]).join(','));
  return textOf([columns.join(','), ...lines]);
}

function weekText(rows: readonly Row[]): string {
  const lines = rows.map(({ record, feedVersion, spoilLine }) => {
    const line = [...columns.map((column) => record[column]), feedVersion].join(',');
    return spoilLine ? spoilLine(line) : line;
  });
  return textOf([[...columns, 'feed_version'].join(','), ...lines]);
}

/** No value holds a comma, a quote or a line break, so nothing needs quoting. */
function textOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

/** Indented for people, with each list of line numbers on one line. */
function jsonText(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/\[\s+(\d[\d,\s]*?)\s+\]/g, (_, numbers: string) => `[${numbers.replace(/\s+/g, ' ')}]`)}\n`;
}
