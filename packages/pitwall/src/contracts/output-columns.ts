import { columnNames, type StoredColumn } from '../data/table.ts';
import { filesOf, type Plan, type PlannedColumn, storedColumns } from './plan.ts';

/** How the columns of a dataset are written into one file, whatever kinds of files they come from. */
export interface Output {
  /** What the scan of a file has to carry for its cells. */
  carried(file: number): string[];
  /** Every column of the dataset, in the same order for every file. */
  cells(file: number): string[];
  /** The same columns without a value. */
  readonly empty: readonly string[];
  /** The name itself, or one like it that no column has. */
  free(name: string): string;
}

/** Formats that know the types of their values. */
const typedFormats: ReadonlySet<string> = new Set(['parquet', 'json', 'ndjson', 'jsonl']);

export function planOutput(plan: Plan, format: string, rows: 'good' | 'bad'): Output {
  const { dialect } = plan.table.engine;
  const found = columnNames(plan.table);
  // A file of empty objects has no columns, and no row can be written without one.
  const names = found.length > 0 ? found : [''];
  const shown = distinctNames(names);
  const parts = plan.table.parts.map(storedColumns);
  const planned = new Map(plan.columns.map((column) => [column.name, column]));
  const files = filesOf(plan).map(({ part }) => storedColumns(part));
  const choices = names.map((name) => {
    const storages = new Set(parts.flatMap((part) => part.get(name)?.storage ?? []));
    return chooseCell(storages, planned.get(name), format, rows);
  });
  const label = (index: number): string => dialect.identifier(shown[index] ?? '');
  const stored = (file: number, index: number): StoredColumn | undefined => files[file]?.get(names[index] ?? '');
  return {
    carried: (file) => [...(files[file]?.values() ?? [])].map(({ sql }) => sql),
    cells: (file) =>
      names.map((_, index) => {
        const column = stored(file, index);
        return `${column ? choices[index]?.(column) : 'NULL'} AS ${label(index)}`;
      }),
    empty: names.map((_, index) => `NULL AS ${label(index)}`),
    free: (name) => {
      const taken = new Set(shown.map((other) => other.toLowerCase()));
      let free = name;
      while (taken.has(free)) free = `_${free}`;
      return free;
    },
  };
}

type Cell = (stored: StoredColumn) => string;

function chooseCell(
  storages: ReadonlySet<string>,
  planned: PlannedColumn | undefined,
  format: string,
  rows: 'good' | 'bad',
): Cell {
  const isUntyped = storages.has('text') || storages.has('json');
  // What is good is of its type; what is bad may be anything.
  if (rows === 'good' && planned && typedFormats.has(format) && (isUntyped || storages.size > 1))
    return () => planned.typed;
  const plain: Cell = ({ sql, storage }) => (storage === 'json' ? `${sql} ->> '$'` : sql);
  if (storages.size > 1) return (stored) => `CAST(${plain(stored)} AS VARCHAR)`;
  return typedFormats.has(format) && format !== 'parquet' ? ({ sql }) => sql : plain;
}

/** Engines take names that differ in case only for the same, and none that is empty. */
function distinctNames(names: readonly string[]): string[] {
  const taken = new Set(names.map((name) => name.toLowerCase()));
  const used = new Set<string>();
  return names.map((name, position) => {
    const base = name === '' ? `column_${position + 1}` : name;
    let shown = base;
    for (
      let number = 2;
      used.has(shown.toLowerCase()) || (shown !== name && taken.has(shown.toLowerCase()));
      number += 1
    )
      shown = `${base}_${number}`;
    used.add(shown.toLowerCase());
    return shown;
  });
}
