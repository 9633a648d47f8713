import { describe, expect, it } from 'vitest';
import { inferTypes } from '../contracts/index.ts';
import type { Table } from '../data/table.ts';
import { chooseColumns, type Declared, nothingDeclared } from './columns.ts';
import { normals, picks, shuffled } from './testing/numbers.ts';
import { type Cell, place } from './testing/place.ts';

const { csv, parquet, text, files, folder } = place();
const rows = 200;
const count = Array.from({ length: rows }, (_, row) => row);

async function chosen(table: Table, declared: Partial<Declared> = {}): Promise<Record<string, string>> {
  const { compared, skipped } = await chooseColumns(table, { ...nothingDeclared, ...declared }, inferTypes);
  return Object.fromEntries([
    ...compared.map(({ name, kind, type }) => [name, `${kind} of ${type}`]),
    ...skipped.map(({ name, reason }) => [name, reason]),
  ]);
}

const named = 'nearly all of its values are different: it seems to name the rows';

describe('how a column is compared', () => {
  it('follows from what its text holds', async () => {
    const found = await chosen(
      await csv({
        number: normals(1, rows),
        whole: picks(2, rows, [1, 2, 3]),
        flag: picks(3, rows, ['true', 'false']),
        day: count.map((row) => `2025-01-${10 + (row % 20)}`),
        time: count.map((row) => `2025-01-${10 + (row % 20)}T12:${10 + (row % 50)}:00`),
        team: picks(4, rows, ['Ash', 'Birch', 'Cedar']),
        note: count.map((row) => `game ${row} was fine`),
        padded: picks(5, rows, ['007', '042', '100']),
      }),
    );
    expect(found).toEqual({
      number: 'number of number',
      whole: 'number of integer',
      flag: 'boolean of boolean',
      day: 'time of date',
      time: 'time of timestamp',
      team: 'category of string',
      note: 'text of string',
      padded: 'category of string',
    });
  });

  it('follows from how it is stored, and from all files where they differ', async () => {
    const found = await chosen(
      await parquet(
        "SELECT CAST(i % 5 AS DECIMAL(9, 2)) AS price, i % 2 = 0 AS flag, CAST(i % 3 AS VARCHAR) AS code, [i, 1] AS v, {'a': i} AS odd, CAST('12:00' AS TIME) AS clock FROM range(100) AS r(i)",
      ),
    );
    expect(found).toMatchObject({ price: 'number of number', flag: 'boolean of boolean', code: 'category of string' });
    expect(found.v).toBe('vector of vector');
    expect(found.clock).toMatch(/^it is stored as TIME, which cannot be compared$/);
    folder().write('a.csv', 'x\n1\n2\n');
    folder().write('b.csv', 'x\n1.5\n2.5\n');
    expect(await chosen(await files(['a.csv', 'b.csv']))).toEqual({ x: 'number of number' });
  });

  it('is as numbers where whole ones are among decimals, however many', async () => {
    expect(await chosen(await csv({ x: count.map((row) => (row % 50 === 0 ? 1.5 : 0)) }))).toEqual({
      x: 'number of number',
    });
    expect(await chosen(await csv({ x: count.map((row) => (row % 50 === 0 ? '?' : row % 7)) }))).toEqual({
      x: 'number of integer',
    });
  });

  it('is as the contract declares it', async () => {
    const table = await csv({ code: picks(1, rows, [1, 2, 3]), day: picks(2, rows, ['20250101', '20250102']) });
    const types = new Map([['code', 'category'] as const, ['day', 'string'] as const]);
    expect(await chosen(table, { types })).toEqual({ code: 'category of category', day: 'category of string' });
  });

  it('of texts is as categories up to a thousand, and where each comes twice', async () => {
    const texts = (different: number, repeated: number) =>
      parquet(`SELECT 'name ' || (i % ${different}) AS x, 'b' AS y FROM range(${different * repeated}) AS r(i)`);
    expect((await chosen(await texts(900, 3))).x).toBe('category of string');
    expect((await chosen(await texts(1_200, 3))).x).toBe('text of string');
    expect((await chosen(await texts(100, 1))).x).toBe('text of string');
  });
});

describe('a column that is left out', () => {
  it('is said to be so, with the reason', async () => {
    const table = await csv({ season: picks(1, rows, [2024, 2025]), id: count, pace: normals(1, rows) });
    expect(await chosen(table, { ignore: ['season'], names: new Set(['id']) })).toEqual({
      pace: 'number of number',
      season: 'the configuration ignores it',
      id: 'it names the rows',
    });
  });

  it.each<[string, Cell[], string]>([
    ['game_id', shuffled(1, count).map((row) => row * 1_000), named],
    ['uuid', count.map((row) => `u-${row * 7919}`), named],
    ['row', shuffled(2, count), named],
    ['ticket', count.map((row) => `T${row * 7919}`), named],
    ['attendance', normals(3, rows, 12_000, 4_000).map(Math.round), 'number of integer'],
    ['comment', count.map((row) => `crowd of ${row}`), 'text of string'],
    ['pace', normals(4, rows), 'number of number'],
    ['conference_id', picks(5, rows, [1, 2, 3]), 'number of integer'],
  ])('%s is one, or not, by its values and its name', async (name, values, expected) => {
    expect((await chosen(await csv({ [name]: values, other: picks(1, rows, ['a', 'b']) })))[name]).toBe(expected);
  });

  it('is none where there are too few rows to tell', async () => {
    expect(await chosen(await csv({ id: count.slice(0, 19) }))).toEqual({ id: 'number of integer' });
  });

  it('is looked for among many columns in little memory', async () => {
    const names = count.slice(0, 130).map((at) => `c${at}`);
    const lines = count.slice(0, 40).map((row) => names.map((_, at) => row * 1_000 + at).join(','));
    expect(Object.values(await chosen(await text(`${names.join(',')}\n${lines.join('\n')}\n`)))).toEqual(
      Array(130).fill('number of integer'),
    );
  });
});
