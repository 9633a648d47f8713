import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFolder, type Folder } from '../testing/data-files.ts';
import { type DuckDBEngine, openDuckDB } from './duckdb/engine.ts';
import { openInput, type SortedInput, sortInput } from './input.ts';
import { columnNames } from './table.ts';

describe('what was handed over', () => {
  class Game {
    pace = 68;
  }
  const kinds: readonly (readonly [string, unknown, SortedInput])[] = [
    ['a path', 'games.csv', { paths: ['games.csv'] }],
    ['paths and globs', ['one.csv', 'more-*.csv'], { paths: ['one.csv', 'more-*.csv'] }],
    ['rows', [{ pace: 68 }, { pace: 70 }], { rows: [{ pace: 68 }, { pace: 70 }] }],
    ['rows that have a class', [new Game()], { rows: [{ pace: 68 }] }],
    ['no rows', [], { rows: [] }],
    ['columns', { pace: [68, 70], home: [true, false] }, { columns: { pace: [68, 70], home: [true, false] } }],
    ['columns of typed arrays', { pace: Float32Array.of(1, 2) }, { columns: { pace: Float32Array.of(1, 2) } }],
    ['no columns', {}, { columns: {} }],
    ['columns without a prototype', Object.assign(Object.create(null), { pace: [1] }), { columns: { pace: [1] } }],
  ];
  it.each(kinds)('is told apart: %s', (_, input, sorted) => {
    expect(sortInput(input)).toEqual(sorted);
  });

  it('may have a column with the name of what every object has', () => {
    const input: unknown = JSON.parse('{ "__proto__": [1, 2], "constructor": [3, 4] }');
    const sorted = sortInput(input);
    expect('columns' in sorted && Object.entries(sorted.columns)).toEqual([
      ['__proto__', [1, 2]],
      ['constructor', [3, 4]],
    ]);
  });

  const wrong: readonly (readonly [string, unknown, string])[] = [
    ['nothing', undefined, 'found undefined'],
    ['null', null, 'found null'],
    ['a number', 3, 'found a number'],
    ['a typed array', Float64Array.of(1), 'found an object of the class Float64Array'],
    ['a map', new Map(), 'found an object of the class Map'],
    ['what was not waited for', Promise.resolve([]), 'found an object of the class Promise'],
    ['rows without names', [[1, 2]], 'found among the rows an array'],
    ['a row that is null', [{ pace: 1 }, null], 'found among the rows null'],
    ['a path among rows', [{ pace: 1 }, 'games.csv'], 'found among the rows a string'],
    ['a row', { pace: 68 }, 'found a number as the column pace'],
    ['a row of texts', { team: 'Elks' }, 'found a string as the column team'],
  ];
  it.each(wrong)('is refused with a word where it is no data: %s', (_, input, words) => {
    const problem = `expected rows, columns or the paths of files, ${words}`;
    expect(() => sortInput(input)).toThrow(expect.objectContaining({ code: 'arguments.invalid', problem }));
  });

  it('is refused where its columns are not of one length', () => {
    expect(() => sortInput({ pace: [1, 2], home: [true, false], team: ['Elks'] })).toThrow(
      'expected columns of one length, found pace with 2 and team with 1 values. Give every column a value for each row',
    );
  });
});

describe('a table of it', () => {
  let engine: DuckDBEngine;
  let folder: Folder;
  beforeAll(async () => {
    engine = await openDuckDB();
    folder = createFolder();
    folder.write('one.csv', 'pace,team\n68,Elks\n');
    folder.write('two.csv', 'pace,team\n70,Owls\n');
    folder.write('marked.csv', 'pace;team\n-;Elks\n');
  });
  afterAll(() => {
    engine.close();
    folder.remove();
  });

  async function open(input: unknown, options: Partial<Parameters<typeof openInput>[2]> = {}) {
    const table = await openInput(engine, sortInput(input), { cwd: folder.path, read: {}, ...options });
    const counts = await Promise.all(
      table.parts.map(({ scan }) => engine.query(`SELECT CAST(count(*) AS INTEGER) AS n FROM ${scan}`)),
    );
    return { table, names: columnNames(table), rows: counts.reduce((sum, [row]) => sum + Number(row?.n), 0) };
  }

  it.each([
    ['rows', [{ pace: 68, team: 'Elks' }, { pace: 70 }]],
    ['columns', { pace: [68, 70], team: ['Elks', null] }],
    ['a glob', '*o*.csv'],
    ['files', ['one.csv', 'two.csv']],
  ])('has all columns and rows: %s', async (_, input) => {
    expect(await open(input)).toMatchObject({ names: ['pace', 'team'], rows: 2 });
  });

  it('reads files as it was told', async () => {
    const read = { delimiter: ';', null_values: ['-'] };
    expect((await open('marked.csv', { read })).names).toEqual(['pace', 'team']);
  });

  it('of no rows has the columns that somebody knows, and else none', async () => {
    expect(await open([], { names: ['pace', 'team'] })).toMatchObject({ names: ['pace', 'team'], rows: 0 });
    expect(await open([])).toMatchObject({ names: [], rows: 0 });
    expect(await open([{ home: true }], { names: ['pace'] })).toMatchObject({ names: ['home'], rows: 1 });
  });

  it('of a file that is not there is an error', async () => {
    await expect(open('none.csv')).rejects.toMatchObject({ code: 'data.missing' });
  });
});
