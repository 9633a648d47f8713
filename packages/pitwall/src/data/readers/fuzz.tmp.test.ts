import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as arrow from 'apache-arrow';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PitwallError } from '../../core/errors.ts';
import { countRows, createFolder, type Folder, readAll, zstd } from '../../testing/data-files.ts';
import { type DuckDBEngine, openDuckDB } from '../duckdb/engine.ts';
import { openTable } from '../open.ts';
import { resolveSources } from '../source.ts';

/** Another seed finds other tables: PITWALL_FUZZ_SEED=…, and more of them PITWALL_FUZZ_RUNS=…; a failure names its seed. */
const seed = Number(process.env.PITWALL_FUZZ_SEED ?? 20_250_301);
const runs = (usual: number): number => Number(process.env.PITWALL_FUZZ_RUNS ?? usual);

let engine: DuckDBEngine;
let folder: Folder;
beforeAll(async () => {
  engine = await openDuckDB({ threads: 1 });
  folder = createFolder();
});
afterAll(() => {
  engine.close();
  folder.remove();
});

const hostile = fc.constantFrom(
  '"',
  '""',
  ',',
  ';',
  '\t',
  '|',
  '\n',
  '\r\n',
  '\r',
  ' ',
  "'",
  '\\',
  '\u0000',
  'ü',
  '🏀',
  'e\u0301',
  '\ufeff',
  '#',
  '-',
  '0',
  '1.50',
  'NULL',
  'null',
  'true',
  '{',
  '[',
  '=1+1',
  '%',
  '\u2028',
);
/** Where a text begins with a byte order mark, the library between us and the engine leaves it out of answers. */
const shown = (text: string): boolean => !text.startsWith('\ufeff');
const cell = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .array(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 4 })
      .map((parts) => parts.join('').toWellFormed())
      .filter(shown),
  },
  { weight: 1, arbitrary: fc.constant('') },
);
const name = fc
  .array(fc.oneof(hostile, fc.constantFrom('a', 'A', 'b')), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(''))
  .filter(shown);

interface Texts {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const texts: fc.Arbitrary<Texts> = fc
  .uniqueArray(
    name.filter((one) => one.trim() !== ''),
    { minLength: 1, maxLength: 4 },
  )
  .chain((names) =>
    fc.record({
      names: fc.constant(names),
      rows: fc.array(fc.array(cell, { minLength: names.length, maxLength: names.length }), { maxLength: 6 }),
    }),
  );

/** Nothing at all in a CSV file is a missing value. */
const expectedCells = ({ rows }: Texts): (string | null)[][] =>
  rows.map((row) => row.map((text) => (text === '' ? null : text)));
const found = (rows: readonly Readonly<Record<string, string | null | undefined>>[], names: readonly string[]) =>
  rows.map((row) => names.map((one) => row[one] ?? null));
const isBlank = (row: readonly string[]): boolean => row.every((text) => text === '');

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe('any table of texts', () => {
  it('is read back cell by cell from CSV, whatever its delimiter, line break and compression', async () => {
    const style = fc.record({
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      newline: fc.constantFrom('\n', '\r\n'),
      always: fc.boolean(),
      mark: fc.boolean(),
      last: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        texts,
        style,
        fc.constantFrom('', '.gz', '.zst'),
        async (table, { delimiter, newline, always, mark, last }, ending) => {
          const plain = (text: string): boolean => !always && !/["\r\n,;\t|]|^ | $/.test(text);
          const line = (row: readonly string[]): string =>
            row.map((text) => (plain(text) && !isBlank(row) ? text : quoted(text))).join(delimiter);
          const content = `${mark ? '\ufeff' : ''}${[table.names, ...table.rows].map(line).join(newline)}${last ? newline : ''}`;
          // With many zero bytes it is taken for a binary file.
          fc.pre(content.split('\0').length * 20 < content.length);
          const file = `table.csv${ending}`;
          folder.write(file, ending === '' ? content : ending === '.gz' ? gzipSync(content) : zstd(content));
          const read = await readAll(engine, folder.path, [file], { delimiter });
          expect(read.unreadable).toMatchObject({ count: 0 });
          expect(read.columns).toEqual(table.names);
          expect(found(read.rows, table.names)).toEqual(expectedCells(table));
        },
      ),
      { seed, numRuns: runs(200) },
    );
  });

  it('is the same table as JSON, NDJSON, Parquet and Arrow', async () => {
    await fc.assert(
      fc.asyncProperty(
        texts.filter(({ rows }) => rows.length > 0),
        async ({ names, rows }) => {
          const objects = rows.map((row) => Object.fromEntries(names.map((one, index) => [one, row[index]])));
          folder.write('table.json', JSON.stringify(objects));
          folder.write('table.ndjson', objects.map((object) => `${JSON.stringify(object)}\n`).join(''));
          folder.write(
            'table.arrow',
            arrow.tableToIPC(
              arrow.tableFromArrays(
                Object.fromEntries(names.map((one, index) => [`_${one}`, rows.map((row) => row[index] ?? '')])),
              ),
            ),
          );
          for (const file of ['table.json', 'table.ndjson']) {
            const read = await readAll(engine, folder.path, [file]);
            expect([...read.columns].sort()).toEqual([...names].sort());
            expect(found(read.rows, names).map((row) => row.map((text) => JSON.parse(text ?? 'null')))).toEqual(rows);
          }
          const stream = await readAll(engine, folder.path, ['table.arrow']);
          expect(
            found(
              stream.rows,
              names.map((one) => `_${one}`),
            ),
          ).toEqual(rows);
          const { text, identifier } = engine.dialect;
          // The engine writes no names that hold a zero byte or differ in case only.
          const columns = names.map((_, index) => `column ${index}`);
          const select = rows.map(
            (row) =>
              `SELECT ${row.map((value, index) => `${text(value)} AS ${identifier(columns[index] ?? '')}`).join(', ')}`,
          );
          await engine.query(
            `COPY (${select.join(' UNION ALL ')}) TO ${text(`${folder.path}/table.parquet`)} (FORMAT parquet)`,
          );
          expect(found((await readAll(engine, folder.path, ['table.parquet'])).rows, columns)).toEqual(rows);
        },
      ),
      { seed, numRuns: runs(80) },
    );
  });
});

type Mutation = (bytes: Buffer) => Buffer;

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.nat().map(
    (at): Mutation =>
      (bytes) =>
        bytes.subarray(0, at % (bytes.length + 1)),
  ),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })).map(
    ([at, bits]): Mutation =>
      (bytes) => {
        const changed = Buffer.from(bytes);
        if (bytes.length > 0) changed[at % bytes.length] = (changed[at % bytes.length] ?? 0) ^ bits;
        return changed;
      },
  ),
  fc.tuple(fc.nat(), fc.uint8Array({ maxLength: 8 })).map(
    ([at, more]): Mutation =>
      (bytes) => {
        const here = at % (bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, here), more, bytes.subarray(here)]);
      },
  ),
  fc.tuple(fc.nat(), fc.nat({ max: 20 })).map(
    ([at, length]): Mutation =>
      (bytes) => {
        const here = at % (bytes.length + 1);
        return Buffer.concat([bytes.subarray(0, here), bytes.subarray(here + length)]);
      },
  ),
);

