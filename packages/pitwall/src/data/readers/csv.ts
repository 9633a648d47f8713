import type { DuckDBEngine } from '../duckdb/engine.ts';
import { decompressed, readHead } from '../head.ts';
import type { ReadOptions, SourceFile } from '../source.ts';
import { columnSql, type Part, type StoredColumn, type Unreadable } from '../table.ts';
import { type CsvShape, readCsvShape } from './csv-header.ts';
import { groupByShape, literalPaths, type Opened, type Reader } from './reader.ts';

/** A header must end within this. */
const headBytes = 2_000_000;
/** A longer record becomes a finding. DuckDB holds sixteen times as much for each file. */
const maximumLineBytes = 2_000_000;
const exampleRecords = 5;

/** Everything is read as text: only the contract says what it means. */
export const readCsv: Reader = async (engine, files, options) => {
  const shapes = await Promise.all(
    files.map(async (file) => {
      const head = await readHead(file, headBytes);
      return { file, shape: readCsvShape(file, head, options, head.length < headBytes) };
    }),
  );
  const groups = groupByShape(shapes, ({ file, shape }) => JSON.stringify([shape, file.compression]));
  const rejects = nextRejects();
  const parts = groups.map((group, index) => {
    const [first] = group;
    if (!first) throw new Error('a group has files');
    return csvPart(
      engine,
      group.map(({ file }) => file),
      first.shape,
      options,
      `${rejects}_${index}`,
    );
  });
  return {
    parts,
    unreadable: () =>
      unreadableRecords(
        engine,
        parts.map((_, index) => `${rejects}_${index}`),
        files,
      ),
    intact: () => assertWhole(files),
  } satisfies Opened;
};

let rejectTables = 0;
function nextRejects(): string {
  rejectTables += 1;
  return `rejects_${rejectTables}`;
}

function csvPart(
  engine: DuckDBEngine,
  files: readonly SourceFile[],
  shape: CsvShape,
  options: ReadOptions,
  rejects: string,
): Part {
  const columns: StoredColumn[] = shape.columns.map((name, position) => ({
    name,
    storage: 'text',
    physical: 'text',
    sql: columnSql(position),
  }));
  const read = (some: readonly SourceFile[], onReject: string): string => {
    const { text } = engine.dialect;
    const settings = [
      literalPaths(engine, some),
      'auto_detect = false',
      'header = true',
      `delim = ${text(shape.delimiter)}`,
      `quote = '"'`,
      `escape = '"'`,
      `nullstr = [${['', ...(options.null_values ?? [])].map(text).join(', ')}]`,
      `max_line_size = ${maximumLineBytes}`,
      `encoding = ${text(shape.encoding)}`,
      `compression = ${text(files[0]?.compression ?? 'none')}`,
      `columns = {${columns.map((column) => `'${column.sql}': 'VARCHAR'`).join(', ')}}`,
      onReject,
    ];
    return `read_csv(${settings.join(', ')})`;
  };
  return {
    files,
    columns,
    scan: read(files, `store_rejects = true, rejects_table = '${rejects}', rejects_scan = '${rejects}_scan'`),
    numbered: (file) => `(SELECT row_number() OVER () AS _row, * FROM ${read(file ? [file] : files, 'ignore_errors = true')})`,
  };
}

/** A record may be rejected for several reasons, and a later scan lists it again: each line counts once. */
async function unreadableRecords(engine: DuckDBEngine, tables: readonly string[], files: readonly SourceFile[]): Promise<Unreadable> {
  const present = new Set((await engine.query('SELECT table_name FROM duckdb_tables() WHERE temporary')).map((row) => row.table_name));
  const names = new Map(files.map((file) => [file.absolute, file.path]));
  const relations = tables
    .filter((table) => present.has(table))
    .map(
      (table) => `(SELECT file_path AS file, line, any_value(csv_line) AS text, string_agg(DISTINCT error_type || ': ' || error_message, '; ') AS problem
        FROM ${table} JOIN ${table}_scan USING (scan_id, file_id) GROUP BY file_path, line)`,
    );
  let count = 0;
  const first: Unreadable['first'][number][] = [];
  for (const relation of relations) {
    const [total] = await engine.query(`SELECT count(*) AS records FROM ${relation}`);
    count += Number(total?.records ?? 0);
    const examples = await engine.query(`SELECT * FROM ${relation} ORDER BY file, line LIMIT ${exampleRecords}`);
    for (const { file, line, text, problem } of examples) {
      const path = String(file);
      first.push({ file: names.get(path) ?? path, line: Number(line), text: String(text ?? '').trimEnd(), problem: explain(String(problem)) });
    }
  }
  return { count, first: first.slice(0, exampleRecords), relations };
}

/** In the reader's words: how many fields were expected and found, or what else is wrong. */
function explain(problem: string): string {
  const fields = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(problem);
  if (fields) return `expected ${fields[1]} fields, found ${fields[2]}`;
  if (problem.includes('INVALID ENCODING')) return 'holds bytes that are not in the encoding of the file';
  if (problem.includes('UNQUOTED VALUE')) return 'opens a quote that is not closed rightly';
  if (problem.includes('LINE SIZE')) return `is longer than ${maximumLineBytes / 1_000_000} MB`;
  return problem;
}

/** DuckDB takes a cut compressed stream for a whole one. */
async function assertWhole(files: readonly SourceFile[]): Promise<void> {
  for (const file of files.filter(({ compression }) => compression !== 'none')) {
    for await (const _chunk of decompressed(file));
  }
}
