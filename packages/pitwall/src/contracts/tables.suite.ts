import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '@pitwall/sdk';
import { afterAll, beforeAll } from 'vitest';
import { type DuckDBEngine, openDuckDB } from '../data/duckdb/engine.ts';
import { openTable } from '../data/open.ts';
import { openRows } from '../data/rows.ts';
import { type ReadOptions, resolveSources } from '../data/source.ts';
import type { Table } from '../data/table.ts';
import { type JudgedContract, judgeTable } from './checks/contract.ts';
import { type ColumnType, type Contract, type ContractInput, contractSchema } from './config.ts';
import type { Row } from './row.ts';
import { type Score, scoreContract } from './score.ts';
import { typedValue } from './typed-value.ts';

/** When the tests judge. */
export const now = new Date('2026-01-12T06:00:00Z');

export const fileFormats = ['csv', 'json', 'ndjson', 'parquet'] as const;
export type FileFormat = (typeof fileFormats)[number];

export interface Judged extends JudgedContract {
  readonly score: Score;
}

export interface Tables {
  readonly engine: () => DuckDBEngine;
  readonly folder: () => string;
  path(name: string): string;
  /** Writes a file; a name stands for one content in a test file. */
  write(name: string, content: string | readonly Row[], contract?: Contract): Promise<string>;
  open(names: string | readonly string[], options?: ReadOptions): Promise<Table>;
  rows(rows: readonly Row[]): Promise<Table>;
  judge(contract: ContractInput, table: Table, at?: Date): Promise<Judged>;
}

const keptTables = 5;

/** A real engine and a folder of its own for the tests of one file. */
export function useTables(): Tables {
  let engine: DuckDBEngine | undefined;
  let folder = '';
  const loaded: string[] = [];
  beforeAll(async () => {
    engine = await openDuckDB({ threads: 1 });
    folder = await mkdtemp(join(tmpdir(), 'pitwall-test-'));
  });
  afterAll(async () => {
    engine?.close();
    await rm(folder, { recursive: true, force: true });
  });
  const opened = (): DuckDBEngine => {
    if (!engine) throw new Error('the engine is open while tests run');
    return engine;
  };
  return {
    engine: opened,
    folder: () => folder,
    path: (name) => join(folder, name),
    async write(name, content, contract) {
      const path = join(folder, name);
      if (typeof content === 'string') await writeFile(path, content);
      else if (name.endsWith('.parquet')) await writeParquet(opened(), path, content, contract);
      else await writeFile(path, textOf(name, content));
      // as old as the data of the tests, whatever the clock of the machine says
      await utimes(path, now, now);
      return name;
    },
    open: async (names, options = {}) =>
      openTable(opened(), await resolveSources(typeof names === 'string' ? [names] : names, folder, options), options),
    async rows(rows) {
      const table = await openRows(opened(), rows);
      loaded.push(table.parts[0]?.scan ?? '');
      // properties open thousands, each of which keeps a block of memory for every column
      if (loaded.length > keptTables) await opened().query(`DROP TABLE ${loaded.shift()}`);
      return table;
    },
    async judge(input, table, at = now) {
      const judged = await judgeTable('data', table, contractSchema.parse(input), at);
      return { ...judged, score: scoreContract(judged.plan, judged.measured, at) };
    },
  };
}

export const notPassed = (findings: readonly Finding[]): Finding[] =>
  findings.filter(({ status }) => status !== 'pass');

export const columnNamesOf = (rows: readonly Row[]): string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];

function textOf(name: string, rows: readonly Row[]): string {
  if (name.endsWith('.json')) return JSON.stringify(rows, replaceBigint);
  if (name.endsWith('.ndjson')) return rows.map((row) => `${JSON.stringify(row, replaceBigint)}\n`).join('');
  const names = columnNamesOf(rows);
  return [names.map(csvField), ...rows.map((row) => names.map((column) => csvField(row[column])))]
    .map((fields) => `${fields.join(',')}\n`)
    .join('');
}

const replaceBigint = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

function csvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = value instanceof Date ? value.toISOString() : String(value);
  return /[",\n\r]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text;
}

const sqlTypes: Partial<Record<ColumnType, string>> = {
  integer: 'BIGINT',
  number: 'DOUBLE',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

/** Each column as the type of the contract, where all of its values are of it. */
async function writeParquet(
  engine: DuckDBEngine,
  path: string,
  rows: readonly Row[],
  contract: Contract | undefined,
): Promise<void> {
  const table = await openRows(engine, rows);
  const [part] = table.parts;
  const cells = part?.columns.map(({ name, sql, storage }) => {
    const type = contract?.columns[name]?.type;
    const fits =
      type &&
      rows.every((row) => row[name] === null || row[name] === undefined || typedValue(type, row[name]) !== undefined);
    const plain = storage === 'json' ? `${sql} ->> '$'` : sql;
    const cast =
      fits && sqlTypes[type]
        ? `CAST(${type === 'timestamp' ? `CAST(${plain} AS TIMESTAMPTZ)` : plain} AS ${sqlTypes[type]})`
        : plain;
    return `${cast} AS ${engine.dialect.identifier(name)}`;
  });
  await engine.query(
    `COPY (SELECT ${cells?.join(', ')} FROM ${part?.scan}) TO ${engine.dialect.text(path)} (FORMAT parquet)`,
  );
}
