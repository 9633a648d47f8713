import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as arrow from 'apache-arrow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PitwallError } from '../core/errors.ts';
import { countRows, createFolder, type Folder, readAll, zstd } from '../testing/data-files.ts';
import { type DuckDBEngine, openDuckDB } from './duckdb/engine.ts';
import { openTable, scanWhole } from './open.ts';
import { type ReadOptions, resolveSources } from './source.ts';
import { spool } from './spool.ts';

let engine: DuckDBEngine;
let folder: Folder;
beforeAll(async () => {
  engine = await openDuckDB();
});
afterAll(() => engine.close());
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

const read = (name: string, options: ReadOptions = {}) => readAll(engine, folder.path, [name], options);

async function errorOf(run: Promise<unknown>, what = 'it'): Promise<PitwallError> {
  const error = await run.then(
    (value: unknown) => new Error(`nothing was wrong: ${String(value)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PitwallError)) throw new Error(`expected a PitwallError for ${what}`, { cause: error });
  // A sentence goes on behind the place and ends before the fix.
  expect(error.message).toBe(
    `${error.place.file === undefined ? '' : error.message.slice(0, error.message.indexOf(error.problem))}${error.problem}. ${error.fix}.`,
  );
  expect(error.fix).toMatch(/^[A-Z].*[^.]$/s);
  expect(error.problem).not.toMatch(/DuckDB|Error:|\n/);
  return error;
}

async function errorIn(name: string, content: string | Uint8Array, options: ReadOptions = {}): Promise<PitwallError> {
  folder.write(name, content);
  return errorOf(read(name, options), name);
}

/** A compressed file that was cut is cut in its compressed bytes. */
const cut = (bytes: Uint8Array, share = 0.5): Uint8Array => bytes.subarray(0, Math.floor(bytes.length * share));

const csv = `a,b\n${Array.from({ length: 50_000 }, (_, row) => `${row},${(row * 7919) % 1009}\n`).join('')}`;

async function parquet(): Promise<Buffer> {
  const path = join(folder.path, 'made.parquet');
  await engine.query(`COPY (SELECT range AS a, range::VARCHAR AS b FROM range(5000)) TO '${path}' (FORMAT parquet)`);
  const bytes = readFileSync(path);
  rmSync(path);
  return bytes;
}

const arrowBytes = (kind: 'file' | 'stream') =>
  arrow.tableToIPC(arrow.tableFromArrays({ a: Int32Array.from({ length: 5_000 }, (_, row) => row) }), kind);

describe('what a file holds', () => {
  it.each([
    ['games.csv', '', 'data.empty', 'the file is empty (0 bytes)'],
    ['games.csv', '\n \n', 'data.empty', 'expected a header, found only blanks'],
    ['games.csv', '\ufeff', 'data.empty', 'expected a header, found only blanks'],
    ['games.ndjson', '\n\n', 'data.empty', 'expected an array of objects or an object a line, found only blanks'],
    ['games.csv.gz', gzipSync(''), 'data.empty', 'expected a header, found only blanks'],
    [
      'games.csv',
      '<!DOCTYPE html>\n<html><body>Not found</body></html>',
      'data.format',
      'expected CSV text, found a web page or XML',
    ],
    ['games.json', '<html><body>Not found</body></html>', 'data.format', 'expected JSON, found a web page or XML'],
    [
      'games.csv',
      Buffer.from('504b030414000600', 'hex'),
      'data.format',
      'expected CSV text, found a zip file (an Excel workbook is one)',
    ],
    ['games.csv', gzipSync('a,b\n1,2\n'), 'data.format', 'expected CSV text, found gzip data'],
    ['games.csv', zstd('a,b\n1,2\n'), 'data.format', 'expected CSV text, found zstd data'],
    ['games.parquet', 'a,b\n1,2\n', 'data.format', 'expected a Parquet file, found something else'],
    ['games.arrow', 'a,b\n1,2\n', 'data.format', 'expected an Arrow file or stream, found something else'],
    [
      'games.json',
      'a,b\n1,2\n',
      'data.format',
      'expected an array of objects or an object a line, found "a,b\\n1,2\\n"',
    ],
    ['games.csv.gz', 'a,b\n1,2\n', 'data.unreadable', 'expected gzip data, found bytes that are not'],
    ['games.json.zst', '[{"a":1}]', 'data.unreadable', 'expected zstd data, found bytes that are not'],
    ['games.json', '[{"a":1},2]', 'data.format', 'expected every record to be an object, found a number'],
    [
      'games.json',
      '[{"a":1,"b":2,"b":3}]',
      'data.column_names',
      'expected each key once in an object, found "b" twice',
    ],
    [
      'games.json',
      Buffer.from('[{"a":"\xe4"}]', 'latin1'),
      'data.encoding',
      'expected JSON in UTF-8, found bytes that are not',
    ],
    ['games.json', Buffer.from('\ufeff[{"a":1}]', 'utf16le'), 'data.encoding', 'expected JSON in UTF-8, found UTF-16'],
    [
      'games.csv',
      Buffer.from('a,b\n1,2\n', 'utf16le'),
      'data.format',
      'expected text, found the bytes of a binary file',
    ],
    [
      'games.csv',
      Buffer.from('a,\xe4\n1,2\n', 'latin1'),
      'data.encoding',
      'expected UTF-8 text, found a header with bytes that are not',
    ],
    [
      'games.csv',
      'a,b,a,c,a\n1,2,3,4,5\n',
      'data.column_names',
      'expected each column to have its own name, found "a" at positions 1 and 3 and 5',
    ],
    [
      'games.csv',
      'a,"b\n1,2\n',
      'data.column_names',
      'expected a header, found a quote that is not closed rightly in "a,\\"b\\n1,2\\n"',
    ],
    ['games.xlsx', 'PK', 'data.format', 'the name of the file does not tell its format'],
    ['games', 'a\n1\n', 'data.format', 'the name of the file does not tell its format'],
  ])('in %s is told apart: %#', async (name, content, code, problem) => {
    const error = await errorIn(name, content);
    expect(error).toMatchObject({ code, problem, place: { file: name } });
  });

  it('may be Parquet under the name of CSV', async () => {
    expect(await errorIn('games.csv', await parquet())).toMatchObject({
      code: 'data.format',
      problem: 'expected CSV text, found a Parquet file',
      fix: 'Name it with the ending .parquet',
    });
  });

  it.each([
    ['games.csv', 'a,b\n', { a: undefined }],
    ['games.csv', 'a,b', { a: undefined }],
    ['games.csv', 'a,b\n1,2', { a: '1', b: '2' }],
    ['games.json', '[{"a":1}]', { a: '1' }],
  ])('may be no row or one: %#', async (name, content, row) => {
    folder.write(name, content);
    const { rows, columns } = await read(name);
    expect(rows).toEqual(row.a === undefined ? [] : [row]);
    expect(columns[0]).toBe('a');
  });

  it('may be a name that is text of another format', async () => {
    folder.write('games.csv', 'PAR1,ARROW1,BZh9\n1,2,3\n');
    expect((await read('games.csv')).columns).toEqual(['PAR1', 'ARROW1', 'BZh9']);
  });

  it('may hold zero bytes within its text', async () => {
    folder.write('games.csv', `a,b\n1,x\0y\n${'2,long enough\n'.repeat(20)}`);
    expect((await read('games.csv')).rows[0]).toEqual({ a: '1', b: 'x\0y' });
  });

  it('may be of a format that was said instead of named', async () => {
    folder.write('games', '[{"a":1}]');
    expect((await read('games', { format: 'json' })).rows).toEqual([{ a: '1' }]);
  });
});

describe('a file that was cut off', () => {
  it.each([0.1, 0.5, 0.9, 0.999])('after %d of its bytes is not read as a shorter one', async (share) => {
    const files: Record<string, Uint8Array> = {
      'games.csv.gz': gzipSync(csv),
      'games.csv.zst': zstd(csv),
      'games.ndjson.gz': gzipSync('{"a":1,"b":"some text"}\n'.repeat(5_000)),
      'games.json': Buffer.from(JSON.stringify(Array.from({ length: 5_000 }, (_, a) => ({ a, b: 'text' })))),
      'games.parquet': await parquet(),
      'games.arrow': arrowBytes('file'),
      'games.arrows': arrowBytes('stream'),
    };
    for (const [name, bytes] of Object.entries(files)) {
      expect((await errorIn(name, cut(bytes, share))).code, name).toBe('data.truncated');
    }
  });

  it('has a sentence for it', async () => {
    expect((await errorIn('games.csv.gz', cut(gzipSync(csv)))).message).toBe(
      'games.csv.gz: expected a whole file, found one that ends too early. Fetch or write it again; nothing in it was judged.',
    );
    expect((await errorIn('games.json', '[{"a":1},{"a":2}')).message).toBe(
      'games.json: expected the file to end with ], found "}" at its end. Fetch or write it again: it was cut off, or something was written behind its end; nothing in it was judged.',
    );
  });

  it('in the middle of a line has a broken record', async () => {
    folder.write('games.csv', 'a,b\n1,2\n3');
    expect((await read('games.csv')).unreadable).toMatchObject({
      count: 1,
      first: [{ line: 3, text: '3', problem: 'expected 2 fields, found 1' }],
    });
    folder.write('games.ndjson', '{"a":1}\n{"a"');
    expect((await read('games.ndjson')).unreadable).toMatchObject({
      count: 1,
      first: [{ line: 2, text: '{"a"', problem: 'is not JSON' }],
    });
  });

  it('or has more behind its end than belongs there', async () => {
    const error = await errorIn('games.csv.gz', Buffer.concat([gzipSync('a,b\n1,2\n'), Buffer.from('rest')]));
    expect(error).toMatchObject({
      code: 'data.unreadable',
      problem: 'expected gzip data to the end, found other bytes behind or within it',
    });
  });
});

describe('a file whose bytes were changed', () => {
  it('in Parquet or Arrow is unreadable', async () => {
    const bytes = await parquet();
    bytes.fill(0xff, bytes.length - 60, bytes.length - 8);
    expect((await errorIn('games.parquet', bytes)).code).toBe('data.unreadable');
    const stream = Buffer.from(arrowBytes('stream'));
    stream.fill(0xff, 8, 40);
    expect((await errorIn('games.arrows', stream)).code).toMatch(/data\.(unreadable|truncated)/);
  });
});

describe('a line without an end', () => {
  const gigabyte = 1_000_000_000;

  function writeLong(name: string, before: string, length: number, after = ''): void {
    const file = openSync(join(folder.path, name), 'w');
    writeSync(file, before);
    const piece = Buffer.alloc(1 << 24, 'x');
    for (let written = 0; written < length; written += piece.length) writeSync(file, piece);
    writeSync(file, after);
    closeSync(file);
  }

  it.each([
    ['the header', '', 1, gigabyte],
    ['the first row', 'a,b\n', 2, gigabyte],
    ['a late row', `a,b\n${'1,2\n'.repeat(100_000)}`, 100_002, 200_000_000],
  ])('of a CSV file is not read to its end: %s', async (_, before, line, length) => {
    writeLong('games.csv', before, length);
    const memory = process.memoryUsage().rss;
    const started = performance.now();
    const error = await errorOf(read('games.csv'));
    expect(error).toMatchObject({ code: 'data.line_too_long', place: { file: 'games.csv', line } });
    expect(error.message).toContain('expected a line to end within 2 MB, found none that does');
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(process.memoryUsage().rss - memory).toBeLessThan(600_000_000);
  });

  it('is found behind compression too', async () => {
    const error = await errorIn(
      'games.csv.gz',
      gzipSync(Buffer.concat([Buffer.from('a,b\n1,2\n'), Buffer.alloc(50_000_000, 'x')])),
    );
    expect(error).toMatchObject({ code: 'data.line_too_long', place: { line: 3 } });
  });

  it('of a JSON file is not read to its end', async () => {
    writeLong('games.ndjson', '{"a":1}\n{"a":"', 200_000_000);
    expect(await errorOf(read('games.ndjson'))).toMatchObject({
      code: 'data.line_too_long',
      place: { file: 'games.ndjson' },
    });
    writeLong('games.json', '[{"a":1},{"a":"', 200_000_000, '"}]');
    expect(await errorOf(read('games.json'))).toMatchObject({
      code: 'data.line_too_long',
      place: { file: 'games.json' },
    });
  });

  it('that a quote opens costs one record', async () => {
    folder.write('games.csv', `a,b\n1,"open\n${'2,some text\n'.repeat(400_000)}`);
    const table = await openTable(engine, await resolveSources(['games.csv'], folder.path));
    expect(await countRows(table)).toBe(400_000);
    expect(await table.unreadable()).toMatchObject({
      count: 1,
      first: [{ line: 2, problem: 'opens a quote that is not closed' }],
    });
  });
});

