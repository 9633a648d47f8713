import { PitwallError } from '../../core/errors.ts';
import type { DuckDBEngine } from '../duckdb/engine.ts';
import { readHead } from '../head.ts';
import type { SourceFile } from '../source.ts';
import { columnSql, type Part, type StoredColumn, type Unreadable } from '../table.ts';
import { groupByShape, literalPath, literalPaths, type Reader } from './reader.ts';

type Layout = 'array' | 'newline_delimited';

const maximumObjectBytes = 16_000_000;
/** Where lines are looked through as text. */
const maximumLineBytes = 2_000_000;
const nothing: Unreadable = { count: 0, first: [], relations: [] };
const exampleRecords = 5;

/**
 * Objects in an array, or one a line. Each cell stays JSON, which knows its own type. Lines that are not JSON
 * are counted, not fatal; an array is one value, and broken anywhere it is broken.
 */
export const readJson: Reader = async (engine, files) => {
  const laidOut = [];
  for (const file of files) laidOut.push({ file, layout: await findLayout(file) });
  const groups = groupByShape(laidOut, ({ file, layout }) => `${layout} ${file.compression}`);
  const parts: Part[] = [];
  const broken: Unreadable[] = [];
  for (const group of groups) {
    const [{ layout }] = group as [(typeof group)[number]];
    const some = group.map(({ file }) => file);
    const lines = layout === 'newline_delimited' ? await brokenLines(engine, some) : nothing;
    parts.push(jsonPart(engine, some, layout, await findColumns(engine, some, layout), lines.count > 0));
    broken.push(lines);
  }
  return {
    parts,
    unreadable: async () => ({
      count: broken.reduce((sum, { count }) => sum + count, 0),
      first: broken.flatMap(({ first }) => first).slice(0, exampleRecords),
      relations: broken.flatMap(({ relations }) => relations),
    }),
  };
};

async function findLayout(file: SourceFile): Promise<Layout> {
  const head = (await readHead(file, 65_536))
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (head.startsWith('[')) return 'array';
  if (head.startsWith('{')) return 'newline_delimited';
  throw new PitwallError({
    code: head === '' ? 'data.empty' : 'data.format',
    problem: `expected an array of objects or an object a line, found ${head === '' ? 'only blanks' : JSON.stringify(head.slice(0, 20))}`,
    fix: 'Write records as [{…}, {…}] or one {…} a line',
    place: { file: file.path, line: 1 },
  });
}

const settings = (file: SourceFile): string =>
  `maximum_object_size = ${maximumObjectBytes}, compression = '${file.compression === 'none' ? 'uncompressed' : file.compression}'`;

function objects(engine: DuckDBEngine, files: readonly SourceFile[], layout: Layout): string {
  const [file] = files as [SourceFile];
  const tolerant = layout === 'newline_delimited' ? ', ignore_errors = true' : '';
  return `read_json_objects(${literalPaths(engine, files)}, format = '${layout}', ${settings(file)}${tolerant})`;
}

/** Every key of every object, in order of first appearance in the beginning, then by name. */
async function findColumns(
  engine: DuckDBEngine,
  files: readonly SourceFile[],
  layout: Layout,
): Promise<StoredColumn[]> {
  const source = objects(engine, files, layout);
  const kinds = await engine.query(`SELECT DISTINCT json_type(json) AS kind FROM ${source} WHERE json IS NOT NULL`);
  const wrong = kinds.find((row) => row.kind !== 'OBJECT');
  if (wrong) {
    throw new PitwallError({
      code: 'data.format',
      problem: `expected every record to be an object, found ${String(wrong.kind).toLowerCase()}`,
      fix: 'Write records as [{…}, {…}] or one {…} a line',
      place: { file: files.map(({ path }) => path).join(', ') },
    });
  }
  const beginning = await engine.query(
    `SELECT json_keys(json) AS keys FROM ${source} WHERE json IS NOT NULL LIMIT 100`,
  );
  const ordered = new Set(beginning.flatMap((row) => (row.keys as readonly string[] | null) ?? []));
  const all = await engine.query(
    `SELECT DISTINCT unnest(json_keys(json)) AS key FROM ${source} WHERE json IS NOT NULL ORDER BY key`,
  );
  for (const row of all) ordered.add(String(row.key));
  return [...ordered].map((name, position) => ({ name, storage: 'json', physical: 'JSON', sql: columnSql(position) }));
}

function jsonPart(
  engine: DuckDBEngine,
  files: readonly SourceFile[],
  layout: Layout,
  columns: readonly StoredColumn[],
  broken: boolean,
): Part {
  const fold = new Set(columns.map(({ name }) => name.toLowerCase()));
  // DuckDB cannot tell keys apart that differ in case only, nor a broken line from an empty object.
  const plain = fold.size === columns.length && !broken && columns.length > 0;
  const { text } = engine.dialect;
  const read = (some: readonly SourceFile[]): string => {
    if (!plain) {
      const cells = columns.map(
        ({ name, sql }) => `json -> ${text(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)} AS ${sql}`,
      );
      return `(SELECT ${cells.length > 0 ? cells.join(', ') : 'json AS c0'} FROM ${objects(engine, some, layout)} WHERE json IS NOT NULL)`;
    }
    const [file] = some as [SourceFile];
    const types = columns.map(({ name }) => `${text(name)}: 'JSON'`).join(', ');
    const aliases = columns.map(({ sql }) => sql).join(', ');
    return `(SELECT * FROM read_json(${literalPaths(engine, some)}, format = '${layout}', columns = {${types}}, ${settings(file)}) AS part(${aliases}))`;
  };
  return {
    files,
    columns,
    scan: read(files),
    numbered: (file) => `(SELECT row_number() OVER () AS _row, * FROM ${read(file ? [file] : files)})`,
  };
}

/** Only where a quick count says that some line is not JSON are the lines themselves looked through. */
async function brokenLines(engine: DuckDBEngine, files: readonly SourceFile[]): Promise<Unreadable> {
  const [total] = await engine.query(
    `SELECT count(*) AS lines FROM ${objects(engine, files, 'newline_delimited')} WHERE json IS NULL`,
  );
  const count = Number(total?.lines ?? 0);
  if (count === 0) return nothing;
  const relations = files.map((file) => {
    const lines = `read_csv(${literalPath(engine, file)}, auto_detect = false, header = false, delim = '', quote = '', escape = '', nullstr = ['\\1'],
      columns = {'text': 'VARCHAR'}, compression = '${file.compression}', max_line_size = ${maximumLineBytes})`;
    return `(SELECT ${engine.dialect.text(file.path)} AS file, line, text, 'is not JSON' AS problem FROM (SELECT row_number() OVER () AS line, text FROM ${lines})
      WHERE NOT json_valid(text) AND trim(text) <> '')`;
  });
  const first: Unreadable['first'][number][] = [];
  for (const relation of relations) {
    if (first.length >= exampleRecords) break;
    const found = await engine.query(`SELECT * FROM ${relation} ORDER BY line LIMIT ${exampleRecords}`);
    first.push(...found.map(({ file, line, text, problem }) => ({ file: String(file), line: Number(line), text: String(text), problem: String(problem) })));
  }
  return { count, first: first.slice(0, exampleRecords), relations };
}
