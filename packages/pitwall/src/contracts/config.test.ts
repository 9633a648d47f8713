import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { validate } from '../config/validate.ts';
import { PitwallError } from '../core/errors.ts';
import { type ContractInput, contractSchema } from './config.ts';
import type { Row } from './row.ts';
import { useTables } from './tables.suite.ts';

const tables = useTables();

/** The verdict as far as a key may change it. */
async function verdict(contract: ContractInput, rows: readonly Row[]): Promise<unknown> {
  const table =
    rows.length > 0 && rows[0] && 'file' in rows[0] ? await tables.open(String(rows[0].file)) : await tables.rows(rows);
  const { findings } = await tables.judge(contract, table);
  return findings.map(({ metric, status, threshold }) => [metric, status, threshold]);
}

interface Pair {
  readonly without: ContractInput;
  readonly with: ContractInput;
  readonly rows: readonly Row[];
}

const x = (column: object, without: object = {}, rows: readonly Row[] = [{ x: 1 }, { x: 2 }]): Pair => ({
  without: { columns: { x: { type: 'integer', ...without } } },
  with: { columns: { x: { type: 'integer', ...without, ...column } } },
  rows,
});
const whole = (
  keys: object,
  base: ContractInput = { columns: { x: 'integer' } },
  rows: readonly Row[] = [{ x: 1 }, { x: 1 }, { x: 4 }],
): Pair => ({ without: base, with: { ...base, ...keys } as ContractInput, rows });
const words: readonly Row[] = [{ x: 'ab' }, { x: 'abc' }];
const days: readonly Row[] = [{ x: '2026-01-01' }, { x: '2026-01-03' }];
const day: ContractInput = { columns: { x: 'date' } };
const broken: ContractInput['rules'] = [{ expect: 'x > 1' }];

/** For every key of a contract one pair of contracts that differ in it alone, and data that shows it. */
const pairs: Readonly<Record<string, Pair>> = {
  key: whole({ key: ['x'] }),
  strict: whole({ strict: true }, { columns: { x: 'integer' } }, [{ x: 1, y: 1 }]),
  columns: whole({ columns: { x: 'boolean' } }, {}),
  'columns.type': x({ type: 'boolean' }),
  'columns.required': x({ required: false }, {}, [{ y: 1 }]),
  'columns.nulls': x({ nulls: 0.5 }, {}, [{ x: 1 }, { x: null }]),
  'columns.min': x({ min: 2 }),
  'columns.max': x({ max: 1 }),
  'columns.above': x({ above: 1 }),
  'columns.below': x({ below: 2 }),
  'columns.finite': x({ finite: false }, { type: 'number' }, [{ x: Number.NaN }]),
  'columns.length': x({ length: { max: 2 } }, { type: 'string' }, words),
  'columns.length.min': x({ length: { max: 9, min: 3 } }, { type: 'string', length: { max: 9 } }, words),
  'columns.length.max': x({ length: { min: 1, max: 2 } }, { type: 'string', length: { min: 1 } }, words),
  'columns.pattern': x({ pattern: 'ab' }, { type: 'string' }, words),
  'columns.in': x({ in: [1] }),
  'columns.not_in': x({ not_in: [1] }),
  'columns.unique': x({ unique: true }, {}, [{ x: 1 }, { x: 1 }]),
  'columns.tolerance': x({ tolerance: 0.5 }, { min: 2 }),
  'columns.severity': x({ severity: 'warning' }, { min: 2 }),
  rows: whole({ rows: { min: 4 } }),
  'rows.min': whole({ rows: { max: 9, min: 4 } }, { rows: { max: 9 } }),
  'rows.max': whole({ rows: { min: 1, max: 2 } }, { rows: { min: 1 } }),
  duplicates: whole({ duplicates: 0.1 }),
  freshness: whole({ freshness: { column: 'x', within: '1d' } }, day, days),
  'freshness.column': whole(
    { freshness: { column: 'y', within: '1d' } },
    { columns: { x: 'date', y: 'date' }, freshness: { column: 'x', within: '1d' } },
    [{ x: '2026-01-12', y: '2026-01-01' }],
  ),
  'freshness.file': whole(
    { freshness: { file: true, within: '1d' } },
    { ...day, freshness: { column: 'x', within: '1d' } },
    [{ file: 'file-key.csv' }],
  ),
  'freshness.within': whole(
    { freshness: { column: 'x', within: '99d' } },
    { ...day, freshness: { column: 'x', within: '1d' } },
    days,
  ),
  'freshness.severity': whole(
    { freshness: { column: 'x', within: '1d', severity: 'warning' } },
    { ...day, freshness: { column: 'x', within: '1d' } },
    days,
  ),
  series: whole({ series: { column: 'x', every: '1d' } }, day, days),
  'series.column': whole(
    { series: { column: 'y', every: 1 } },
    { columns: { x: 'integer', y: 'integer' }, series: { column: 'x', every: 1 } },
    [
      { x: 1, y: 1 },
      { x: 2, y: 9 },
    ],
  ),
  'series.every': whole({ series: { column: 'x', every: '2d' } }, { ...day, series: { column: 'x', every: '1d' } }, [
    { x: '2026-01-02' },
    { x: '2026-01-04' },
  ]),
  'series.missing': whole(
    { series: { column: 'x', every: '1d', missing: 0.5 } },
    { ...day, series: { column: 'x', every: '1d' } },
    days,
  ),
  'series.severity': whole(
    { series: { column: 'x', every: '1d', severity: 'warning' } },
    { ...day, series: { column: 'x', every: '1d' } },
    days,
  ),
  rules: whole({ rules: broken }),
  'rules.expect': whole(
    { rules: [{ name: 'r', expect: 'x > 0' }] },
    { columns: { x: 'integer' }, rules: [{ name: 'r', expect: 'x > 1' }] },
  ),
  'rules.tolerance': whole(
    { rules: [{ expect: 'x > 1', tolerance: 0.7 }] },
    { columns: { x: 'integer' }, rules: broken },
  ),
  'rules.severity': whole(
    { rules: [{ expect: 'x > 1', severity: 'warning' }] },
    { columns: { x: 'integer' }, rules: broken },
  ),
};

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
}

