import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compressions, countRows, createFolder, type Folder, readAll } from '../../testing/data-files.ts';
import { type DuckDBEngine, openDuckDB } from '../duckdb/engine.ts';
import { openTable } from '../open.ts';
import { type ReadOptions, resolveSources } from '../source.ts';

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

async function read(content: string | Uint8Array, options: ReadOptions = {}, name = 'games.csv') {
  folder.write(name, content);
  return readAll(engine, folder.path, [name], options);
}

const cells = ({ rows }: { rows: readonly Readonly<Record<string, unknown>>[] }): unknown[][] =>
  rows.map((row) => Object.values(row));

describe('a CSV file', () => {
  it('is read as text, whatever its cells look like', async () => {
    const found = await read('a,b\n1,x\n007,2024-01-05\n');
    expect(found.storages).toEqual(['text', 'text']);
    expect(found.rows).toEqual([
      { a: '1', b: 'x' },
      { a: '007', b: '2024-01-05' },
    ]);
  });

  it.each(compressions('a,b\n1,"x,\ny"\n,2\n'))('is the same table with the ending %j', async (ending, content) => {
    const found = await read(content, {}, `games.csv${ending}`);
    expect(cells(found)).toEqual([
      ['1', 'x,\ny'],
      [null, '2'],
    ]);
  });

  it.each([
    [
      ';',
      'a;b\n"1,5";2\n3,7;4\n',
      [
        ['1,5', '2'],
        ['3,7', '4'],
      ],
    ],
    [
      '|',
      'a|b\n1|2\n3|4\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'a tab',
      'a\tb\n1\t2\n3\t4\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      ',',
      '"a;x",b\n"1;1;1",2\n3,4\n',
      [
        ['1;1;1', '2'],
        ['3', '4'],
      ],
    ],
  ])('with fields between %s tells so itself', async (_, content, expected) => {
    expect(cells(await read(content))).toEqual(expected);
  });

  it('takes the delimiter that it is told', async () => {
    expect((await read('a,x:b\n1:2\n', { delimiter: ':' })).columns).toEqual(['a,x', 'b']);
    expect((await read('a§b\n1§2\n', { delimiter: '§' })).rows).toEqual([{ a: '1', b: '2' }]);
  });

  it('named .tsv has tabs between its fields, even where commas are more', async () => {
    expect((await read('a,a,a\tb\n1,1,1\t2\n', {}, 'games.tsv')).rows).toEqual([{ 'a,a,a': '1,1,1', b: '2' }]);
  });

  it('of one column may have empty values', async () => {
    expect(cells(await read('a\n1\n\n3\n'))).toEqual([['1'], [null], ['3']]);
  });

  it('unescapes doubled quotes and keeps line breaks within quotes', async () => {
    expect(cells(await read('a,b\r\n"say ""hi""","x\r\ny"\r\n"",z\r\n'))).toEqual([
      ['say "hi"', 'x\r\ny'],
      [null, 'z'],
    ]);
  });

  it('may have delimiters behind its last field, as spreadsheets write them', async () => {
    const rows = [
      ['1', '2'],
      [null, null],
      ['3', '4'],
    ];
    expect(cells(await read('a,b\n1,2,,\n,,,\n3,4\n'))).toEqual(rows);
    const mended = await read('a,b\n1,2,,\n,,,\nbroken\n3,4\n');
    expect([cells(mended), mended.unreadable.count]).toEqual([rows, 1]);
  });

  it('keeps blanks, which may mean something', async () => {
    expect(cells(await read('a,b\n 1, x \n'))).toEqual([[' 1', ' x ']]);
  });

  it.each([
    ['a byte order mark', Buffer.from('\ufeffa,b\n1,ä\n')],
    ['CRLF', Buffer.from('a,b\r\n1,ä\r\n')],
    ['the line breaks of old Macs', Buffer.from('a,b\r1,ä\r')],
    ['line breaks of two kinds', Buffer.from('a,b\r\n1,ä\n')],
    ['no line break at the end', Buffer.from('a,b\n1,ä')],
    ['empty lines above its header', Buffer.from('\n \r\na,b\n1,ä\n')],
    ['empty lines below its rows', Buffer.from('a,b\n1,ä\n\n\n')],
    ['UTF-16 in little-endian order', Buffer.from('\ufeffa,b\n1,ä\n', 'utf16le')],
    ['UTF-16 in big-endian order', Buffer.from('\ufeffa,b\n1,ä\n', 'utf16le').swap16()],
  ])('with %s has the same cells', async (_, content) => {
    const found = await read(content);
    expect(found.rows).toEqual([{ a: '1', b: 'ä' }]);
    expect(found.unreadable.count).toBe(0);
  });

  it('in latin-1 is read so where it is said, with the signs of Windows', async () => {
    expect((await read(Buffer.from('a,\xe4\n1,\x80\n', 'latin1'), { encoding: 'latin-1' })).rows).toEqual([
      { a: '1', ä: '€' },
    ]);
  });

  it('in UTF-16 without a mark is read so where it is said', async () => {
    expect((await read(Buffer.from('a,b\n1,ä\n', 'utf16le'), { encoding: 'utf-16' })).rows).toEqual([
      { a: '1', b: 'ä' },
    ]);
  });

  it('has a number for a name where a column has none', async () => {
    expect((await read(',a,\n0,1,2\n')).columns).toEqual(['column_1', 'a', 'column_3']);
  });

  it('tells names apart that differ in case only', async () => {
    expect((await read('a,A\n1,2\n')).rows).toEqual([{ a: '1', A: '2' }]);
  });

  it('has other texts for a missing value where they are named', async () => {
    expect(cells(await read('a,b\nNA,-\n"NA",x\n', { null_values: ['NA', '-'] }))).toEqual([
      [null, null],
      [null, 'x'],
    ]);
  });

  it('may be one of several with other columns in another order', async () => {
    folder.write('1.csv', 'a,b\n1,2\n');
    folder.write('2.csv', 'b,c\n3,4\n');
    folder.write('3.tsv', 'b\ta\n5\t6\n');
    const found = await readAll(engine, folder.path, ['?.csv', '3.tsv']);
    expect(found.columns).toEqual(['a', 'b', 'c']);
    expect(found.rows).toEqual([
      { a: '1', b: '2', c: undefined },
      { a: undefined, b: '3', c: '4' },
      { a: '6', b: '5', c: undefined },
    ]);
  });

  it('has no column for the folder that it lies in', async () => {
    folder.write('season=2024/games.csv', 'a\n1\n');
    expect((await readAll(engine, folder.path, ['season=2024/*.csv'])).columns).toEqual(['a']);
  });
});

