import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractArbitrary } from '../testing/contract-arbitrary.ts';
import { type Contract, type ContractInput, contractSchema } from './config.ts';
import { assertWritableFormat, quarantine } from './quarantine.ts';
import { rowsOf } from './random-rows.suite.ts';
import type { Row } from './row.ts';
import { notPassed, useTables } from './tables.suite.ts';

const tables = useTables();
type Opened = Parameters<typeof tables.judge>[1];

async function split(contract: ContractInput, table: Opened, bad: string, good: string) {
  const { plan, measured } = await tables.judge(contract, table);
  const written: Uint8Array[] = [];
  const counts = await quarantine(plan, measured, {
    bad,
    good,
    cwd: tables.folder(),
    write: (bytes) => void written.push(bytes),
  });
  return { counts, written: Buffer.concat(written).toString() };
}

const read = async (name: string): Promise<Row[]> => {
  const [part] = (await tables.open(name)).parts;
  const columns = part?.columns.map(
    ({ name: column, sql }) => `${sql} AS ${tables.engine().dialect.identifier(column)}`,
  );
  return tables.engine().query(`SELECT ${columns?.join(', ')} FROM ${part?.scan}`);
};

const contract: ContractInput = {
  key: 'id',
  columns: {
    id: 'string',
    n: { type: 'integer', min: 0, nulls: 0.5 },
    at: { type: 'timestamp', required: false },
    code: { type: 'string', unique: true, nulls: 1, required: false },
  },
  rules: [{ name: 'small', expect: 'n < 100' }],
};
const first: Row[] = [
  { id: 'a', n: 1, at: '2026-01-01T10:00:00Z', code: 'x, y' },
  { id: 'b', n: -1, at: '2026-01-01T10:00:00Z', code: null },
  { id: 'c', n: 400, at: '2026-01-01T10:00:00Z', code: null },
];
const second: Row[] = [
  { id: 'a', n: 5, at: '2026-01-01T10:00:00Z', code: null },
  { id: 'd', n: null, at: '2026-01-01T10:00:00Z', code: 'x, y' },
  { id: 'e', n: null, at: '2026-01-01T10:00:00Z', code: 'z "quoted"' },
];
const goodIds = ['a', 'e'];
const badPlaces = [
  ['first', 2, 'b', 'n: at least 0'],
  ['first', 3, 'c', 'small'],
  ['second', 1, 'a', 'repeats an earlier row'],
  ['second', 2, 'd', 'repeats an earlier row'],
];

