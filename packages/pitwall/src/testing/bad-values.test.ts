import type { Finding } from '@pitwall/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runChecks } from '../check.ts';
import { configSchema } from '../config/schema.ts';
import { openDuckDB } from '../data/duckdb/engine.ts';
import { createFolder, type Folder } from './data-files.ts';

let folder: Folder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

const now = new Date('2025-03-01T12:00:00Z');

/** The verdict of one contract on files, as a user gets it. */
async function judge(source: string[], columns: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const config = configSchema.parse({ project: 'p', datasets: { games: { source, contract: { columns, ...more } } } });
  const report = await runChecks({ config, folder: folder.path, now, pictures: true });
  const wrong = report.findings.filter(({ status }) => status !== 'pass');
  return { report, wrong, [Symbol.iterator]: () => wrong[Symbol.iterator]() };
}

const about = ({ metric, evidence }: Finding) => ({
  metric,
  count: evidence.count,
  rows: evidence.examples?.map(({ row }) => row),
  values: evidence.examples?.map(({ value }) => value),
});

describe('values of the wrong kind', () => {
  it('NaN and infinities are named, and do not hide what is out of range', async () => {
    folder.write('games.csv', 'a\n0.5\nNaN\ninf\n-Infinity\n1e999\n7\n');
    const { wrong, report } = await judge(['games.csv'], { a: { type: 'number', min: 0, max: 1 } });
    expect(wrong.map(about)).toEqual([
      { metric: 'contract.finite', count: 4, rows: [2, 3, 4, 5], values: ['NaN', 'inf', '-Infinity', '1e999'] },
      { metric: 'contract.range', count: 1, rows: [6], values: ['7'] },
    ]);
    expect(report.datasets[0]?.columns[0]).toMatchObject({ minimum: '0.5', maximum: '7.0' });
  });

  it('a number that fits no integer is no integer, and none is rounded', async () => {
    folder.write('games.csv', 'a\n9223372036854775807\n9223372036854775808\n99999999999999999999\n0.9\n1e3\n2024.0\n');
    const { wrong } = await judge(['games.csv'], { a: 'integer' });
    expect(wrong.map(about)).toEqual([
      {
        metric: 'contract.type',
        count: 4,
        rows: [2, 3, 4, 5],
        values: ['9223372036854775808', '99999999999999999999', '0.9', '1e3'],
      },
    ]);
  });

  it('of JSON know their own type', async () => {
    folder.write(
      'games.json',
      JSON.stringify([
        { season: 2024, target: 1, on: '2024-01-05' },
        { season: '2024', target: true, on: '2024-1-5' },
        { season: 2024.5, target: 0.9, on: 20240105 },
      ]),
    );
    const { wrong } = await judge(['games.json'], {
      season: 'integer',
      target: { type: 'integer', in: [0, 1] },
      on: 'date',
    });
    expect(wrong.map(({ subject, metric, evidence }) => [subject, metric, evidence.count])).toEqual([
      ['dataset:games/column:season', 'contract.type', 2],
      ['dataset:games/column:target', 'contract.type', 2],
      ['dataset:games/column:on', 'contract.type', 2],
    ]);
  });

  it('dates in several ways of writing are not one column of dates', async () => {
    folder.write('games.csv', 'on\n2024-01-05\n05.01.2024\n01/05/2024\n2024-1-5\n2024-02-30\n');
    const { wrong } = await judge(['games.csv'], { on: 'date' });
    expect(wrong.map(about)).toMatchObject([
      { metric: 'contract.type', count: 4, values: ['05.01.2024', '01/05/2024', '2024-1-5', '2024-02-30'] },
    ]);
  });

  it('nested values of Parquet are of no type that a contract has', async () => {
    const engine = await openDuckDB();
    await engine.query(
      `COPY (SELECT [1, 2] AS list, {'a': 1} AS struct, MAP {'k': 1} AS map, 1 AS id) TO '${folder.path}/games.parquet' (FORMAT parquet)`,
    );
    engine.close();
    const { wrong } = await judge(['games.parquet'], {
      id: 'integer',
      list: 'string',
      struct: 'string',
      map: 'integer',
    });
    expect(wrong.map(({ subject, metric }) => [subject, metric])).toEqual(
      ['list', 'struct', 'map'].map((name) => [`dataset:games/column:${name}`, 'contract.type']),
    );
  });
});

describe('columns', () => {
  it('that change their type between files break it in the file that does', async () => {
    folder.write('1.csv', 'a\n1\n2\n');
    folder.write('2.csv', 'a\nx\n3\n');
    const { wrong } = await judge(['*.csv'], { a: 'integer' });
    expect(
      wrong.map(({ metric, evidence }) => [
        metric,
        evidence.examples?.map(({ file, row, value }) => [file, row, value]),
      ]),
    ).toEqual([['contract.type', [['2.csv', 1, 'x']]]]);
  });

  it('that are missing, in all files or in one, are named', async () => {
    folder.write('1.csv', 'a,b\n1,2\n');
    folder.write('2.csv', 'a\n1\n');
    const { wrong } = await judge(['*.csv'], { a: 'integer', b: 'integer', c: 'integer' });
    expect(wrong.map(({ subject }) => subject)).toEqual(['dataset:games/column:b', 'dataset:games/column:c']);
  });

  it('that are constant, or have no value at all, have a summary', async () => {
    folder.write('games.csv', `a,b\n${'7,\n'.repeat(30)}`);
    const { wrong, report } = await judge(['games.csv'], { a: 'integer', b: { type: 'number', nulls: 1 } });
    expect(wrong).toEqual([]);
    expect(report.datasets[0]?.columns).toMatchObject([
      {
        name: 'a',
        minimum: '7',
        maximum: '7',
        missing: 0,
        picture: { kind: 'categories', top: [{ value: '7', count: 30 }] },
      },
      { name: 'b', minimum: null, maximum: null, missing: 30, picture: null, no_picture: 'there are no values' },
    ]);
  });

  it('may have hostile names and values', async () => {
    const name = `"; DROP TABLE x; -- '\n🏀`;
    folder.write('games.csv', `"${name.replaceAll('"', '""')}"\n"${`'); --`}"\n`);
    const { wrong } = await judge(['games.csv'], { [name]: 'integer' });
    expect(wrong.map(about)).toMatchObject([{ metric: 'contract.type', count: 1, values: ["'); --"] }]);
  });
});

describe('rows', () => {
  it.each([
    ['games.csv', 'a\n'],
    ['games.json', '[]'],
  ])('none of them are a verdict about none: %s', async (name, content) => {
    folder.write(name, content);
    expect((await judge([name], { a: { type: 'integer', required: false } })).report.datasets[0]?.rows).toBe(0);
  });

  it('that could not be read are a finding with their lines', async () => {
    folder.write('games.csv', 'a,b\n1,2\n3\n4,5,6\n"7,8\n');
    const { wrong } = await judge(['games.csv'], { a: 'integer', b: 'integer' });
    expect(
      wrong.map(({ metric, evidence }) => [metric, evidence.count, evidence.examples?.map(({ line }) => line)]),
    ).toEqual([['contract.readable', 3, [3, 4, 5]]]);
  });
});
