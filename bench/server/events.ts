import { mkdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { cacheFolder, exists } from '../data.ts';
import { pitwallFile } from '../measure.ts';

export const formats = {
  lines: { type: 'application/x-ndjson', ending: 'ndjson' },
  csv: { type: 'text/csv', ending: 'csv' },
  parquet: { type: 'application/vnd.apache.parquet', ending: 'parquet' },
  arrow: { type: 'application/vnd.apache.arrow.stream', ending: 'arrow' },
} as const;

export type EventFormat = keyof typeof formats;

export const features = { numbers: 8, categories: 2 } as const;

const draws = 1 + features.numbers + features.categories;

/** From 0 up to and without 1, with four digits; nothing here is random: the same row draws the same on every machine. */
const share = (draw: number): string => `((hash(i * ${draws} + ${draw}) % 10000) / 10000)`;

/** The day that events are made on; their times are spread over it. */
export const day = '2026-01-05';

/** Predictions of a binary model with ten features: a table with a column for each key and feature. */
function rowsOf(from: number, rows: number): string {
  const numbers = Array.from({ length: features.numbers }, (_, at) => `${share(at + 1)} AS number_${at + 1}`);
  const categories = Array.from({ length: features.categories }, (_, at) => {
    const draw = share(1 + features.numbers + at);
    return `printf('kind %d', floor(${draw} * ${draw} * 20)::INTEGER) AS category_${at + 1}`;
  });
  return `SELECT printf('e%09d', i) AS id, epoch_ms(TIMESTAMP '${day}') + (i * 7919) % 86400000 AS "at", ${share(0)} AS prediction,
    ${[...numbers, ...categories].join(', ')} FROM range(${from}, ${from + rows}) rows(i)`;
}

/** Each event as one object, its features in one of their own. */
function linesOf(from: number, rows: number): string {
  const names = [
    ...Array.from({ length: features.numbers }, (_, at) => `number_${at + 1}`),
    ...Array.from({ length: features.categories }, (_, at) => `category_${at + 1}`),
  ];
  const packed = names.map((name) => `'${name}': ${name}`).join(', ');
  return `SELECT id, "at", prediction, {${packed}} AS features FROM (${rowsOf(from, rows)})`;
}

/** A file of events in the cache folder, made unless it is there. */
export async function eventsFile(format: EventFormat, from: number, rows: number): Promise<string> {
  const folder = join(cacheFolder, 'events-1');
  const file = join(folder, `${from}-${rows}.${formats[format].ending}`);
  if (await exists(file)) return file;
  await mkdir(folder, { recursive: true });
  const part = `${file}.part`;
  if (format === 'arrow') await writeArrow(from, rows, part);
  else {
    const select = format === 'lines' ? linesOf(from, rows) : rowsOf(from, rows);
    const settings = { lines: 'FORMAT json', csv: 'FORMAT csv, HEADER', parquet: 'FORMAT parquet' }[format];
    await run(`COPY (${select}) TO '${part}' (${settings})`);
  }
  await rename(part, file);
  return file;
}

async function run(sql: string) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const columns = await (await connection.runAndReadAll(sql)).getColumnsObjectJson();
  connection.closeSync();
  instance.closeSync();
  return columns;
}

interface Arrow {
  tableFromArrays(columns: Readonly<Record<string, readonly unknown[] | Float64Array | BigInt64Array>>): unknown;
  tableToIPC(table: unknown, kind: 'stream'): Uint8Array;
}

async function writeArrow(from: number, rows: number, file: string): Promise<void> {
  const { tableFromArrays, tableToIPC } = createRequire(pitwallFile)('apache-arrow') as Arrow;
  const columns = await run(rowsOf(from, rows));
  const typed = Object.entries(columns).map(([name, values]) => {
    const column = values as readonly unknown[];
    if (name === 'at') return [name, BigInt64Array.from(column as readonly string[], BigInt)] as const;
    return [name, typeof column[0] === 'number' ? Float64Array.from(column as readonly number[]) : column] as const;
  });
  await writeFile(file, tableToIPC(tableFromArrays(Object.fromEntries(typed)), 'stream'));
}