describe.each(['csv', 'parquet', 'ndjson', 'json'])('rows of two %s files', (from) => {
  it.each(['csv', 'tsv', 'parquet', 'ndjson', 'json'])(
    'are parted into %s, and the good ones are good when they are read again',
    async (to) => {
      const parsed = contractSchema.parse(contract);
      const table = await tables.open([
        await tables.write(`first.${from}`, first, parsed),
        await tables.write(`second.${from}`, second, parsed),
      ]);
      const { counts } = await split(contract, table, `bad-${from}.${to}`, `good-${from}.${to}`);
      expect(counts).toEqual({ bad: 4, good: 2 });
      const plain = (value: unknown): string => String(value).replace(/[\\"]/g, '');
      const bad = await read(`bad-${from}.${to}`);
      expect(
        bad.map((row) => [plain(row._file).split('.')[0], Number(row._row), plain(row.id), plain(row._reasons)]),
      ).toEqual(badPlaces);
      const good = await tables.open(`good-${from}.${to}`);
      const { findings } = await tables.judge(
        { ...contract, columns: { ...contract.columns, n: { type: 'integer', min: 0, nulls: 1 } } },
        good,
      );
      expect(notPassed(findings).map(({ message }) => message)).toEqual([]);
      expect((await read(`good-${from}.${to}`)).map(({ id, code }) => [plain(id), plain(code)])).toEqual([
        [goodIds[0], 'x, y'],
        [goodIds[1], 'z quoted'],
      ]);
    },
  );
});

describe('records that could not be read', () => {
  it('are among the bad ones, as the text that they are', async () => {
    const table = await tables.open(await tables.write('ragged.csv', 'id,n\na,1\nb,2,3\nc,-4\nd,5\n'));
    const { counts } = await split(
      { columns: { id: 'string', n: { type: 'integer', min: 0 } } },
      table,
      'bad.ndjson',
      'good.csv',
    );
    expect(counts).toEqual({ bad: 2, good: 2 });
    const lines = (await readFile(tables.path('bad.ndjson'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
    expect(lines).toEqual([
      expect.objectContaining({ _file: 'ragged.csv', id: 'c', _reasons: 'n: at least 0' }),
      expect.objectContaining({ _file: 'ragged.csv', _line: 3, _record: 'b,2,3' }),
    ]);
    expect(await readFile(tables.path('good.csv'), 'utf8')).toBe('id,n\na,1\nd,5\n');
  });

  it('of JSON lines, too', async () => {
    const table = await tables.open(await tables.write('broken.ndjson', '{"id":"a"}\n{"id":\n{"id":"b"}\n'));
    expect((await split({ columns: { id: 'string' } }, table, 'bad.csv', 'good.csv')).counts).toEqual({
      bad: 1,
      good: 2,
    });
    expect(await read('bad.csv')).toEqual([
      expect.objectContaining({ _file: 'broken.ndjson', _line: '2', _record: '{"id":' }),
    ]);
  });
});

describe('columns', () => {
  it('with the names of ours keep them, and ours move aside', async () => {
    const hostile = { _row: 7, _reasons: 'mine', __row: 8, 'a "b" c': -1, "it's; DROP TABLE x": 2, 'größe 🏀': 3 };
    const table = await tables.rows([hostile, { ...hostile, 'a "b" c': 1 }]);
    const { counts } = await split(
      { columns: { 'a "b" c': { type: 'integer', min: 0 } } },
      table,
      'hostile.parquet',
      'fine.parquet',
    );
    expect(counts).toEqual({ bad: 1, good: 1 });
    expect(await read('hostile.parquet')).toEqual([
      { _file: null, ___row: 1, _line: null, __reasons: 'a "b" c: at least 0', _record: null, ...hostile },
    ]);
    expect(await read('fine.parquet')).toEqual([{ ...hostile, 'a "b" c': 1 }]);
  });

  it('that differ in case only, or have no name, are all written', async () => {
    const table = await tables.rows([
      { A: 1, a: 2, '': 3 },
      { A: -1, a: 2, '': 3 },
    ]);
    expect(
      (await split({ columns: { A: { type: 'integer', min: 0 } } }, table, 'case-bad.csv', 'case.csv')).counts,
    ).toEqual({ bad: 1, good: 1 });
    expect(await readFile(tables.path('case.csv'), 'utf8')).toBe('A,a_2,column_3\n1.0,2.0,3.0\n');
  });

  it('that one file lacks make its rows bad where they are required', async () => {
    const files = [await tables.write('has.csv', 'id,n\na,1\n'), await tables.write('lacks.csv', 'id\nb\n')];
    const both = async (required: boolean) =>
      split(
        { columns: { id: 'string', n: { type: 'integer', required, nulls: 1 } } },
        await tables.open(files),
        'lacking.csv',
        'rest.csv',
      );
    expect((await both(true)).counts).toEqual({ bad: 1, good: 1 });
    expect(await read('lacking.csv')).toEqual([
      expect.objectContaining({ _file: 'lacks.csv', _reasons: 'n: the column is missing', id: 'b' }),
    ]);
    expect((await both(false)).counts).toEqual({ bad: 0, good: 2 });
  });

  it('of another type in another file are written together', async () => {
    const files = [
      await tables.write('numbers.parquet', [{ id: 'a', n: 1 }]),
      await tables.write('words.parquet', [{ id: 'b', n: 'x' }]),
    ];
    const { counts } = await split(
      { columns: { id: 'string', n: 'integer' } },
      await tables.open(files),
      'together.parquet',
      'numbers-only.parquet',
    );
    expect(counts).toEqual({ bad: 1, good: 1 });
    expect(await read('together.parquet')).toMatchObject([{ id: 'b', n: 'x' }]);
    expect(await read('numbers-only.parquet')).toEqual([{ id: 'a', n: 1 }]);
  });
});

describe('what is asked for', () => {
  it('may be the good rows alone, as a stream of their own format', async () => {
    const csv = await tables.open(await tables.write('stream.csv', 'id,n\na,1\nb,x\n'));
    const { plan, measured } = await tables.judge({ columns: { id: 'string', n: 'integer' } }, csv);
    const written: Uint8Array[] = [];
    const options = { bad: undefined, cwd: tables.folder(), write: (bytes: Uint8Array) => void written.push(bytes) };
    expect(await quarantine(plan, measured, { ...options, good: '-' })).toEqual({ bad: 1, good: 1 });
    expect(Buffer.concat(written).toString()).toBe('id,n\na,1\n');
    expect(await quarantine(plan, measured, { ...options, bad: 'only-bad.csv', good: undefined })).toEqual({
      bad: 1,
      good: 1,
    });
    const json = await tables.open(
      await tables.write('stream.json', [
        { id: 'a', n: 1 },
        { id: 'b', n: '1' },
      ]),
    );
    expect((await split({ columns: { id: 'string', n: 'integer' } }, json, 'bad.csv', '-')).written).toBe(
      '{"id":"a","n":1}\n',
    );
  });

  it('is refused where it cannot be written', async () => {
    expect(() => assertWritableFormat('bad.xlsx')).toThrow(expect.objectContaining({ code: 'arguments.invalid' }));
    expect(() => assertWritableFormat('bad')).toThrow(/ends in/);
    for (const path of ['-', 'BAD.CSV', 'a.b.jsonl']) expect(() => assertWritableFormat(path)).not.toThrow();
    const table = await tables.rows([{ id: 'a' }]);
    await expect(
      split({ columns: { id: 'string' } }, table, 'no/such/folder/bad.csv', 'good.csv'),
    ).rejects.toMatchObject({ code: 'output.unwritable', place: { file: 'no/such/folder/bad.csv' } });
  });
});

describe('whatever the contract and the rows', () => {
  it('every row is in one of the two, and the good ones break no rule', async () => {
    let run = 0;
    const seen = { bad: 0, good: 0 };
    const usable = contractArbitrary.filter(
      ({ columns }) =>
        Object.keys(columns).length > 0 &&
        Object.keys(columns).every((name) => name.trim() !== '') &&
        new Set(Object.keys(columns).map((name) => name.toLowerCase())).size === Object.keys(columns).length,
    );
    await fc.assert(
      fc.asyncProperty(
        usable.map(oneStrictColumn).chain((chosen) => fc.tuple(fc.constant(chosen), rowsOf(chosen, false))),
        async ([chosen, rows]) => {
          fc.pre(rows.some((row) => Object.keys(row).length > 0));
          run += 1;
          const numbered = rows.map((row, index) => ({ ...row, '#': index }));
          const table = await tables.open(await tables.write(`any-${run}.ndjson`, numbered));
          const { counts } = await split(chosen, table, `any-bad-${run}.ndjson`, `any-good-${run}.ndjson`);
          expect(counts.bad + counts.good).toBe(rows.length);
          const places = await Promise.all(
            ['bad', 'good'].map(async (which) =>
              (await read(`any-${which}-${run}.ndjson`).catch(() => [])).map((row) => Number(row['#'])),
            ),
          );
          expect(places.map((place) => place.length)).toEqual([counts.bad, counts.good]);
          expect(places.flat().sort((a, b) => a - b)).toEqual(numbered.map((row) => row['#']));
          seen.bad += counts.bad;
          seen.good += counts.good;
          if (counts.good === 0) return;
          const { findings } = await tables.judge(ofSingleRows(chosen), await tables.open(`any-good-${run}.ndjson`));
          // a column that may be missing, and is, leaves the key and the rules that speak of it unknown
          expect(
            notPassed(findings)
              .filter(({ metric, status }) => metric !== 'contract.extra_columns' && status !== 'unknown')
              .map(({ message }) => message),
          ).toEqual([]);
        },
      ),
      { numRuns: 30 },
    );
    expect(seen.bad).toBeGreaterThan(10);
    expect(seen.good).toBeGreaterThan(10);
  });
});

/** Rows that are good in every one of many random columns would be rare. */
function oneStrictColumn(contract: Contract): Contract {
  const columns = Object.entries(contract.columns).map(([name, column], index) => [
    name,
    index === 0
      ? column
      : { type: column.type, required: false, nulls: 1, unique: column.unique && column.type !== 'boolean' },
  ]);
  // most random rules break wherever a value is missing
  return contractSchema.parse({
    ...contract,
    columns: Object.fromEntries(columns),
    rules: contract.strict ? contract.rules : [],
  });
}

/** What is asked of each row, and of rows that repeat another; shares that may be missing make no row bad. */
function ofSingleRows({ key, duplicates, columns, rules }: Contract): Contract {
  const strict = Object.entries(columns).map(
    ([name, column]) => [name, { ...column, tolerance: 0, nulls: column.nulls > 0 ? 1 : 0 }] as const,
  );
  return contractSchema.parse({
    ...(key?.every((name) => columns[name]?.nulls === 0) ? { key } : {}),
    ...(duplicates === 0 ? { duplicates } : {}),
    columns: Object.fromEntries(strict),
    rules: rules.map((rule) => ({ ...rule, tolerance: 0 })),
  });
}
