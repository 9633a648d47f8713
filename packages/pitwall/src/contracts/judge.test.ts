import { describe, expect, it } from 'vitest';
import type { ContractInput } from './config.ts';
import type { Row } from './row.ts';
import { notPassed, useTables } from './tables.suite.ts';

const tables = useTables();
const statusesOf = async (contract: ContractInput, rows: readonly Row[]): Promise<string[]> =>
  notPassed((await tables.judge(contract, await tables.rows(rows))).findings).map(
    ({ metric, status }) => `${metric} ${status}`,
  );

describe('the number of rows', () => {
  const rows = [{ x: 1 }, { x: 2 }, { x: 3 }];
  it.each([
    [undefined, 'pass', '3 rows, expected at least 1 row'],
    [{ min: 3 }, 'pass', '3 rows, expected at least 3 rows'],
    [{ min: 4 }, 'alert', '3 rows, expected at least 4 rows'],
    [{ max: 3 }, 'pass', '3 rows, expected 1 to 3 rows'],
    [{ max: 2 }, 'alert', '3 rows, expected 1 to 2 rows'],
    [{ min: 3, max: 3 }, 'pass', '3 rows, expected 3 rows'],
    [{ min: 5, max: 9 }, 'alert', '3 rows, expected 5 to 9 rows'],
  ])('%j: %s', async (limits, status, message) => {
    const { findings } = await tables.judge(
      { columns: { x: 'number' }, ...(limits ? { rows: limits } : {}) },
      await tables.rows(rows),
    );
    expect(findings.find(({ metric }) => metric === 'contract.rows')).toMatchObject({ status, message, value: 3 });
  });
});

describe('columns', () => {
  const contract: ContractInput = {
    columns: { id: 'integer', x: { type: 'number', severity: 'warning' }, maybe: { type: 'string', required: false } },
  };

  it('that are missing everywhere are told, optional ones are not', async () => {
    const { findings } = await tables.judge(contract, await tables.open(await tables.write('no-x.csv', 'id\n1\n')));
    expect(notPassed(findings)).toMatchObject([
      {
        subject: 'dataset:data/column:x',
        metric: 'contract.columns',
        status: 'warning',
        value: 1,
        message: 'the column x is missing',
        evidence: { observed: 'columns id' },
      },
    ]);
    expect(await statusesOf(contract, [{ id: 1 }])).toEqual(['contract.columns warning']);
  });

  it.each(['csv', 'parquet'])('that one of two %s files lacks are told, and judged in the other', async (format) => {
    const files = [
      await tables.write(`with-x.${format}`, [
        { id: 1, x: 0.5 },
        { id: 2, x: null },
      ]),
      await tables.write(`without-x.${format}`, [{ id: 3 }]),
    ];
    const { findings } = await tables.judge(contract, await tables.open(files));
    expect(notPassed(findings)).toMatchObject([
      {
        metric: 'contract.columns',
        value: 1,
        message: 'the column x is missing from 1 file',
        evidence: { observed: `no such column in without-x.${format}` },
      },
      {
        metric: 'contract.nulls',
        value: 0.5,
        evidence: { count: 1, total: 2, examples: [{ file: `with-x.${format}`, row: 2 }] },
      },
    ]);
  });

  it('more than in the contract are a warning, and an alert where it is strict', async () => {
    const rows = [{ id: 1, x: 2, more: 1, 'and more': 2 }];
    const { findings } = await tables.judge(contract, await tables.rows(rows));
    expect(notPassed(findings)).toMatchObject([
      { status: 'warning', value: 2, message: '2 columns not in the contract: more, and more' },
    ]);
    expect(await statusesOf({ ...contract, strict: true }, rows)).toEqual(['contract.extra_columns alert']);
    expect(await statusesOf({}, rows)).toEqual([]);
  });

  it('whose type changes between files are a warning', async () => {
    const files = [
      await tables.write('number.parquet', [{ id: 1, x: 0.5 }]),
      await tables.write('text.parquet', [
        { id: 2, x: 'a' },
        { id: 3, x: 'b' },
      ]),
    ];
    const { findings } = await tables.judge({ columns: { id: 'integer', x: 'number' } }, await tables.open(files));
    expect(notPassed(findings)).toMatchObject([
      {
        metric: 'contract.type',
        evidence: {
          count: 2,
          total: 3,
          examples: [
            { file: 'text.parquet', row: 1 },
            { file: 'text.parquet', row: 2 },
          ],
        },
      },
      {
        metric: 'contract.type_change',
        status: 'warning',
        message: 'x: the type changes between files',
        evidence: { observed: 'number.parquet: DOUBLE, text.parquet: VARCHAR' },
      },
    ]);
  });

  it('change no type where one file knows none', async () => {
    const files = [
      await tables.write('typed.parquet', [{ id: 1, x: 0.5 }]),
      await tables.write('untyped.csv', 'id,x\n2,0.5\n'),
    ];
    expect(
      notPassed((await tables.judge({ columns: { id: 'integer', x: 'number' } }, await tables.open(files))).findings),
    ).toEqual([]);
  });

  it('with as many faults as are tolerated pass, and with one more do not', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({ x: index < 3 ? -1 : 1 }));
    const tolerant = (tolerance: number): ContractInput => ({
      columns: { x: { type: 'integer', min: 0, tolerance } },
      rules: [{ expect: 'x >= 0', tolerance, severity: 'warning' }],
      duplicates: 28 / 30,
    });
    expect(await statusesOf(tolerant(0.1), rows)).toEqual([]);
    expect(
      await statusesOf(
        tolerant(0.1),
        rows.map(({ x }, index) => ({ x: index === 3 ? -1 : x })),
      ),
    ).toEqual(['contract.range alert', 'contract.rule warning']);
    expect(await statusesOf({ ...tolerant(0.1), duplicates: 27.99 / 30 }, rows)).toEqual(['contract.duplicates alert']);
  });
});