describe('a path', () => {
  it('that is not there', async () => {
    expect(await errorOf(read('games.csv'))).toMatchObject({
      code: 'data.missing',
      message: 'games.csv: there is no such file. Check the name and the folder that you are in.',
    });
    expect(await errorOf(read('games-*.csv'))).toMatchObject({
      code: 'data.missing',
      problem: 'no file matches games-*.csv',
    });
  });

  it('of a directory', async () => {
    folder.write('data/games.csv', 'a\n1\n');
    expect((await errorOf(read('data'))).message).toBe(
      'data: expected a data file, found a directory. Name the files in it, like data/*.csv.',
    );
  });

  it('of a pipe', async () => {
    expect(spawnSync('mkfifo', [join(folder.path, 'games.csv')]).status).toBe(0);
    expect(await errorOf(read('games.csv'))).toMatchObject({
      code: 'data.unreadable',
      problem: 'expected a regular file, found a device, pipe or socket',
    });
  });

  const names = [
    "it's.csv",
    'quote".csv',
    'a[1].csv',
    '{a,b}.csv',
    '*.csv',
    'what?.csv',
    'new\nline.csv',
    '-f.csv',
    '100%.csv',
    '🏀.csv',
    ' .csv',
    'back\\slash.csv',
    '$HOME.csv',
    '~.csv',
    '#.csv',
    'a;b.csv',
  ];

  it.each(names)('may be hostile: %j', async (name) => {
    folder.write('other.csv', 'wrong\n1\n');
    folder.write(name, 'a,b\n1,2\n3\n');
    const { rows, unreadable } = await read(name);
    expect(rows).toEqual([{ a: '1', b: '2' }]);
    expect(unreadable.first[0]?.file).toBe(name);
  });

  it.each(['json', 'ndjson', 'parquet', 'arrow'])('may be hostile in every format: %s', async (format) => {
    const name = `a[1]'"*?{x}%\n🏀.${format}`;
    const contents: Record<string, Uint8Array> = {
      json: Buffer.from('[{"a":0}]'),
      ndjson: Buffer.from('{"a":0}\n'),
      parquet: await parquet(),
      arrow: arrowBytes('file'),
    };
    folder.write(name, contents[format] ?? '');
    expect((await read(name)).rows[0]).toMatchObject({ a: '0' });
  });

  it('may not be read by this user', async () => {
    const file = folder.write('games.csv', 'a\n1\n');
    chmodSync(file, 0o000);
    if (process.getuid?.() !== 0) {
      expect(await errorOf(read('games.csv'))).toMatchObject({
        code: 'data.unreadable',
        problem: 'the file may not be read by this user',
      });
      return;
    }
    // Nothing is closed to root, so another user tries.
    chmodSync(folder.path, 0o777);
    const script = `import('${new URL('head.ts', import.meta.url)}').then(async ({ readHead }) => readHead({ path: 'games.csv', absolute: ${JSON.stringify(file)}, compression: 'none' }, 10)).catch(({ code, message }) => console.log(code, message))`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      uid: 65_534,
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '', TMPDIR: folder.path, HOME: folder.path },
    });
    expect(stdout, stderr).toBe(
      'data.unreadable games.csv: the file may not be read by this user. Give read permission, or run as a user who has it.\n',
    );
  });
});