/** Tables stay in an engine until it is closed, so that a long run would fill it. */
const runsPerEngine = 50;
/** Of a file of a few kilobytes. */
const patience = 10_000;
let run = 0;

/** Rows and unreadable records, or the mistake that was reported. Anything else than a PitwallError fails the test. */
async function outcome(file: string): Promise<{ rows: number; unreadable: number } | PitwallError> {
  run += 1; await import('node:fs').then((fs) => { fs.copyFileSync(folder.path + '/' + file, '/tmp/pg/last_' + file); fs.writeFileSync('/tmp/pg/last_name', file + ' ' + run); });
  if (run % runsPerEngine === 0) {
    engine.close();
    engine = await openDuckDB({ threads: 1 });
  }
  const started = performance.now();
  try {
    const table = await openTable(engine, await resolveSources([file], folder.path));
    const rows = await countRows(table);
    const { count } = await table.unreadable();
    await readAll(engine, folder.path, [file]);
    return { rows, unreadable: count };
  } catch (error) {
    if (error instanceof PitwallError) return error;
    throw error;
  } finally {
    expect(performance.now() - started).toBeLessThan(patience);
  }
}

async function valid(): Promise<Record<string, Buffer>> {
  const fixtures = new URL('fixtures/', import.meta.url).pathname;
  const csv = `id,team,note\n${Array.from({ length: 40 }, (_, row) => `${row},team ${row},"a ""note"", ${row}\nover lines"\n`).join('')}`;
  const objects = Array.from({ length: 40 }, (_, id) => ({ id, team: `team ${id}`, nested: { list: [id] } }));
  const lines = objects.map((object) => `${JSON.stringify(object)}\n`).join('');
  return {
    'a.csv': Buffer.from(csv),
    'b.csv': Buffer.from(csv.replaceAll('\n', '\r\n')),
    'c.csv': Buffer.from(`\ufeff${csv}`, 'utf16le'),
    'd.csv.gz': gzipSync(csv),
    'e.csv.zst': zstd(csv),
    'f.json': Buffer.from(JSON.stringify(objects)),
    'g.json.gz': gzipSync(JSON.stringify(objects)),
    'h.ndjson': Buffer.from(lines),
    'i.ndjson.zst': zstd(lines),
    'j.parquet': readFileSync(`${fixtures}types.parquet`),
    'k.arrow': readFileSync(`${fixtures}types-lz4.arrow`),
    'l.arrow': readFileSync(`${fixtures}types-zstd.arrow`),
    'm.arrows': readFileSync(`${fixtures}types-stream.arrows`),
    'n.arrow.gz': gzipSync(readFileSync(`${fixtures}types-uncompressed.arrow`)),
  };
}

