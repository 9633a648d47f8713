import { PitwallError } from '../../core/errors.ts';
import type { DuckDBEngine } from '../duckdb/engine.ts';
import { decompressed, readHead, readTail } from '../head.ts';
import type { SourceFile } from '../source.ts';
import type { Part } from '../table.ts';
import { type JsonLayout, jsonPart, jsonPartOfLines, jsonSource } from './json-part.ts';
import { groupByShape, type Reader, unreadableOf } from './reader.ts';

/**
 * Objects in an array, one a line, or one after the other. Each cell stays JSON, which knows its own type. Lines that
 * are not objects are counted, not fatal; an array is one value, and broken anywhere it is broken.
 */
export const readJson: Reader = async (engine, files) => {
  const laidOut = [];
  for (const file of files) laidOut.push({ file, layout: await findLayout(file) });
  const groups = groupByShape(laidOut, ({ file, layout }) => `${layout} ${file.compression}`);
  const parts: Part[] = [];
  const rejected: string[] = [];
  for (const group of groups) {
    const [first] = group;
    if (!first) continue;
    const some = group.map(({ file }) => file);
    if (first.layout === 'newline_delimited' && (await countBroken(engine, some)) > 0) {
      const lines = await jsonPartOfLines(engine, some);
      parts.push(lines.part);
      rejected.push(lines.rejected);
    } else {
      await assertObjects(engine, some, first.layout);
      parts.push(await jsonPart(engine, some, first.layout));
    }
  }
  return {
    parts,
    unreadable: () => unreadableOf(engine, rejected),
    async inspect() {
      // DuckDB takes a cut compressed stream for a whole one.
      for (const file of files) if (file.compression !== 'none') for await (const _chunk of decompressed(file));
    },
  };
};

async function findLayout(file: SourceFile): Promise<JsonLayout> {
  const head = await readHead(file, headBytes);
  const sixteen =
    (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff) || head[0] === 0 || head[1] === 0;
  if (sixteen) {
    throw new PitwallError({
      code: 'data.encoding',
      problem: 'expected JSON in UTF-8, found UTF-16',
      fix: 'Convert it: iconv -f UTF-16 -t UTF-8',
      place: { file: file.path },
    });
  }
  const text = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  const objects = shareOfObjects(text, head.length < headBytes);
  if (objects > 0.5 || (objects > 0 && file.format === 'ndjson' && !text.startsWith('['))) return 'newline_delimited';
  if (text.startsWith('[')) return 'array';
  if (text.startsWith('{')) return file.format === 'ndjson' ? 'newline_delimited' : 'unstructured';
  throw new PitwallError({
    code: text === '' ? 'data.empty' : 'data.format',
    problem: `expected an array of objects or an object a line, found ${text === '' ? 'only blanks' : JSON.stringify(text.slice(0, 20))}`,
    fix: 'Write records as [{…}, {…}] or one {…} a line',
    place: { file: file.path, line: 1 },
  });
}

const headBytes = 65_536;
const sampleLines = 20;

/** How many of the first lines are an object: one may also stand over several, as a person or an API writes it. */
function shareOfObjects(text: string, whole: boolean): number {
  const lines = text.split('\n');
  if (!whole) lines.pop();
  const sample = lines.filter((line) => line.trim() !== '').slice(0, sampleLines);
  return sample.filter(isObject).length / Math.max(1, sample.length);
}

function isObject(line: string): boolean {
  try {
    // Python writes NaN and Infinity, which DuckDB takes
    return line.trimStart().startsWith('{') && JSON.parse(line.replace(/\b(NaN|Infinity)\b/g, '0')) !== null;
  } catch {
    return false;
  }
}

const isBroken = "(json IS NULL OR json_type(json) <> 'OBJECT' OR len(json_keys(json)) > list_unique(json_keys(json)))";

async function countBroken(engine: DuckDBEngine, files: readonly SourceFile[]): Promise<number> {
  const [row] = await engine.query(
    `SELECT count(*) AS n FROM ${jsonSource(engine, files, 'newline_delimited')} WHERE ${isBroken}`,
  );
  return Number(row?.n ?? 0);
}

async function assertObjects(engine: DuckDBEngine, files: readonly SourceFile[], layout: JsonLayout): Promise<void> {
  for (const file of files) {
    if (layout !== 'newline_delimited') await assertEnd(file, layout === 'array' ? ']' : '}');
    const [record] = await engine.query(
      `SELECT json_type(json) AS kind, json_keys(json) AS keys FROM ${jsonSource(engine, [file], layout)} WHERE ${isBroken} LIMIT 1`,
    );
    if (record)
      throw record.kind === 'OBJECT' ? repeatedKey(file, record.keys) : notAnObject(file, String(record.kind));
  }
}

/** DuckDB takes an array for whole that was cut behind one of its records. */
async function assertEnd(file: SourceFile, wanted: string): Promise<void> {
  const last = (await readTail(file, 4_096)).toString('utf8').trimEnd().at(-1) ?? '';
  if (last === wanted) return;
  throw new PitwallError({
    code: 'data.truncated',
    problem: `expected the file to end with ${wanted}, found ${JSON.stringify(last)} at its end`,
    fix: 'Fetch or write it again: it was cut off, or something was written behind its end; nothing in it was judged',
    place: { file: file.path },
  });
}

function repeatedKey(file: SourceFile, keys: unknown): PitwallError {
  const all = Array.isArray(keys) ? keys.map(String) : [];
  const repeated = all.find((key, index) => all.indexOf(key) !== index) ?? '';
  return new PitwallError({
    code: 'data.column_names',
    problem: `expected each key once in an object, found ${JSON.stringify(repeated)} twice`,
    fix: 'Rename one of them where the file is written',
    place: { file: file.path },
  });
}

const kindWords: Readonly<Record<string, string>> = {
  ARRAY: 'an array',
  VARCHAR: 'a text',
  BOOLEAN: 'true or false',
  NULL: 'null',
};

function notAnObject(file: SourceFile, kind: string): PitwallError {
  return new PitwallError({
    code: 'data.format',
    problem: `expected every record to be an object, found ${kindWords[kind] ?? 'a number'}`,
    fix: 'Write records as [{…}, {…}] or one {…} a line',
    place: { file: file.path },
  });
}
