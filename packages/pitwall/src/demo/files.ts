import { configuration } from './configuration.ts';
import { consequences, drifts } from './drift.ts';
import { faults } from './faults.ts';
import type { Row } from './feed.ts';
import { type RandomStreams, randomStream, streamsOfSeed } from './random.ts';
import { columns, recordOf } from './record.ts';
import { newWeek, referenceSeason } from './season.ts';
import { truthOf } from './truth.ts';

export interface ExampleFile {
  /** Relative to the example's directory, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface CourtsideOptions {
  /** Each number is another season and another week, broken in the same way; without one it is the example as shipped. */
  readonly seed?: number;
}

/** The example, by default as it is shipped: the same bytes on every call and every machine. */
export function courtsideFiles({ seed }: CourtsideOptions = {}): readonly ExampleFile[] {
  const streams = seed === undefined ? randomStream : streamsOfSeed(seed);
  const week = brokenWeek(streams);
  return [
    { path: 'pitwall.yaml', text: configuration },
    { path: 'data/season-2025.csv', text: seasonText(streams) },
    { path: 'data/week-2026-01-05.csv', text: weekText(week) },
    { path: 'truth.json', text: jsonText(truthOf({ rows: week, faults, drifts, consequences })) },
  ];
}

function brokenWeek(streams: RandomStreams): readonly Row[] {
  const sound: readonly Row[] = newWeek(streams)
    .map((game) => drifts.reduce((told, { since, change }) => (told.date < since ? told : change(told)), game))
    .map((game) => ({ game, record: recordOf(game), feedVersion: '3.8' }));
  return faults.reduce((rows, fault) => fault.apply(rows, fault, streams), sound);
}

function seasonText(streams: RandomStreams): string {
  const lines = referenceSeason(streams)
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
