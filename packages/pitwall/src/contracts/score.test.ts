import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractArbitrary } from '../testing/contract-arbitrary.ts';
import { type Contract, type ContractInput, contractSchema } from './config.ts';
import { rowsOf } from './random-rows.suite.ts';
import { compileRowJudge, type Row } from './row.ts';
import { notPassed, now, useTables } from './tables.suite.ts';

const tables = useTables();
const share = fc.constantFrom(0, 0, 0.1, 0.34, 1);
const maybe = <T>(value: T) => fc.constantFrom(undefined, value);

const contracts: fc.Arbitrary<Contract> = fc
  .record({
    nulls: share,
    tolerance: share,
    tolerated: share,
    required: fc.boolean(),
    unique: fc.boolean(),
    key: maybe('id'),
    duplicates: maybe(0),
    fresh: maybe('30h'),
    every: maybe('1d'),
    min: maybe(5),
    strict: fc.boolean(),
  })
  .map(({ nulls, tolerance, tolerated, required, unique, key, duplicates, fresh, every, min, strict }) =>
    contractSchema.parse({
      strict,
      ...(key ? { key } : {}),
      ...(duplicates === undefined ? {} : { duplicates }),
      ...(fresh ? { freshness: { column: 'day', within: fresh } } : {}),
      ...(every ? { series: { column: 'day', every, missing: tolerated } } : {}),
      ...(min ? { rows: { min } } : {}),
      columns: {
        id: { type: 'string', unique, nulls },
        day: { type: 'date', nulls },
        low: { type: 'number', min: 0, max: 100, nulls, tolerance },
        high: { type: 'integer', nulls: 1, min: 0, max: 100, tolerance: tolerated },
        kind: { type: 'category', in: ['a', 'b'], required, tolerance },
      },
      rules: [{ expect: 'low <= high', tolerance }],
    } satisfies ContractInput),
  );

const day = (back: number): string => new Date(now.getTime() - back * 86_400_000).toISOString().slice(0, 10);

/** Most rows are sound; the days of the others may leave gaps. */
const tablesOf: fc.Arbitrary<Row[]> = fc
  .array(
    fc.record({
      back: fc.oneof(
        { weight: 6, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }) },
      ),
      id: fc.oneof({ weight: 6, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom('again', null) }),
      low: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 0, max: 49 }) },
        { weight: 1, arbitrary: fc.constantFrom(null, -1, 99.5, Number.NaN) },
      ),
      high: fc.oneof(
        { weight: 8, arbitrary: fc.integer({ min: 50, max: 100 }) },
        { weight: 1, arbitrary: fc.constantFrom(null, 3, 1000) },
      ),
      kind: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom('a', 'b') },
        { weight: 1, arbitrary: fc.constantFrom('c', null) },
      ),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((rows) => {
    let at = 0;
    return rows.map(({ back, id, ...row }, index) => {
      at += back === 0 ? 1 : back;
      return { id: id === '' ? `g${index}` : id, day: day(at), ...row };
    });
  });

interface Situation {
  readonly contract: Contract;
  readonly rows: readonly Row[];
  /** Rows in which nothing is wrong and that repeat no other. */
  readonly sound: readonly number[];
  readonly hasGaps: boolean;
}

function situationOf(contract: Contract, rows: readonly Row[]): Situation {
  const columns = Object.fromEntries(
    Object.entries(contract.columns).map(([name, column]) => [name, { ...column, nulls: 0, required: true }]),
  );
  const judge = compileRowJudge({ ...contract, columns });
  const occurs = (id: unknown): number => rows.filter((row) => row.id === id).length;
  const sound = rows.flatMap((row, index) => (judge(row).length === 0 && occurs(row.id) === 1 ? [index] : []));
  const days = rows.flatMap((row) => (typeof row.day === 'string' ? [Date.parse(row.day)] : []));
  return {
    contract,
    rows,
    sound,
    hasGaps: (Math.max(...days) - Math.min(...days)) / 86_400_000 + 1 > new Set(days).size,
  };
}

