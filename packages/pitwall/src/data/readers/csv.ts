import type { DuckDBEngine } from '../duckdb/engine.ts';
import { readHead } from '../head.ts';
import type { ReadOptions, SourceFile } from '../source.ts';
import { columnSql, type Part, type StoredColumn } from '../table.ts';
import { type CsvShape, readCsvShape } from './csv-header.ts';
import { lineTooLong, maximumRecordBytes } from './csv-limits.ts';
import { mendCsv } from './csv-mend.ts';
import { groupByShape, literalPaths, pathsSql, type Reader, unreadableOf } from './reader.ts';
import { createRejectedLines } from './rejected-lines.ts';
import { inspectText, lineAt } from './text.ts';

/** DuckDB would hold sixteen of the longest records at once, for each thread. */
const bufferBytes = 4 * maximumRecordBytes;

/** Everything is read as text: only the contract says what it means. */
export const readCsv: Reader = async (engine, files, options) => {
  const shapes = [];
  for (const file of files) {
    const head = await readHead(file, maximumRecordBytes);
    shapes.push({ file, shape: readCsvShape(file, head, options, head.length < maximumRecordBytes) });
  }
  const groups = groupByShape(shapes, ({ file, shape }) => JSON.stringify([shape, file.compression]));
  const parts: MendablePart[] = [];
  for (const group of groups) {
    const [first] = group;
    if (!first) continue;
    const part = csvPart(
      engine,
      group.map(({ file }) => file),
      first.shape,
      options,
    );
    if (first.shape.encoding !== 'utf-8' || first.shape.oddHeader) await part.mend();
    parts.push(part);
  }
  return {
    parts,
    unreadable: () =>
      unreadableOf(
        engine,
        parts.flatMap((part) => part.rejected ?? []),
      ),
    async inspect() {
      for (const part of parts) await part.inspect();
    },
    async mend(always) {
      let mended = false;
      for (const part of parts) {
        if (part.rejected !== undefined || !(always || (await part.needsMending()))) continue;
        await part.mend();
        mended = true;
      }
      return mended;
    },
  };
};

interface MendablePart extends Part {
  /** The records that could not be read, once the files were taken apart by ourselves. */
  readonly rejected: string | undefined;
  inspect(): Promise<void>;
  needsMending(): Promise<boolean>;
  mend(): Promise<void>;
}

let rejectTables = 0;

/** DuckDB reads the files as they are; where they turn out to be broken, it reads mended copies from then on. */
function csvPart(
  engine: DuckDBEngine,
  files: readonly SourceFile[],
  shape: CsvShape,
  options: ReadOptions,
): MendablePart {
  const { text } = engine.dialect;
  const columns: StoredColumn[] = shape.columns.map((name, position) => ({
    name,
    storage: 'text',
    physical: 'text',
    sql: columnSql(position),
  }));
  rejectTables += 1;
  const rejects = `rejects_${rejectTables}`;
  const copies = new Map<SourceFile, string>();
  let rejected: string | undefined;
  let doubtful = false;

  const settings = [
    'auto_detect = false',
    'hive_partitioning = false',
    `delim = ${text(shape.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `nullstr = [${['', ...(options.null_values ?? [])].map(text).join(', ')}]`,
    `max_line_size = ${maximumRecordBytes}`,
    `buffer_size = ${bufferBytes}`,
    `columns = {${columns.map((column) => `'${column.sql}': 'VARCHAR'`).join(', ')}}`,
  ];
  const original = (some: readonly SourceFile[], onReject: string): string =>
    `read_csv(${[literalPaths(engine, some), ...settings, 'header = true', `compression = ${text(files[0]?.compression ?? 'none')}`, onReject].join(', ')})`;
  const mended = (some: readonly SourceFile[]): string =>
    `read_csv(${[
      pathsSql(
        engine,
        some.flatMap((file) => copies.get(file) ?? []),
      ),
      ...settings,
      'header = false',
      "new_line = '\\n'",
    ].join(', ')})`;

  return {
    files,
    columns,
    get scan() {
      if (rejected !== undefined) return mended(files);
      return original(files, `store_rejects = true, rejects_table = '${rejects}', rejects_scan = '${rejects}_scan'`);
    },
    numbered(file) {
      const some = file ? [file] : files;
      return `(SELECT row_number() OVER () AS _row, * FROM ${rejected === undefined ? original(some, 'store_rejects = false') : mended(some)})`;
    },
    get rejected() {
      return rejected;
    },
    async inspect() {
      if (rejected !== undefined) return;
      for (const file of files) {
        const { utf8, longRecord, longLine } = await inspectText(file, maximumRecordBytes);
        if (longLine !== undefined) throw lineTooLong(file, await lineAt(file, longLine));
        doubtful ||= !utf8 || longRecord;
      }
    },
    async needsMending() {
      return doubtful || (await countRejects(engine, rejects)) > 0;
    },
    async mend() {
      const lines = await createRejectedLines(engine);
      for (const file of files) copies.set(file, await mendCsv(engine, file, shape, lines));
      rejected = lines.close();
    },
  };
}

async function countRejects(engine: DuckDBEngine, table: string): Promise<number> {
  const [found] = await engine.query(
    `SELECT count(*) AS tables FROM duckdb_tables() WHERE temporary AND table_name = '${table}'`,
  );
  if (Number(found?.tables) === 0) return 0;
  const [row] = await engine.query(`SELECT count(*) AS n FROM ${table}`);
  return Number(row?.n);
}