function keysOf(schema: JsonSchema, prefix = ''): string[] {
  const inner = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : schema.items;
  if (inner && !schema.properties) return keysOf(inner, prefix);
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => [
    `${prefix}${key}`,
    ...keysOf(value, `${prefix}${key}.`),
  ]);
}

describe('every key of a contract changes what is found', () => {
  /** Said in reports and documents, and judged by nobody. */
  const forPeople = ['description', 'columns.description', 'rules.name'];
  const keys = keysOf(z.toJSONSchema(contractSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);

  it('and has a pair here that shows it', () => {
    expect(keys.length).toBeGreaterThan(35);
    expect([...Object.keys(pairs), ...forPeople].sort()).toEqual([...keys].sort());
  });

  it.each(Object.entries(pairs))('%s', async (_, pair) => {
    await tables.write('file-key.csv', 'x\n2026-01-01\n');
    expect(await verdict(pair.with, pair.rows)).not.toEqual(await verdict(pair.without, pair.rows));
  });

  it('a rule goes by its name where it has one', async () => {
    const judged = await tables.judge(
      { columns: { x: 'integer' }, rules: [{ name: 'big', expect: 'x > 1' }, 'x > 2'] },
      await tables.rows([{ x: 3 }]),
    );
    expect(judged.findings.filter(({ metric }) => metric === 'contract.rule').map(({ subject }) => subject)).toEqual([
      'dataset:data/rule:big',
      'dataset:data/rule:x > 2',
    ]);
  });

  it('short forms say the same as long ones', () => {
    expect(contractSchema.parse({ key: 'x', columns: { x: 'integer' }, rules: ['x > 1'] })).toEqual(
      contractSchema.parse({ key: ['x'], columns: { x: { type: 'integer' } }, rules: [{ expect: 'x > 1' }] }),
    );
  });
});

describe('what cannot be meant is refused, and the message says why', () => {
  const column = (settings: object): unknown => ({ columns: { x: settings } });
  const messages = (contract: unknown): string => {
    try {
      validate(contractSchema, contract, () => ({}));
      return 'accepted';
    } catch (error) {
      if (!(error instanceof PitwallError)) throw error;
      return [error, ...error.more]
        .map(({ place, problem, fix }) => `${place.field ?? ''}: ${problem}. ${fix}`)
        .join('\n');
    }
  };

  it.each<[unknown, RegExp]>([
    [column({ type: 'integr' }), /columns\.x\.type: expected one of .*string.*integer/],
    [column({ type: 'integer', mni: 3 }), /no key `mni` in `columns\.x`\. Did you mean `min`/],
    [column({ type: 'string', min: 3 }), /columns\.x\.min: `min` needs a number, date or timestamp column, not string/],
    [column({ type: 'boolean', below: 3 }), /`below` needs a number/],
    [column({ type: 'integer', max: 2.5 }), /columns\.x\.max: `max: 2\.5` is not an integer/],
    [column({ type: 'integer', max: '3' }), /`max: 3` is not an integer/],
    [column({ type: 'date', min: '2024-02-30' }), /`min: 2024-02-30` is not a date like/],
    [column({ type: 'date', min: '2024-1-5' }), /is not a date like/],
    [column({ type: 'timestamp', above: '2024-01-01T25:00:00Z' }), /is not a timestamp like/],
    [column({ type: 'integer', length: { max: 3 } }), /`length` needs a string or category column, not integer/],
    [column({ type: 'integer', pattern: 'a' }), /`pattern` needs a string or category column/],
    [column({ type: 'string', pattern: '(' }), /is not a regular expression/],
    [column({ type: 'string', pattern: '(?=a)' }), /look-ahead and look-behind, which not every engine knows/],
    [column({ type: 'integer', in: [1, '2'] }), /columns\.x\.in: `in` lists "2", which is not an integer/],
    [column({ type: 'boolean', not_in: [1] }), /`not_in` lists 1, which is not a boolean/],
    [column({ type: 'integer', in: [] }), /columns\.x\.in: expected at least 1/],
    [column({ type: 'integer', min: 3, max: 2 }), /`min: 3` is above `max: 2`/],
    [column({ type: 'timestamp', min: '2024-01-01T10:00:00Z', max: '2024-01-01T10:00:00+02:00' }), /is above `max/],
    [column({ type: 'string', length: { min: 3, max: 2 } }), /`length\.min` is above `length\.max`/],
    [column({ type: 'integer', nulls: 5 }), /columns\.x\.nulls: expected at most 1/],
    [column({ type: 'integer', severity: 'low' }), /columns\.x\.severity: expected one of .*warning.*alert/],
    [{ rows: { min: 5, max: 3 } }, /rows: `rows\.min` is above `rows\.max`/],
    [{ rows: { min: 1.5 } }, /rows\.min/],
    [{ columns: { at: 'date' }, freshness: { within: '1d' } }, /name either a `column` or `file: true`, not both/],
    [{ columns: { at: 'date' }, freshness: { column: 'at', file: true, within: '1d' } }, /not both/],
    [
      { columns: { at: 'date' }, freshness: { column: 'at', within: '1 day' } },
      /freshness\.within: a duration is a number and a unit/,
    ],
    [
      { columns: { at: 'date' }, series: { column: 'at', every: '0d' } },
      /series\.every: a step of a series has to be longer than nothing/,
    ],
    [{ colums: {} }, /no key `colums` here\. Did you mean `columns`/],
  ])('%j', (contract, message) => {
    expect(messages(contract)).toMatch(message);
  });

  it.each<[unknown, RegExp]>([
    [{ key: ['home_taem'] }, /key\[0\]: there is no column `home_taem` in the contract; did you mean `home_team`\?/],
    [{ key: 'nothing_like_it' }, /there is no column `nothing_like_it` in the contract(?!;)/],
    [{ freshness: { column: 'tip', within: '1d' } }, /freshness\.column: there is no column `tip`/],
    [
      { freshness: { column: 'season', within: '1d' } },
      /`season` has to be a column of type date or timestamp, not integer/,
    ],
    [
      { series: { column: 'tipof', every: '1h' } },
      /series\.column: there is no column `tipof` in the contract; did you mean `tipoff`\?/,
    ],
    [
      { series: { column: 'season', every: '1h' } },
      /`season` has to be a column of type date or timestamp, not integer/,
    ],
    [{ series: { column: 'tipoff', every: 1 } }, /`tipoff` has to be a column of type integer, not timestamp/],
    [{ rules: ['home_team <> awya_team'] }, /rules\[0\]: .*awya_team.*character 14.*away_team/],
    [{ rules: ['season >'] }, /rules\[0\]/],
    [{ rules: ['season = home_team'] }, /rules\[0\]/],
  ])('a reference to a column that is not so: %j', (keys, message) => {
    const columns = { home_team: 'string', away_team: 'string', season: 'integer', tipoff: 'timestamp' };
    expect(messages({ columns, ...(keys as object) })).toMatch(message);
  });

  it('all mistakes are told together', () => {
    expect(messages({ key: 'id', columns: { x: 'integer' }, rules: ['z > 1'] }).split('\n')).toHaveLength(2);
  });
});