describe('very little data', () => {
  const contract: ContractInput = {
    key: 'id',
    columns: { id: 'integer', x: { type: 'number', unique: true, nulls: 1, min: 0 } },
    rules: ['x > id'],
    duplicates: 0,
    series: { column: 'id', every: 1 },
  };

  it.each(['csv', 'parquet'])('without a row in %s is an alert, and the rest is unknown', async (format) => {
    const name = format === 'csv' ? await tables.write('none.csv', 'id,x\n') : 'none.parquet';
    if (format === 'parquet')
      await tables
        .engine()
        .query(
          `COPY (SELECT 1::BIGINT AS id, 0.5::DOUBLE AS x WHERE false) TO '${tables.path(name)}' (FORMAT parquet)`,
        );
    const { findings, score } = await tables.judge(contract, await tables.open(name));
    expect(notPassed(findings).map(({ metric, status, reason }) => [metric, status, reason])).toEqual([
      ['contract.rows', 'alert', undefined],
      ['contract.readable', 'unknown', 'there is nothing to judge'],
      ['contract.values', 'unknown', 'there are no rows'],
      ['contract.rule', 'unknown', 'there are no rows'],
    ]);
    expect(score.score).toBeNull();
  });

  it('in memory does not even tell its columns', async () => {
    expect(await statusesOf(contract, [])).toEqual([
      'contract.rows alert',
      'contract.readable unknown',
      'contract.columns unknown',
      'contract.values unknown',
      'contract.rule unknown',
    ]);
  });

  it('of one row is judged like more', async () => {
    expect(await statusesOf(contract, [{ id: 1, x: 2 }])).toEqual([]);
    expect(await statusesOf(contract, [{ id: 1, x: 1 }])).toEqual(['contract.rule alert']);
  });

  it('without a value in a column passes where all may be missing, and says so', async () => {
    const { findings } = await tables.judge(
      contract,
      await tables.rows([
        { id: 1, x: null },
        { id: 2, x: null },
      ]),
    );
    expect(notPassed(findings)).toEqual([]);
    expect(findings.filter(({ subject }) => subject.endsWith('column:x'))).toMatchObject([
      { metric: 'contract.nulls', value: 1, message: 'x: no values, and any number may be missing' },
    ]);
    expect(await statusesOf({ columns: { x: { type: 'number', nulls: 0.9, min: 0 } } }, [{ x: null }])).toEqual([
      'contract.nulls alert',
    ]);
  });

  it('without any key leaves the key unknown', async () => {
    const { findings } = await tables.judge(
      { key: 'x', columns: { x: { type: 'number', nulls: 1 } } },
      await tables.rows([{ x: null }]),
    );
    expect(notPassed(findings)).toMatchObject([
      { metric: 'contract.key', status: 'unknown', message: 'no row has a whole key x' },
    ]);
  });
});

describe('messages', () => {
  it('speak of one thing as of one', async () => {
    const contract: ContractInput = {
      key: 'id',
      duplicates: 0,
      columns: { id: { type: 'integer', unique: true }, x: { type: 'number', max: 1 } },
      rules: [{ name: 'low', expect: 'x < 5' }],
    };
    const { findings } = await tables.judge(
      contract,
      await tables.rows([
        { id: 1, x: 9 },
        { id: 1, x: 9 },
        { id: 2, x: null },
      ]),
    );
    expect(notPassed(findings).map(({ message }) => message)).toEqual([
      '1 row repeats the key id of an earlier row',
      '1 row repeats an earlier row in every column',
      'id: 1 value repeats an earlier one',
      'x: 1 row of 3 (33.33 %) has no value',
      'x: 2 values of 2 (100 %) are out of range',
      'low does not hold in 2 rows of 3 (66.67 %)',
    ]);
    const [single] = notPassed(
      (await tables.judge({ columns: { x: 'boolean' } }, await tables.rows([{ x: 'a' }]))).findings,
    );
    expect(single?.message).toBe('x: 1 value of 1 (100 %) is of another type');
  });

  it('of two rules with the same words have their own counts and examples', async () => {
    const contract: ContractInput = {
      columns: { x: 'integer' },
      rules: [
        { name: 'r', expect: 'x < 2' },
        { name: 'r', expect: 'x > 1' },
      ],
    };
    const { findings } = await tables.judge(contract, await tables.rows([{ x: 1 }, { x: 2 }, { x: 3 }]));
    expect(
      notPassed(findings).map(({ evidence }) => [evidence.count, evidence.examples?.map(({ row }) => row)]),
    ).toEqual([
      [2, [2, 3]],
      [1, [1]],
    ]);
  });

  it('shorten what is long', async () => {
    const { findings } = await tables.judge(
      { columns: { x: { type: 'string', length: { max: 3 } } } },
      await tables.rows([{ x: '🏀'.repeat(500) }]),
    );
    expect([...(notPassed(findings)[0]?.evidence.examples?.[0]?.value ?? '')]).toHaveLength(120);
  });
});