describe('broken records of a CSV file', () => {
  it('are counted with their line, and the others keep their place', async () => {
    const { rows, unreadable } = await read('a,b\n1,"x\ny"\n2\n3,4,5\n6,7\n');
    expect(rows).toEqual([
      { a: '1', b: 'x\ny' },
      { a: '6', b: '7' },
    ]);
    expect(unreadable.count).toBe(2);
    expect(unreadable.first).toEqual([
      { file: 'games.csv', line: 4, text: '2', problem: 'expected 2 fields, found 1' },
      { file: 'games.csv', line: 5, text: '3,4,5', problem: 'expected 2 fields, found 3' },
    ]);
  });

  it('cost a line where a quote is never closed, not the rest of the file', async () => {
    const { rows, unreadable } = await read(`a,b\n1,"x\n${'2,y\n'.repeat(10_000)}`);
    expect(rows).toHaveLength(10_000);
    expect(unreadable.first).toEqual([
      { file: 'games.csv', line: 2, text: '1,"x', problem: 'opens a quote that is not closed' },
    ]);
  });

  it('are those with text behind a closing quote', async () => {
    const { rows, unreadable } = await read('a,b\n1,"p"q\n2,p"q\n');
    expect(cells({ rows })).toEqual([['2', 'p"q']]);
    expect(unreadable.first).toMatchObject([{ line: 2, problem: 'has text behind a closing quote' }]);
  });

  it('are those with bytes that are not UTF-8, also where nobody asks for their column', async () => {
    folder.write('games.csv', Buffer.from('a,b\n1,\xff\n2,x\n', 'latin1'));
    const table = await openTable(engine, await resolveSources(['games.csv'], folder.path));
    expect(await countRows(table)).toBe(1);
    expect((await table.unreadable()).first).toMatchObject([{ line: 2, problem: 'holds bytes that are not UTF-8' }]);
  });

  it('are all there as a relation, with the file that each is from', async () => {
    folder.write('1.csv', 'a,b\n1\n1,2\n');
    folder.write('2.csv', `a,b\n${'1\n'.repeat(5_000)}1,2\n`);
    const { rows, unreadable } = await readAll(engine, folder.path, ['*.csv']);
    expect(rows).toHaveLength(2);
    expect(unreadable.count).toBe(5_001);
    const counted = await engine.query(
      `SELECT file, count(*) AS n, max(line) AS last FROM ${unreadable.relations[0]} GROUP BY file ORDER BY file`,
    );
    expect(counted).toEqual([
      { file: '1.csv', n: 1, last: 2 },
      { file: '2.csv', n: 5_000, last: 5_001 },
    ]);
  });
});

describe('a CSV file larger than the buffers of the engine', () => {
  it('has each of its rows once and in order, with line breaks within quotes', async () => {
    const rows = 600_000;
    folder.write(
      'large.csv',
      `id,text\n${Array.from({ length: rows }, (_, row) => `${row + 1},"a ""quoted"" text\nover two, lines, that is ${row} long"\n`).join('')}`,
    );
    const table = await openTable(engine, await resolveSources(['large.csv'], folder.path));
    const [part] = table.parts;
    expect(await countRows(table)).toBe(rows);
    const [order] = await engine.query(
      `SELECT count(*) FILTER (WHERE CAST(_row AS VARCHAR) <> c0) AS moved FROM ${part?.numbered(table.files[0])}`,
    );
    expect(order).toEqual({ moved: 0 });
  });
});
