import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { PitwallError } from '../core/errors.ts';
import type { SplitCounts, SplitOptions } from '../core/slice.ts';
import type { Table } from '../data/table.ts';
import { type Measured, repeatedValues } from './measure.ts';
import { type Output, planOutput } from './output-columns.ts';
import { filesOf, type Plan, storedColumns, typedPart } from './plan.ts';
import { keyRepetition, laterPlaces, type Repetition, uniqueRepetition, wholeRow } from './repeated.ts';

/** Splits a dataset into the rows that break its contract and those that do not; no row is in both or in neither. */
export async function quarantine(
  plan: Plan,
  measured: Measured,
  { bad, good, cwd, write }: SplitOptions,
): Promise<SplitCounts> {
  const { engine } = plan.table;
  await engine.query(`CREATE OR REPLACE TEMP TABLE repeated AS ${repeatedRows(plan, measured)}`);
  const total = measured.rows + measured.unreadable.count;
  const counts: { bad?: number; good?: number } = {};
  if (bad !== undefined) counts.bad = await copy(plan.table, await badRows(plan, formatOf(bad)), bad, cwd);
  if (good !== undefined) counts.good = await writeGood(plan, good, cwd, write);
  const goodRows = counts.good ?? total - (counts.bad ?? 0);
  return { bad: counts.bad ?? total - goodRows, good: goodRows };
}

async function writeGood(plan: Plan, path: string, cwd: string, write: SplitOptions['write']): Promise<number> {
  const { engine, files } = plan.table;
  if (path !== '-') return copy(plan.table, goodRows(plan, formatOf(path)), path, cwd);
  const format = files[0]?.format === 'json' || files[0]?.format === 'ndjson' ? 'ndjson' : 'csv';
  const spool = join(engine.scratch, `accepted.${format}`);
  const count = await copy(plan.table, goodRows(plan, format), spool, cwd);
  for await (const chunk of createReadStream(spool)) await write(chunk as Buffer);
  await rm(spool);
  return count;
}

/** As they came; where the format knows types and the source does not, as the types of the contract. */
function goodRows(plan: Plan, format: string): string {
  const output = planOutput(plan, format, 'good');
  return filesOf(plan)
    .map(
      (_, index) =>
        `SELECT ${output.cells(index).join(', ')} FROM (${withReasons(plan, index, output)}) WHERE reasons = ''`,
    )
    .join(' UNION ALL ');
}

/** With where they stood and what is wrong with them; unreadable records as the text that they are. */
async function badRows(plan: Plan, format: string): Promise<string> {
  const { dialect } = plan.table.engine;
  const output = planOutput(plan, format, 'bad');
  const [file, row, line, record, reasons] = ['_file', '_row', '_line', '_record', '_reasons'].map((name) =>
    dialect.identifier(output.free(name)),
  );
  const rows = filesOf(plan).map((unit, index) => {
    const path = unit.file ? dialect.text(unit.file.path) : 'NULL';
    return `SELECT ${path} AS ${file}, _row AS ${row}, NULL AS ${line}, reasons AS ${reasons}, NULL AS ${record}, ${output.cells(index).join(', ')}
      FROM (${withReasons(plan, index, output)}) WHERE reasons <> ''`;
  });
  const { relations } = await plan.table.unreadable();
  const paths = plan.table.files.map(
    ({ absolute, path }) => `WHEN ${dialect.text(absolute)} THEN ${dialect.text(path)}`,
  );
  const unreadable = relations.map(
    (relation) =>
      `SELECT CASE file ${paths.join(' ')} ELSE file END AS ${file}, NULL AS ${row}, line AS ${line}, problem AS ${reasons}, text AS ${record}, ${output.empty.join(', ')} FROM ${relation}`,
  );
  return [...rows, ...unreadable].join(' UNION ALL ');
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

const formatOf = (path: string): string => extname(path).toLowerCase().slice(1);

/** How many rows it wrote. */
async function copy(table: Table, rows: string, path: string, cwd: string): Promise<number> {
  assertWritableFormat(path);
  try {
    const [written] = await table.engine.query(
      `COPY (${rows}) TO ${table.engine.dialect.text(resolve(cwd, path))} (${formats[extname(path).toLowerCase()]})`,
    );
    return Number(written?.Count);
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

/** A row of a file with all that is wrong with it, as text; empty where nothing is. */
function withReasons(plan: Plan, index: number, output: Output): string {
  const { dialect } = plan.table.engine;
  const unit = filesOf(plan)[index];
  if (!unit) throw new Error('there is no such file');
  const stored = storedColumns(unit.part);
  const broken = [
    ...plan.columns.flatMap(({ name, column, rules }) => {
      if (!stored.has(name))
        return column.required ? [{ condition: 'true', reason: `${name}: the column is missing` }] : [];
      // A share of missing values that is fine makes no single row bad.
      return rules
        .filter(({ aboutValue, tolerance }) => aboutValue || tolerance === 0)
        .map((rule) => ({ condition: rule.broken, reason: `${name}: ${rule.expected}` }));
    }),
    ...plan.rules
      .filter(({ missing }) => missing.length === 0)
      .map(({ broken: condition, rule }) => ({ condition, reason: rule.name ?? rule.expect })),
    { condition: `_row IN (SELECT _row FROM repeated WHERE file = ${index})`, reason: 'repeats an earlier row' },
  ];
  const reasons = broken.map(({ condition, reason }) => `CASE WHEN ${condition} THEN ${dialect.text(reason)} END`);
  const source = typedPart(plan, unit.part, unit.part.numbered(unit.file), ['_row', ...output.carried(index)]);
  return `SELECT *, concat_ws('; ', ${reasons.join(', ')}) AS reasons FROM (${source})`;
}

/** Where the rows stand that repeat a key, a unique value or a whole row; asked only where the counts say that some do. */
function repeatedRows(plan: Plan, { key, distinctRecords, rows, columns }: Measured): string {
  const repetitions: (Repetition | undefined)[] = [
    key && key.present > key.distinct ? keyRepetition(plan) : undefined,
    ...plan.columns.map((planned, index) => {
      const counts = columns[index];
      return planned.column.unique && counts && repeatedValues(planned.column, counts) > 0
        ? uniqueRepetition(plan, planned.name)
        : undefined;
    }),
    plan.contract.duplicates === 0 && distinctRecords !== null && distinctRecords < rows ? wholeRow : undefined,
  ];
  const places = repetitions.flatMap((repetition) => (repetition ? [laterPlaces(plan, repetition)] : []));
  return places.length > 0 ? places.join(' UNION ') : 'SELECT 0 AS file, CAST(0 AS BIGINT) AS _row WHERE false';
}