describe('bytes that were changed', () => {
  it('are read or refused with a sentence, in every format', async () => {
    const files = await valid();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(files)),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        async (file, mutations) => {
          folder.write(
            file,
            mutations.reduce((bytes, change) => change(bytes), files[file] ?? Buffer.alloc(0)),
          );
          await outcome(file);
        },
      ),
      { seed, numRuns: runs(300) },
    );
  });

  it('that are random are refused with a sentence, or are text', async () => {
    const endings = ['csv', 'tsv', 'json', 'ndjson', 'parquet', 'arrow', 'csv.gz', 'json.zst'];
    const starts = [
      Buffer.alloc(0),
      Buffer.from('PAR1'),
      Buffer.from('ARROW1\0\0'),
      Buffer.from('ffffffff10000000', 'hex'),
      Buffer.from('[{'),
      Buffer.from('{"a":'),
      Buffer.from('1f8b0800', 'hex'),
      Buffer.from('28b52ffd', 'hex'),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...endings),
        fc.constantFrom(...starts),
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        async (ending, start, bytes) => {
          folder.write(`random.${ending}`, Buffer.concat([start, bytes]));
          await outcome(`random.${ending}`);
        },
      ),
      { seed, numRuns: runs(300) },
    );
  });
});

/**
 * What a cut can promise: formats with an end mark, and compressed streams, are never read as shorter ones. Lines of
 * text have no end mark: cut between two records the file is a shorter file, cut within one there is a broken record.
 */
describe('a file that was cut', () => {
  it('is refused where its format has an end', async () => {
    const files = await valid();
    const withEnd = Object.keys(files).filter((file) => !/^[abch]/.test(file));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...withEnd),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        async (file, share) => {
          const bytes = files[file] ?? Buffer.alloc(0);
          folder.write(file, bytes.subarray(0, Math.floor(share * bytes.length)));
          expect(await outcome(file)).toBeInstanceOf(PitwallError);
        },
      ),
      { seed, numRuns: runs(150) },
    );
  });

  it('has, as lines of text, the rows before the cut and at most one broken record', async () => {
    const row = (id: number): string => `${id},team ${id},plain text`;
    const csv = `id,team,note\n${Array.from({ length: 50 }, (_, id) => `${row(id)}\n`).join('')}`;
    const json = Array.from({ length: 50 }, (_, id) => `${JSON.stringify({ id, team: `team ${id}` })}\n`).join('');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('cut.csv', 'cut.ndjson'),
        fc.double({ min: 0.02, max: 1, noNaN: true }),
        async (file, share) => {
          const whole = file === 'cut.csv' ? csv : json;
          const kept = whole.slice(0, Math.max(14, Math.floor(share * whole.length)));
          folder.write(file, kept);
          const lines = kept.split('\n');
          const last = lines.pop() ?? '';
          const complete = last !== '' && (file === 'cut.csv' ? last.split(',').length === 3 : last.endsWith('}'));
          const header = file === 'cut.csv' ? 1 : 0;
          expect(await outcome(file)).toEqual({
            rows: lines.length - header + Number(complete),
            unreadable: Number(last !== '' && !complete),
          });
        },
      ),
      { seed, numRuns: runs(100) },
    );
  });
});

describe('broken records among good ones', () => {
  const good = fc.integer({ min: 0, max: 999 }).map((id) => ({ text: `${id},team`, good: true }));
  const bad = fc.constantFrom('1', '1,2,3', '1,"a"b', ',,,x', '"a"x,2').map((text) => ({ text, good: false }));

  it('are counted exactly in CSV, and cost no other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 4, arbitrary: good }, bad), { maxLength: 30 }),
        fc.constantFrom('\n', '\r\n'),
        async (lines, newline) => {
          folder.write('broken.csv', `a,b${newline}${lines.map(({ text }) => text + newline).join('')}`);
          const expected = {
            rows: lines.filter((line) => line.good).length,
            unreadable: lines.filter((line) => !line.good).length,
          };
          expect(await outcome('broken.csv')).toEqual(expected);
        },
      ),
      { seed, numRuns: runs(100) },
    );
  });

  it('are counted exactly in NDJSON, and cost no other', async () => {
    const broken = fc
      .constantFrom('{', '{"a":}', '[1]', 'null', 'x', '{"a":1}}', '{"a":1,"a":2}', '"', '{"a":1} 2', '\u0001')
      .map((text) => ({ text, good: false }));
    const whole = fc.integer().map((a) => ({ text: JSON.stringify({ a }), good: true }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof({ weight: 4, arbitrary: whole }, broken), { minLength: 1, maxLength: 30 }),
        async (lines) => {
          folder.write('broken.ndjson', `{"a":0}\n${lines.map(({ text }) => `${text}\n`).join('')}`);
          const expected = {
            rows: 1 + lines.filter((line) => line.good).length,
            unreadable: lines.filter((line) => !line.good).length,
          };
          expect(await outcome('broken.ndjson')).toEqual(expected);
        },
      ),
      { seed, numRuns: runs(100) },
    );
  });
});