/** Ways in which data gets worse; undefined where this data cannot get worse so. A day in a series with gaps may hide one. */
const worsenings: Readonly<Record<string, (situation: Situation, choice: number) => readonly Row[] | undefined>> = {
  'a value is lost': (situation, choice) =>
    spoilt(situation, choice, ['id', 'low', 'kind', ...(situation.hasGaps ? [] : ['day'])], () => null),
  'a value gets another type': (situation, choice) =>
    spoilt(situation, choice, ['id', 'low', 'high', 'kind', ...(situation.hasGaps ? [] : ['day'])], () => false),
  'a value leaves its range': (situation, choice) =>
    spoilt(situation, choice, ['low', 'high'], (_, column) => (column === 'low' ? -5 : 500)),
  'a value is not allowed': (situation, choice) => spoilt(situation, choice, ['kind'], () => 'z'),
  'a key comes twice': ({ rows, ...rest }, choice) =>
    spoilt({ rows, ...rest }, choice, ['id'], (index) => rows[(index + 1) % rows.length]?.id ?? 'g0'),
  'a rule is broken': (situation, choice) =>
    spoilt(
      situation,
      choice,
      ['low'],
      (index) => Number(situation.rows[index]?.high) + 0.5 - (situation.rows[index]?.high === 100 ? 0.5 : 0),
    ),
  'a column is dropped': ({ rows, contract }, choice) => {
    const required = Object.keys(contract.columns).filter((name) => contract.columns[name]?.required);
    const dropped = required[choice % required.length];
    return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== dropped)));
  },
  'everything is older': ({ rows }, choice) =>
    rows.map((row) => ({
      ...row,
      day:
        typeof row.day === 'string'
          ? new Date(Date.parse(row.day) - (choice % 9) * 86_400_000).toISOString().slice(0, 10)
          : row.day,
    })),
  'sound rows are lost': ({ rows, sound, hasGaps }, choice) =>
    hasGaps ? undefined : rows.filter((_, index) => !sound.slice(choice % Math.max(1, sound.length)).includes(index)),
  'a column appears that nobody knows': ({ rows }) => rows.map((row) => ({ ...row, stranger: 1 })),
};

function spoilt(
  { rows, sound }: Situation,
  choice: number,
  columns: readonly string[],
  value: (index: number, column: string) => unknown,
): readonly Row[] | undefined {
  const index = sound[choice % Math.max(1, sound.length)];
  const column = columns[choice % columns.length];
  if (index === undefined || column === undefined) return undefined;
  return rows.map((row, at) => (at === index ? { ...row, [column]: value(index, column) } : row));
}

