import { PitwallError } from '../core/errors.ts';
import { visible } from '../core/visible.ts';
import { openDuckDB } from '../data/duckdb/engine.ts';
import { openPaths, scanWhole } from '../data/open.ts';
import type { ReadOptions } from '../data/source.ts';
import type { Part, Table, Unreadable } from '../data/table.ts';
import { type Batch, type BatchOptions, batchOf } from './batch.ts';
import { type ColumnNames, columnOf, type PlacedColumns, placeColumns } from './file-columns.ts';
import { eventSql, valueOfRow } from './file-rows.ts';
import { openStage, type TakenEvents } from './stage.ts';
import type { Events } from './store.ts';

export interface FilesOptions extends Omit<BatchOptions, 'partial'> {
  /** Of all rows, where the files have no column for it. */
  readonly model?: string;
  readonly names?: ColumnNames;
  readonly read?: ReadOptions;
  /** What a file is called in a refusal, where its path is nobody's business. */
  readonly shownAs?: ReadonlyMap<string, string>;
  /** A file that is made, and gone at the end: the events of all rows, until every row is known to be fine. */
  readonly stage: string;
}

/** Rows that are looked at together. */
const rowsPerBatch = 5_000;

/**
 * Takes in the rows of files that the readers of `data/` know: Parquet, Arrow, CSV. All of them or, where one is refused,
 * none. When this returns, all of them are durable; where the process dies before, some may be, and sending the same
 * again changes nothing of those.
 */
export async function ingestFiles(
  events: Events,
  paths: readonly string[],
  folder: string,
  options: FilesOptions,
): Promise<TakenEvents> {
  const engine = await openDuckDB({ threads: 2 });
  const stage = await openStage(options.stage, options.kind, options.now);
  try {
    const table = await openPaths(engine, paths, folder, options.read, options.shownAs);
    await scanWhole(table, async () => {
      // what turned out to be broken is mended and read once more
      await stage.reset();
      for (const part of table.parts) {
        for await (const batch of batchesOf(table, part, stage.events, options)) await stage.add(batch);
      }
    });
    const unreadable = await table.unreadable();
    if (unreadable.count > 0) throw ragged(unreadable);
    if (stage.events() === 0) throw empty();
    return await stage.ingest(events);
  } finally {
    await stage.close();
    engine.close();
  }
}

async function* batchesOf(
  { engine }: Table,
  part: Part,
  before: () => number,
  options: FilesOptions,
): AsyncGenerator<Batch> {
  const placed = placeColumns(part.columns, options.kind, options.names ?? {});
  const result = await engine.connection.stream(eventSql(engine.dialect, part, placed));
  let values: unknown[] = [];
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const text of chunk.getColumnValues(0)) values.push(valueOfRow(String(text), options.model));
    if (values.length < rowsPerBatch) continue;
    yield batchOfRows(values, before(), placed, options);
    values = [];
  }
  if (values.length > 0) yield batchOfRows(values, before(), placed, options);
}

function batchOfRows(values: readonly unknown[], before: number, placed: PlacedColumns, options: FilesOptions): Batch {
  try {
    return batchOf(values, options);
  } catch (error) {
    if (!(error instanceof PitwallError)) throw error;
    const [first, ...more] = [error, ...error.more].map((one) => inRow(emptyClass(one, values), before, placed));
    throw first?.and(more) ?? error;
  }
}

/** Of a prediction with several columns the schema says that it is wrong as a whole; most often one is empty. */
function emptyClass(error: PitwallError, values: readonly unknown[]): PitwallError {
  const { line = 0, field } = error.place;
  const { prediction } = (values[line - 1] ?? {}) as { readonly prediction?: unknown };
  if (field !== 'prediction' || typeof prediction !== 'object' || prediction === null) return error;
  const [name] = Object.entries(prediction).find(([, cell]) => cell === null) ?? [];
  if (name === undefined) return error;
  return new PitwallError({
    code: 'events.invalid',
    problem: 'expected a number, the name of a class, true or false, found nothing',
    fix: 'Give each class a value in each row, or leave the row out',
    place: { line, field: `prediction.${name}` },
  });
}

/** A refusal of an event by its number, as one of a row and a column of the file. */
function inRow(error: PitwallError, before: number, placed: PlacedColumns): PitwallError {
  const { line, field } = error.place;
  if (line === undefined) return error;
  const column = columnOf(placed, field?.split('.') ?? []);
  const where = `row ${before + line}${column === undefined ? '' : `, column ${JSON.stringify(visible(column))}`}`;
  return new PitwallError({
    code: 'events.invalid',
    problem: `${where}: ${error.problem}`,
    fix: column === undefined && field !== undefined ? `${error.fix}, or name its column` : error.fix,
    ...(field === undefined ? {} : { place: { field } }),
    cause: error,
  });
}

function ragged({ count, first: [record] }: Unreadable): PitwallError {
  return new PitwallError({
    code: 'events.invalid',
    problem: `expected rows with as many fields as the header, found ${count} that cannot be read: ${visible(record?.problem ?? 'broken')}`,
    fix: 'Mend the file and send it again: nothing of it was taken',
    place: record?.line === undefined ? {} : { line: record.line },
  });
}

const empty = (): PitwallError =>
  new PitwallError({
    code: 'events.empty',
    problem: 'expected at least one row, found none',
    fix: 'Look at what writes the file',
  });