describe('a file that changes while it is read', () => {
  async function duringScan(
    name: string,
    content: string | Uint8Array,
    change: (path: string) => void,
  ): Promise<PitwallError> {
    const path = folder.write(name, content);
    const table = await openTable(engine, await resolveSources([name], folder.path));
    return errorOf(
      scanWhole(table, async () => {
        change(path);
        return engine.query(`SELECT count(*) FROM ${table.parts[0]?.scan}`);
      }),
    );
  }

  it.each([
    ['games.csv', csv],
    ['games.csv.gz', gzipSync(csv)],
    ['games.json', '[{"a":1}]'],
    ['games.ndjson', '{"a":1}\n'],
  ])('by vanishing: %s', async (name, content) => {
    const error = await duringScan(name, content, (path) => rmSync(path));
    expect(error).toMatchObject({ code: 'data.missing', place: { file: name } });
  });

  it('by vanishing: Parquet and Arrow', async () => {
    expect((await duringScan('games.parquet', await parquet(), (path) => rmSync(path))).code).toBe('data.missing');
    expect((await duringScan('games.arrow', arrowBytes('file'), (path) => rmSync(path))).code).toBe('data.missing');
  });

  it('by growing', async () => {
    const error = await duringScan('games.csv', csv, (path) => appendFileSync(path, '1,2\n'));
    expect(error.message).toBe(
      'games.csv: the file changed while it was read. Write data under another name and rename it when it is complete, then check again.',
    );
  });

  it('by being written anew', async () => {
    expect((await duringScan('games.csv', csv, (path) => writeFileSync(path, csv.replaceAll('1', '2')))).code).toBe(
      'data.changed',
    );
  });

  it('by becoming another file of the same length', async () => {
    expect(
      (
        await duringScan('games.csv', csv, (path) => {
          writeFileSync(`${path}.new`, csv.replaceAll('1', '2'));
          copyFileSync(`${path}.new`, path);
        })
      ).code,
    ).toBe('data.changed');
  });
});

