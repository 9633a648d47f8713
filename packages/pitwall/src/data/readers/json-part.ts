import type { DuckDBEngine } from '../duckdb/engine.ts';
import type { SourceFile } from '../source.ts';
import { columnSql, type Part, type StoredColumn } from '../table.ts';
import { loadJsonLines } from './json-lines.ts';
import { nameColumns } from './names.ts';
import { literalPaths } from './reader.ts';

export type JsonLayout = 'array' | 'newline_delimited' | 'unstructured';

const maximumObjectBytes = 16_000_000;

const settings = (file: SourceFile | undefined): string =>
  `hive_partitioning = false, maximum_object_size = ${maximumObjectBytes}, compression = '${file && file.compression !== 'none' ? file.compression : 'uncompressed'}'`;

/** A relation with each record as `json`; where a line is not JSON, null. */
export function jsonSource(engine: DuckDBEngine, files: readonly SourceFile[], layout: JsonLayout): string {
  const tolerant = layout === 'newline_delimited' ? ', ignore_errors = true' : '';
  return `read_json_objects(${literalPaths(engine, files)}, format = '${layout}', ${settings(files[0])}${tolerant})`;
}

/** Files that DuckDB reads by itself. */
export async function jsonPart(engine: DuckDBEngine, files: readonly SourceFile[], layout: JsonLayout): Promise<Part> {
  const keys = await findKeys(engine, jsonSource(engine, files, layout));
  const columns = keyColumns(files, keys);
  // DuckDB cannot tell names apart that differ in case only, nor has it a name that is empty or has a zero byte.
  const named =
    new Set(keys.map((key) => key.toLowerCase())).size === keys.length &&
    keys.length > 0 &&
    keys.every((key) => key !== '' && !key.includes('\0'));
  const { text } = engine.dialect;
  const types = keys.map((key) => `${text(key)}: 'JSON'`).join(', ');
  const aliases = columns.map(({ sql }) => sql).join(', ');
  const read = (some: readonly SourceFile[]): string =>
    named
      ? `(SELECT * FROM read_json(${literalPaths(engine, some)}, format = '${layout}', columns = {${types}}, ${settings(some[0])}) AS part(${aliases}))`
      : cellsOf(engine, keys, columns, jsonSource(engine, some, layout));
  return {
    files,
    columns,
    scan: read(files),
    numbered: (file) => `(SELECT row_number() OVER () AS _row, * FROM ${read(file ? [file] : files)})`,
  };
}

/** Files with lines that DuckDB cannot read, read line by line by ourselves. */
export async function jsonPartOfLines(
  engine: DuckDBEngine,
  files: readonly SourceFile[],
): Promise<{ part: Part; rejected: string }> {
  const { objects, rejected } = await loadJsonLines(engine, files);
  const keys = await findKeys(engine, objects);
  const columns = keyColumns(files, keys);
  const read = (file: SourceFile | undefined): string =>
    cellsOf(
      engine,
      keys,
      columns,
      file ? `(SELECT json FROM ${objects} WHERE file = ${files.indexOf(file)} ORDER BY line)` : objects,
    );
  return {
    rejected,
    part: {
      files,
      columns,
      scan: read(undefined),
      numbered: (file) => `(SELECT row_number() OVER () AS _row, * FROM ${read(file)})`,
    },
  };
}

function cellsOf(
  engine: DuckDBEngine,
  keys: readonly string[],
  columns: readonly StoredColumn[],
  source: string,
): string {
  if (keys.length === 0) return `(SELECT json AS c0 FROM ${source})`;
  const pointers = keys.map((key) => engine.dialect.text(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`));
  // As `read_json` has it: null in a file is a missing value.
  const cells = columns.map(
    ({ sql }, index) => `CASE WHEN json_type(cells[${index + 1}]) <> 'NULL' THEN cells[${index + 1}] END AS ${sql}`,
  );
  return `(SELECT ${cells.join(', ')} FROM (SELECT json_extract(json, [${pointers.join(', ')}]) AS cells FROM ${source}))`;
}

/** Every key of every object: in order of first appearance in the beginning, then by name. */
async function findKeys(engine: DuckDBEngine, source: string): Promise<string[]> {
  const beginning = await engine.query(`SELECT json_keys(json) AS keys FROM ${source} LIMIT 100`);
  const ordered = new Set(beginning.flatMap((row) => (Array.isArray(row.keys) ? row.keys.map(String) : [])));
  const all = await engine.query(`SELECT DISTINCT unnest(json_keys(json)) AS key FROM ${source} ORDER BY key`);
  for (const row of all) ordered.add(String(row.key));
  return [...ordered];
}

function keyColumns(files: readonly SourceFile[], keys: readonly string[]): StoredColumn[] {
  const [file] = files;
  const names = file ? nameColumns(file, keys) : keys;
  return names.map((name, position) => ({ name, storage: 'json', physical: 'JSON', sql: columnSql(position) }));
}
