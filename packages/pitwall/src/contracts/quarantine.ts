import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { PitwallError } from '../core/errors.ts';
import type { SplitCounts, SplitOptions } from '../core/slice.ts';
import { findColumn, type Part, type Table } from '../data/table.ts';
import type { SourceFile } from '../data/source.ts';
import { filesOf, numberedRows, rowOf } from './examples.ts';
import { keyColumns, type Measured, repeatedValues } from './measure.ts';
import { type Plan, typedPart } from './plan.ts';

/** Splits a dataset into the rows that break its contract and those that do not; no row is in both or in neither. */
export async function quarantine(plan: Plan, measured: Measured, options: SplitOptions): Promise<SplitCounts> {
  const { engine } = plan.table;
  await engine.query(`CREATE OR REPLACE TEMP TABLE repeated AS ${repeatedPositions(plan, measured)}`);
  const unreadable = await plan.table.unreadable();
  if (options.bad !== undefined) {
    const records = unreadable.relations.map((relation) => `SELECT file AS _file, NULL AS _row, line AS _line, text AS _record, problem AS _reasons FROM ${relation}`);
    await copy(plan.table, [...judgedFiles(plan, 'bad'), ...records].join(' UNION ALL BY NAME '), options.bad, options.cwd);
  }
  if (options.good !== undefined) await writeGood(plan, options.good, options);
  const [counts] = await engine.query(
    `SELECT ${engine.dialect.countIf("reasons <> ''")} AS bad, ${engine.dialect.countIf("reasons = ''")} AS good FROM (${reasonsOfAll(plan)})`,
  );
  return { bad: Number(counts?.bad) + unreadable.count, good: Number(counts?.good) };
}

async function writeGood(plan: Plan, path: string, { cwd, write }: SplitOptions): Promise<void> {
  const { engine, files } = plan.table;
  const rows = judgedFiles(plan, 'good').join(' UNION ALL BY NAME ');
  if (path !== '-') return copy(plan.table, rows, path, cwd);
  const format = files[0]?.format === 'json' || files[0]?.format === 'ndjson' ? 'ndjson' : 'csv';
  const spool = join(engine.scratch, `accepted.${format}`);
  await copy(plan.table, rows, spool, cwd);
  for await (const chunk of createReadStream(spool)) await write(chunk as Buffer);
  await rm(spool);
}

const formats: Readonly<Record<string, string>> = {
  '.parquet': 'FORMAT parquet',
  '.csv': 'FORMAT csv, HEADER true',
  '.tsv': "FORMAT csv, HEADER true, DELIMITER '\t'",
  '.ndjson': 'FORMAT json',
  '.jsonl': 'FORMAT json',
  '.json': 'FORMAT json, ARRAY true',
};

/** Said before anything is read, so that no long run ends at a wrong name. */
export function assertWritableFormat(path: string): void {
  if (path === '-' || formats[extname(path).toLowerCase()]) return;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a file that ends in ${Object.keys(formats).join(', ')}, found ${path}`,
    fix: 'Change the ending to the format that you want',
  });
}

async function copy(table: Table, rows: string, path: string, cwd: string): Promise<void> {
  assertWritableFormat(path);
  try {
    await table.engine.query(`COPY (${rows}) TO ${table.engine.dialect.text(resolve(cwd, path))} (${formats[extname(path).toLowerCase()]})`);
  } catch (error) {
    const message = (error as Error).message;
    if (!/IO Error|Permission denied|No such file|Cannot open/i.test(message)) throw error;
    throw new PitwallError({
      code: 'output.unwritable',
      problem: `the file cannot be written: ${message.split('\n')[0]}`,
      fix: 'Name a file in a folder that exists and that you may write to',
      place: { file: path },
      cause: error,
    });
  }
}

function judgedFiles(plan: Plan, wanted: 'bad' | 'good'): string[] {
  const { dialect } = plan.table.engine;
  return filesOf(plan).map(({ part, file }, index) => {
    const columns = part.columns.map(({ name, sql }) => `${sql} AS ${dialect.identifier(name)}`);
    const places = wanted === 'bad' ? [`${dialect.text(file?.path ?? '')} AS _file`, '_row', 'reasons AS _reasons'] : [];
    return `SELECT ${[...places, ...columns].join(', ')} FROM (${withReasons(plan, part, file, index)}) WHERE reasons ${wanted === 'bad' ? '<>' : '='} ''`;
  });
}

function reasonsOfAll(plan: Plan): string {
  return filesOf(plan)
    .map(({ part, file }, index) => `SELECT reasons FROM (${withReasons(plan, part, file, index)})`)
    .join(' UNION ALL ');
}

/** A row of a file with all that is wrong with it, as text; empty where nothing is. */
function withReasons(plan: Plan, part: Part, file: SourceFile | undefined, index: number): string {
  const { dialect } = plan.table.engine;
  const broken = [
    ...plan.columns
      .filter(({ name }) => findColumn(part, name))
      .flatMap(({ name, rules }) =>
        // A share of missing values that is fine makes no single row bad.
        rules.filter(({ aboutValue, tolerance }) => aboutValue || tolerance === 0).map((rule) => ({ condition: rule.broken, reason: `${name}: ${rule.expected}` })),
      ),
    ...plan.rules.filter(({ missing }) => missing.length === 0).map(({ broken: condition, rule }) => ({ condition, reason: rule.name ?? rule.expect })),
    { condition: `_row IN (SELECT _row FROM repeated WHERE file = ${index})`, reason: 'repeats an earlier row' },
  ];
  const reasons = broken.map(({ condition, reason }) => `CASE WHEN ${condition} THEN ${dialect.text(reason)} END`);
  const stored = part.columns.map(({ sql }) => sql);
  return `SELECT *, concat_ws('; ', ${reasons.join(', ')}) AS reasons FROM (${typedPart(plan, part, part.numbered(file), ['_row', ...stored])})`;
}

/** Where the rows stand that repeat a key, a unique value or a whole row; asked only where the counts say that some do. */
function repeatedPositions(plan: Plan, { key, distinctRecords, rows, columns }: Measured): string {
  const { contract } = plan;
  const keys = keyColumns(plan);
  const identities: { identity: string; whole: string }[] = [];
  if (keys && key && key.present > key.distinct) {
    identities.push({ identity: rowOf(keys.map(({ typed }) => typed)), whole: keys.map(({ typed }) => `${typed} IS NOT NULL`).join(' AND ') });
  }
  plan.columns.forEach((planned, index) => {
    const counts = columns[index];
    if (planned.column.unique && counts && repeatedValues(planned.column, counts) > 0) {
      identities.push({ identity: rowOf([planned.typed]), whole: `${planned.typed} IS NOT NULL` });
    }
  });
  if (contract.duplicates === 0 && distinctRecords !== null && distinctRecords < rows) identities.push({ identity: 'CAST(record AS VARCHAR)', whole: 'true' });
  if (identities.length === 0) return 'SELECT 0 AS file, CAST(0 AS BIGINT) AS _row WHERE false';
  return identities
    .map(
      ({ identity, whole }) =>
        `SELECT file, _row FROM (SELECT file, _row, row_number() OVER (PARTITION BY identity ORDER BY position) AS nth FROM (${numberedRows(plan, identity, whole)})) WHERE nth > 1`,
    )
    .join(' UNION ');
}