describe('the score', () => {
  it.each(Object.entries(worsenings))('never rises when %s', async (_, worsen) => {
    let falls = 0;
    await fc.assert(
      fc.asyncProperty(contracts, tablesOf, fc.nat(1_000), async (contract, rows, choice) => {
        const worse = worsen(situationOf(contract, rows), choice);
        fc.pre(worse !== undefined);
        const before = (await tables.judge(contract, await tables.rows(rows))).score.score ?? Number.NaN;
        const after = (await tables.judge(contract, await tables.rows(worse ?? []))).score.score ?? -1;
        expect(after).toBeLessThanOrEqual(before + 1e-9);
        if (after < before) falls += 1;
      }),
      { numRuns: 12 },
    );
    // a score that never moves would not rise either
    expect(falls).toBeGreaterThan(0);
  });

  it('is 100 exactly where every check passes', async () => {
    const seen = { passed: 0, failed: 0 };
    const cases = fc.oneof(
      fc.tuple(contracts, tablesOf),
      contractArbitrary.chain((contract) => fc.tuple(fc.constant(contract), rowsOf(contract, true))),
      contractArbitrary.chain((contract) =>
        fc.tuple(
          fc.constant({
            ...contract,
            columns: Object.fromEntries(
              Object.entries(contract.columns).map(([name, column]) => [name, { ...column, tolerance: 1, nulls: 1 }]),
            ),
          }),
          rowsOf(contract, true),
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([contract, rows]) => {
        fc.pre(rows.length > 0);
        const { findings, score } = await tables.judge(contract, await tables.rows(rows));
        const failing = notPassed(findings);
        seen[failing.length === 0 ? 'passed' : 'failed'] += 1;
        expect(
          score.score === 100,
          `${score.score} with ${failing.map(({ metric, reason }) => `${metric} ${reason}`)}`,
        ).toBe(failing.length === 0);
        expect(score.score).toBeGreaterThanOrEqual(0);
        expect(score.parts.every((part) => part.share >= 0 && part.share <= 1 && part.computed !== '')).toBe(true);
      }),
      { numRuns: 60 },
    );
    expect(seen.passed).toBeGreaterThan(2);
    expect(seen.failed).toBeGreaterThan(2);
  });

  it('is null where there is nothing to score', async () => {
    const { score } = await tables.judge({ columns: { x: 'integer' } }, await tables.rows([]));
    expect(score).toEqual({ score: null, parts: [] });
  });

  it.each<[string, ContractInput, readonly Row[], string, number]>([
    [
      'one of four values missing',
      { columns: { x: 'integer' } },
      [{ x: 1 }, { x: null }, { x: 2 }, { x: 3 }],
      'completeness',
      0.75,
    ],
    ['one of two columns missing', { columns: { x: 'integer', y: 'integer' } }, [{ x: 1 }], 'completeness', 0.5],
    [
      'one of four values out of range',
      { columns: { x: { type: 'integer', max: 3 } } },
      [{ x: 1 }, { x: 4 }, { x: 2 }, { x: 3 }],
      'validity',
      0.75,
    ],
    [
      'half of what is tolerated again',
      { columns: { x: { type: 'integer', max: 3, tolerance: 0.2 } } },
      [{ x: 1 }, { x: 4 }, { x: 5 }, { x: 3 }, { x: 3 }],
      'validity',
      0.75,
    ],
    [
      'one of four keys twice',
      { key: 'x', columns: { x: 'integer' } },
      [{ x: 1 }, { x: 1 }, { x: 2 }, { x: 3 }],
      'uniqueness',
      0.75,
    ],
    [
      'a rule broken in half of the rows',
      { columns: { x: 'integer' }, rules: ['x > 1'] },
      [{ x: 1 }, { x: 2 }],
      'consistency',
      0.5,
    ],
    [
      'data twice as old as it may be',
      { columns: { x: 'date' }, freshness: { column: 'x', within: '15h' } },
      [{ x: '2026-01-11' }],
      'timeliness',
      0.5,
    ],
    [
      'one of three days missing',
      { columns: { x: 'date' }, series: { column: 'x', every: '1d' } },
      [{ x: '2026-01-09' }, { x: '2026-01-11' }],
      'timeliness',
      2 / 3,
    ],
    ['half of the rows', { rows: { min: 4 }, columns: { x: 'integer' } }, [{ x: 1 }, { x: 2 }], 'volume', 0.5],
    ['twice too many rows', { rows: { max: 1 }, columns: { x: 'integer' } }, [{ x: 1 }, { x: 2 }], 'volume', 0.5],
  ])('%s', async (_, contract, rows, name, expected) => {
    const { score } = await tables.judge(contract, await tables.rows(rows));
    expect(score.parts.find((part) => part.name === name)?.share).toBeCloseTo(expected, 12);
  });

  it('loses little to a column that nobody described, and its share where that is not allowed', async () => {
    const table = await tables.rows([{ x: 1, y: 2 }]);
    expect((await tables.judge({ columns: { x: 'integer' } }, table)).score.score).toBeCloseTo(99.5);
    expect((await tables.judge({ strict: true, columns: { x: 'integer' } }, table)).score.score).toBeCloseTo(50);
  });

  it('counts records that could not be read', async () => {
    const { score } = await tables.judge(
      { columns: { x: 'integer', y: 'integer' } },
      await tables.open(await tables.write('ragged.csv', 'x,y\n1,2\n1,2,3\n1,2\n1\n')),
    );
    expect(score.parts.map(({ name, share: part }) => [name, part])).toEqual(
      expect.arrayContaining([
        ['completeness', 0.5],
        ['validity', 0.5],
      ]),
    );
  });
});
