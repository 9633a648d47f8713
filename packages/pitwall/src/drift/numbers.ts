import { scanWhole } from '../data/open.ts';
import { columnNames, type Table } from '../data/table.ts';
import { cellsOf, columnsIn } from './cells.ts';
import { type ComparedColumn, type InferTypes, nothingDeclared, typesOf } from './columns.ts';

/** All values of a column, missing ones as NaN, and how many are no numbers. */
export interface ColumnNumbers {
  readonly values: Float64Array;
  readonly misfits: number;
}

export interface NumericTable {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, ColumnNumbers>;
}

/** Columns that go by together. */
const columnsPerScan = 50;

/** Every numeric column, also one that names the rows. One without any value may be numeric, and counts as such. */
export async function numericColumns(table: Table, ignore: readonly string[], infer: InferTypes): Promise<string[]> {
  const names = columnNames(table).filter((name) => !ignore.includes(name));
  const types = await typesOf(table, names, nothingDeclared, infer);
  const texts = names.filter((name) => types.get(name) === 'string');
  const empty = await emptyAmong(table, texts);
  return names.filter((name) => ['integer', 'number'].includes(types.get(name) ?? '') || empty.has(name));
}

async function emptyAmong(table: Table, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  const { source } = cellsOf(table, names.map(asNumber), new Map());
  const counts = names.map((_, at) => `${table.engine.dialect.countIf(`p${at}`)} AS n${at}`);
  const [row = {}] = await table.engine.query(`SELECT ${counts.join(', ')} FROM (${source})`);
  return new Set(names.filter((_, at) => Number(row[`n${at}`]) === 0));
}

/** Those of the columns that the table has, in full: what the classic rule measures needs the values themselves. */
export async function readNumbers(table: Table, names: readonly string[]): Promise<NumericTable> {
  const present = columnsIn(table, names.map(asNumber));
  return scanWhole(table, async () => {
    const columns = new Map<string, ColumnNumbers>();
    let rows = 0;
    for (let start = 0; start < Math.max(1, present.length); start += columnsPerScan) {
      const scanned = await scanNumbers(table, present.slice(start, start + columnsPerScan));
      rows = scanned.rows;
      for (const [name, numbers] of scanned.columns) columns.set(name, numbers);
    }
    return { rows, columns };
  });
}

const asNumber = (name: string): ComparedColumn => ({ name, type: 'number', kind: 'number' });

async function scanNumbers(table: Table, columns: readonly ComparedColumn[]): Promise<NumericTable> {
  const { source } = cellsOf(table, columns, new Map());
  const { engine } = table;
  const misfits = columns.map((_, at) => `${engine.dialect.countIf(`p${at} AND v${at} IS NULL`)} AS m${at}`);
  const [counted = {}] = await engine.query(`SELECT ${['count(*) AS n', ...misfits].join(', ')} FROM (${source})`);
  const rows = Number(counted.n);
  const values = columns.map(() => new Float64Array(rows).fill(Number.NaN));
  if (columns.length > 0) await stream();
  return {
    rows,
    columns: new Map(
      columns.map(({ name }, at) => [
        name,
        { values: values[at] ?? new Float64Array(0), misfits: Number(counted[`m${at}`]) },
      ]),
    ),
  };

  async function stream(): Promise<void> {
    let done = 0;
    const cells = columns.map((_, at) => `v${at}`).join(', ');
    await engine.streamNumbers(`SELECT ${cells} FROM (${source})`, (parts, length) => {
      values.forEach((column, at) => {
        const part = parts[at];
        if (part) column.set(part.values, done);
        part?.missing?.forEach((isMissing, row) => {
          if (isMissing) column[done + row] = Number.NaN;
        });
      });
      done += length;
    });
  }
}
