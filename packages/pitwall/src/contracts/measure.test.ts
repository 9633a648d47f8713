import type { Finding } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { type ContractInput, contractSchema } from './config.ts';
import type { Row } from './row.ts';
import { type FileFormat, fileFormats, notPassed, useTables } from './tables.suite.ts';

const tables = useTables();

interface Case {
  readonly rule: string;
  readonly contract: ContractInput;
  readonly rows: readonly Row[];
  /** What is found, beside nothing else. */
  readonly metric: string;
  readonly status?: Finding['status'];
  readonly count: number;
  readonly total: number;
  /** Row, counted over all files, and value. */
  readonly shown: readonly (readonly [row: number, value: string | null])[];
  /** Formats that cannot hold such rows are left out. */
  readonly formats?: readonly (FileFormat | 'rows')[];
}

const values = (name: string, ...all: readonly unknown[]): Row[] =>
  all.map((value, index) => ({ id: index + 1, [name]: value }));
const of = (column: NonNullable<ContractInput['columns']>[string], rest: ContractInput = {}): ContractInput => ({
  ...rest,
  columns: { id: 'integer', x: column },
});
const untyped = ['csv', 'json', 'ndjson'] as const;

const cases: readonly Case[] = [
  {
    rule: 'nulls',
    contract: of('number'),
    rows: values('x', 0.5, null, 0.25, null),
    metric: 'contract.nulls',
    count: 2,
    total: 4,
    shown: [
      [2, null],
      [4, null],
    ],
  },
  {
    rule: 'more nulls than their share',
    contract: of({ type: 'number', nulls: 0.25 }),
    rows: values('x', 0.5, null, 0.25, null),
    metric: 'contract.nulls',
    count: 2,
    total: 4,
    shown: [
      [2, null],
      [4, null],
    ],
  },
  {
    rule: 'type',
    contract: of('integer'),
    rows: values('x', 1, 2.5, 3, 'x'),
    metric: 'contract.type',
    count: 2,
    total: 4,
    shown: [
      [2, '2.5'],
      [4, 'x'],
    ],
    formats: untyped,
  },
  {
    rule: 'type of a fraction',
    contract: of('integer'),
    rows: values('x', 1, 2.5, 3, 4),
    metric: 'contract.type',
    count: 1,
    total: 4,
    shown: [[2, '2.5']],
  },
  {
    rule: 'type of another kind throughout',
    contract: of('integer'),
    rows: values('x', 'a', null, 'b', 'c').map((row) => ({ ...row, x: row.x ?? 'd' })),
    metric: 'contract.type',
    count: 4,
    total: 4,
    shown: [
      [1, 'a'],
      [2, 'd'],
      [3, 'b'],
      [4, 'c'],
    ],
  },
  {
    rule: 'type of a day',
    contract: of('date'),
    rows: values('x', '2024-01-05', '2024-1-5', '2024-02-30', '05.01.2024'),
    metric: 'contract.type',
    count: 3,
    total: 4,
    shown: [
      [2, '2024-1-5'],
      [3, '2024-02-30'],
      [4, '05.01.2024'],
    ],
    formats: [...untyped, 'rows'],
  },
  {
    rule: 'type of a time',
    contract: of('timestamp'),
    rows: values('x', '2024-01-05T19:30:00Z', '2024-01-05T19:30+02', '2024-01-05', '2024-01-05T24:00:00Z'),
    metric: 'contract.type',
    count: 2,
    total: 4,
    shown: [
      [3, '2024-01-05'],
      [4, '2024-01-05T24:00:00Z'],
    ],
    formats: [...untyped, 'rows'],
  },
  {
    rule: 'finite',
    contract: of('number'),
    rows: values('x', 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2),
    metric: 'contract.finite',
    count: 2,
    total: 4,
    shown: [
      [2, 'nan'],
      [3, 'infinity'],
    ],
    formats: ['csv', 'parquet', 'rows'],
  },
  {
    rule: 'min and max',
    contract: of({ type: 'integer', min: 0, max: 10 }),
    rows: values('x', 0, 10, -1, 11),
    metric: 'contract.range',
    count: 2,
    total: 4,
    shown: [
      [3, '-1'],
      [4, '11'],
    ],
  },
  {
    rule: 'above and below',
    contract: of({ type: 'number', above: 0, below: 1 }),
    rows: values('x', 0, 0.5, 1, 0.999),
    metric: 'contract.range',
    count: 2,
    total: 4,
    shown: [
      [1, '0'],
      [3, '1'],
    ],
  },
  {
    rule: 'days in a range',
    contract: of({ type: 'date', min: '2024-01-02', below: '2024-02-01' }),
    rows: values('x', '2024-01-01', '2024-01-02', '2024-01-31', '2024-02-01'),
    metric: 'contract.range',
    count: 2,
    total: 4,
    shown: [
      [1, '2024-01-01'],
      [4, '2024-02-01'],
    ],
  },
  {
    rule: 'times in a range',
    contract: of({ type: 'timestamp', max: '2024-01-01T12:00+02' }),
    rows: values('x', '2024-01-01T10:00:00Z', '2024-01-01T10:00:01Z', '2023-01-01T00:00:00Z', '2022-01-01T00:00:00Z'),
    metric: 'contract.range',
    count: 1,
    total: 4,
    shown: [[2, '2024-01-01']],
  },
  {
    rule: 'length in code points',
    contract: of({ type: 'string', length: { min: 2, max: 3 } }),
    rows: values('x', '🏀🏀🏀', '🏀', 'four', 'é2'),
    metric: 'contract.length',
    count: 2,
    total: 4,
    shown: [
      [2, '🏀'],
      [3, 'four'],
    ],
  },
  {
    rule: 'pattern of the whole value',
    contract: of({ type: 'string', pattern: 's\\d{4}|t' }),
    rows: values('x', 's2024', 's20245', 'a t', 't'),
    metric: 'contract.pattern',
    count: 2,
    total: 4,
    shown: [
      [2, 's20245'],
      [3, 'a t'],
    ],
  },
  {
    rule: 'in',
    contract: of({ type: 'integer', in: [0, 1] }),
    rows: values('x', 0, 1, 2, 1),
    metric: 'contract.allowed',
    count: 1,
    total: 4,
    shown: [[3, '2']],
  },
  {
    rule: 'not_in',
    contract: of({ type: 'category', not_in: ["O'Brien", 'NULL'] }),
    rows: values('x', 'Gulf', "O'Brien", 'NULL', 'null'),
    metric: 'contract.allowed',
    count: 2,
    total: 4,
    shown: [
      [2, "O'Brien"],
      [3, 'NULL'],
    ],
  },
  {
    rule: 'in, of true and false',
    contract: of({ type: 'boolean', in: [true] }),
    rows: values('x', true, false, true, true),
    metric: 'contract.allowed',
    count: 1,
    total: 4,
    shown: [[2, 'false']],
  },
  {
    rule: 'unique',
    contract: of({ type: 'string', unique: true, nulls: 1 }),
    rows: values('x', 'a', 'b', null, 'a', null, 'a'),
    metric: 'contract.unique',
    count: 2,
    total: 4,
    shown: [
      [4, 'a'],
      [6, 'a'],
    ],
  },
  {
    rule: 'key over several columns',
    contract: { key: ['a', 'b'], columns: { a: 'string', b: { type: 'string', nulls: 1 } } },
    rows: [
      { a: 'x + y', b: 'z' },
      { a: 'x', b: 'y + z' },
      { a: 'x', b: null },
      { a: 'x', b: null },
      { a: 'x + y', b: 'z' },
      { a: 'q', b: 'z' },
    ],
    metric: 'contract.key',
    count: 1,
    total: 4,
    shown: [[5, 'x + y + z']],
  },
  {
    rule: 'duplicates',
    contract: of('string', { duplicates: 0 }),
    rows: [
      { id: 1, x: 'a' },
      { id: 1, x: 'b' },
      { id: 1, x: 'a' },
      { id: 2, x: 'a' },
    ],
    metric: 'contract.duplicates',
    count: 1,
    total: 4,
    shown: [[3, null]],
  },
  {
    rule: 'a rule over columns',
    contract: { columns: { id: 'integer', x: { type: 'integer', nulls: 1 } }, rules: ['x >= id'] },
    rows: values('x', 1, 1, null, 9),
    metric: 'contract.rule',
    count: 1,
    total: 4,
    shown: [[2, 'x = 1, id = 2']],
  },
  {
    rule: 'a warning instead of an alert',
    contract: of({ type: 'number', severity: 'warning' }),
    rows: values('x', 0.5, null, 1.5, 2.5),
    metric: 'contract.nulls',
    status: 'warning',
    count: 1,
    total: 4,
    shown: [[2, null]],
  },
];