describe('many columns', () => {
  it('5,000 of them with 1,000 rows fit the memory that an engine has by default', async () => {
    const header = Array.from({ length: 5_000 }, (_, column) => `column ${column}`).join(',');
    const row = (number: number): string =>
      Array.from({ length: 5_000 }, (_, column) => (column * number) % 97).join(',');
    folder.write('wide.csv', `${header}\n${Array.from({ length: 1_000 }, (_, number) => row(number)).join('\n')}\n`);
    const table = await openTable(engine, await resolveSources(['wide.csv'], folder.path));
    const [part] = table.parts;
    const sums = part?.columns
      .slice(0, 400)
      .map(({ sql }) => `sum(${engine.dialect.typed(sql, 'text', 'integer')}) AS ${sql}`);
    const [row0] = await scanWhole(table, () =>
      engine.query(`SELECT count(*) AS n, ${sums?.join(', ')} FROM ${part?.scan}`),
    );
    expect(row0).toMatchObject({
      n: 1_000,
      c0: 0,
      c1: Array.from({ length: 1_000 }, (_, number) => number % 97).reduce((a, b) => a + b),
    });
  });

  it('leave an engine fewer threads, so that it fits on machines with many', async () => {
    const many = await openDuckDB({ threads: 16 });
    try {
      folder.write('narrow.csv', 'a,b\n1,2\n');
      folder.write('wide.csv', `${Array.from({ length: 200 }, (_, column) => `c${column}`).join(',')}\n`);
      const threads = async (name: string) => {
        await openTable(many, await resolveSources([name], folder.path));
        return (await many.query("SELECT current_setting('threads') AS threads"))[0]?.threads;
      };
      expect(await threads('narrow.csv')).toBe(7);
      expect(await threads('wide.csv')).toBe(1);
    } finally {
      many.close();
    }
  });

  it('100,000 of them can be read', async () => {
    const row = (cell: (column: number) => unknown): string =>
      Array.from({ length: 100_000 }, (_, column) => cell(column)).join(',');
    folder.write('wider.csv', `${row((column) => `c${column}`)}\n${row((column) => column)}\n`);
    const table = await openTable(engine, await resolveSources(['wider.csv'], folder.path));
    const [last] = await scanWhole(table, () => engine.query(`SELECT c99999 FROM ${table.parts[0]?.scan}`));
    expect(last).toEqual({ c99999: '99999' });
  });
});

describe('standard input', () => {
  async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
    for (const part of parts) yield Buffer.from(part);
  }

  it.each([
    ['csv', 'a,b\n1,2\n', '1'],
    ['json', ' [{"a":1}]', '1'],
    ['csv.gz', gzipSync('a,b\n1,2\n'), '1'],
    ['csv.zst', zstd('a,b\n1,2\n'), '1'],
    ['arrow', arrowBytes('stream'), '0'],
  ])('tells what it is: %s', async (ending, content, first) => {
    const bytes = Buffer.from(content);
    const { folder: spooled, file } = await spool(chunks(bytes.subarray(0, 2), bytes.subarray(2)), undefined);
    try {
      expect(file.endsWith(`stdin.${ending}`)).toBe(true);
      expect((await readAll(engine, '/', [file])).rows[0]?.a).toBe(first);
    } finally {
      rmSync(spooled, { recursive: true });
    }
  });

  it('that is empty', async () => {
    expect(await errorOf(spool(chunks(), undefined))).toMatchObject({
      code: 'data.empty',
      problem: 'expected data on standard input, found none',
    });
  });
});
