import { inferTypes } from '../contracts/index.ts';
import { PitwallError } from '../core/errors.ts';
import type { DuckDBEngine } from '../data/duckdb/engine.ts';
import type { Table } from '../data/table.ts';
import type { ColumnType } from '../data/types.ts';
import { type Baseline, measureBaseline, nothingDeclared } from '../drift/index.ts';
import type { Events } from '../events/store.ts';
import { keyOfColumn, ownColumns, predictionColumn } from './event-columns.ts';
import { eventTable } from './event-table.ts';

/** Fewer rows do not tell what data looks like. */
export const fewestRows = 100;

export interface EventSpan {
  readonly model: string;
  readonly from: number;
  readonly to: number;
  /** The features to look at; those that occur where not said. */
  readonly features: readonly string[] | undefined;
  /** Columns that are left out, whatever is said of features. */
  readonly without?: readonly string[];
}

/** What the predictions of a span of time look like: the model's features and what it said. */
export async function baselineOfEvents(events: Events, span: EventSpan, now: Date): Promise<Baseline> {
  const { model, from, to, features, without = [] } = span;
  const engine = await events.openEngine();
  try {
    const selection = { model, from: new Date(from), to: new Date(to), ...(features ? { features } : {}), without };
    const table = await eventTable(engine, events, selection);
    await assertEnough(engine, table, span);
    const narrow = columnsToWatch(table);
    const { baseline } = await measureBaseline(narrow, {
      name: model,
      dataset: null,
      declared: nothingDeclared,
      infer: inferInTurns,
      now,
    });
    return withoutMixed(baseline);
  } finally {
    engine.close();
  }
}

async function assertEnough(engine: DuckDBEngine, table: Table, { from, to }: EventSpan): Promise<void> {
  const [row = {}] = await engine.query(`SELECT count(*) AS n FROM ${table.parts[0]?.scan}`);
  const rows = Number(row.n);
  if (rows >= fewestRows) return;
  throw new PitwallError({
    code: 'baseline.invalid',
    problem: `expected at least ${fewestRows} predictions from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}, found ${rows}`,
    fix: 'Choose a longer span, in which the model was as it should be',
    place: { field: 'from' },
  });
}

/** Features and predictions; of predictions that are objects the members, since the whole has no type. */
function columnsToWatch(table: Table): Table {
  const own = new Set(ownColumns.map(([name]) => name));
  return {
    ...table,
    parts: table.parts.map((part) => {
      const hasKeys = part.columns.some(({ name }) => keyOfColumn(name) !== undefined);
      const isWatched = (name: string): boolean => !own.has(name) || (name === predictionColumn && !hasKeys);
      return { ...part, columns: part.columns.filter(({ name }) => isWatched(name)) };
    }),
  };
}

/** Columns whose type is found out together: more of them take more memory than the engine of events has. */
const columnsPerTurn = 5;
const rowsForType = 20_000;

async function inferInTurns(
  table: Table,
  names: readonly string[],
): Promise<ReadonlyMap<string, ColumnType | undefined>> {
  const some = { ...table, parts: table.parts.map((part) => ({ ...part, scan: firstRows(part.scan) })) };
  const types = new Map<string, ColumnType | undefined>();
  for (let start = 0; start < names.length; start += columnsPerTurn)
    for (const [name, type] of await inferTypes(some, names.slice(start, start + columnsPerTurn)))
      types.set(name, type);
  return types;
}

const firstRows = (scan: string): string => `(SELECT * FROM ${scan} LIMIT ${rowsForType})`;

/** A column without a type is taken for one of vectors, which have a length. */
function withoutMixed(baseline: Baseline): Baseline {
  const isMixed = ({ profile }: Baseline['columns'][number]): boolean =>
    profile.kind === 'vector' && (profile.dimensions ?? 0) === 0;
  const mixed = baseline.columns
    .filter(isMixed)
    .map(({ name }) => ({ name, reason: 'its values are of several types' }));
  return {
    ...baseline,
    columns: baseline.columns.filter((column) => !isMixed(column)),
    skipped: [...baseline.skipped, ...mixed],
  };
}