/** Examples as one list over all files, and values without the marks of their format. */
function shownIn(finding: Finding | undefined, rowsOfFirst: number): (readonly [number, string | null])[] {
  const plain = (value: string): string =>
    value
      .replaceAll('"', '')
      .replace(/^(nan|inf)(inity)?$/i, (word) => (word.toLowerCase() === 'inf' ? 'infinity' : word.toLowerCase()))
      .replace(/\b(\d+)\.0\b/g, '$1')
      .replace(/ 00:00:00$|[T ]10:00:01Z?$/, '');
  return (finding?.evidence.examples ?? []).map(({ file, row = 0, value }) => [
    row + (file?.startsWith('second') ? rowsOfFirst : 0),
    value === null ? null : plain(value),
  ]);
}

describe.each(cases)(
  'the rule $rule',
  ({ contract, rows, metric, status = 'alert', count, total, shown, formats = [...fileFormats, 'rows'] }) => {
    it.each(formats)('finds every broken place in %s, and nothing else', async (format) => {
      const parsed = contractSchema.parse(contract);
      const name = `${metric}-${format}-${cases.findIndex((one) => one.rows === rows)}.${format}`;
      const half = format === 'rows' ? rows.length : Math.ceil(rows.length / 2);
      const table = async (...parts: readonly (readonly Row[])[]) => {
        if (format === 'rows') return tables.rows(rows);
        const names: string[] = [];
        // one after the other: what writes Parquet is one connection
        for (const [index, part] of parts.entries()) {
          const before = ['', 'first-', 'second-'][parts.length === 1 ? 0 : index + 1];
          names.push(await tables.write(`${before}${name}`, part, parsed));
        }
        return tables.open(names);
      };
      for (const parts of format === 'rows' ? [[rows]] : [[rows], [rows.slice(0, half), rows.slice(half)]]) {
        const { findings } = await tables.judge(contract, await table(...parts));
        const [finding, ...others] = notPassed(findings);
        expect(others.map(({ message }) => message)).toEqual([]);
        expect(finding).toMatchObject({ metric, status, value: count / total, evidence: { count, total } });
        expect(shownIn(finding, parts[0]?.length ?? 0)).toEqual(shown);
      }
    });
  },
);
