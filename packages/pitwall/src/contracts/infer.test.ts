import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractCheck } from './checks/contract.ts';
import { draftContract } from './draft.ts';
import { contractFromYaml } from './formats/yaml.ts';
import { inferContract } from './infer.ts';
import type { Row } from './row.ts';
import { fileFormats, notPassed, now, useTables } from './tables.suite.ts';
import { widenRange } from './widen.ts';

const tables = useTables();
const infer = async (rows: readonly Row[]) => (await inferContract(await tables.rows(rows), now)).contract;
const thirty = <T>(make: (index: number) => T): T[] => Array.from({ length: 30 }, (_, index) => make(index));

describe('a column is inferred as what all of its values are', () => {
  const cases: [string, (index: number) => unknown, object][] = [
    ['text', (index) => `name ${index % 29}`, { type: 'string' }],
    [
      'a category',
      (index) => ['Gulf', 'Lakes', 'Prairie'][index % 3],
      { type: 'category', in: ['Gulf', 'Lakes', 'Prairie'] },
    ],
    [
      'a category with gaps',
      (index) => (index % 3 === 0 ? null : index % 2 === 0 ? 'a' : 'b'),
      { type: 'category', in: ['a', 'b'], nulls: 0.5 },
    ],
    ['a flag', (index) => index % 2, { type: 'integer', in: [0, 1] }],
    ['true or false', (index) => index % 2 === 0, { type: 'boolean' }],
    ['whole numbers', (index) => 100 + (index % 20), { type: 'integer', min: 95, max: 124 }],
    ['whole numbers that are never negative', (index) => index % 20, { type: 'integer', min: 0, max: 24 }],
    ['shares', (index) => 0.25 + (index % 20) / 40, { type: 'number', min: 0, max: 1 }],
    ['numbers', (index) => -2.5 + (index % 20), { type: 'number', min: -8, max: 22 }],
    ['days', (index) => `2025-12-${String((index % 28) + 1).padStart(2, '0')}`, { type: 'date' }],
    ['times', (index) => `2025-12-01T10:${String(index % 28).padStart(2, '0')}:00Z`, { type: 'timestamp' }],
    ['nothing at all', () => null, { type: 'string', nulls: 1 }],
  ];
  it.each(cases)('%s', async (_, make, expected) => {
    const { columns } = await infer(thirty((index) => ({ x: make(index) })));
    expect(columns.x).toMatchObject({ nulls: 0, required: true, ...expected });
  });

  it.each<[string, (index: number) => string, object]>([
    ['codes with leading zeros as text', (index) => `0${index % 28}`, { type: 'string' }],
    ['0.0 as a number', (index) => (index === 0 ? '0.0' : `0.${(index % 9) + 1}`), { type: 'number', min: 0, max: 1 }],
    [
      'integers with gaps, as pandas writes them, as integers',
      (index) => `${2000 + (index % 20)}.0`,
      { type: 'integer' },
    ],
    [
      'odds with signs as integers',
      (index) => (index % 2 === 0 ? `+${110 + (index % 20)}` : `-${110 + (index % 20)}`),
      { type: 'integer' },
    ],
    [
      'infinity as a number that need not be finite',
      (index) => (index === 3 ? 'inf' : `${index % 20}.5`),
      { type: 'number', finite: false },
    ],
    ['numbers among words as text', (index) => (index % 20 === 0 ? 'n/a' : `${index % 21}`), { type: 'string' }],
  ])('in a text file: %s', async (title, make, expected) => {
    const table = await tables.open(
      await tables.write(
        `${title.replace(/\W+/g, '-')}.csv`,
        thirty((index) => ({ id: index, x: make(index) })),
      ),
    );
    expect((await inferContract(table, now)).contract.columns.x).toMatchObject(expected);
  });
});

describe('the key', () => {
  it.each<[string, (index: number) => Row, string[] | undefined]>([
    [
      'is a column that is called so and has no value twice',
      (index) => ({ headline: `h${index}`, game_id: `g${index}`, x: 1.5 }),
      ['game_id'],
    ],
    ['is another where none is called so', (index) => ({ headline: `h${index}`, x: 1.5 }), ['headline']],
    [
      'is a pair where no column is one',
      (index) => ({ team: `t${index % 6}`, week: Math.floor(index / 6), x: index / 7 }),
      ['team', 'week'],
    ],
    ['is not guessed from values that come twice', (index) => ({ game_id: `g${index % 29}`, x: 1.5 }), undefined],
    ['is not guessed from gaps', (index) => ({ game_id: index === 4 ? null : `g${index}`, x: 1.5 }), undefined],
  ])('%s', async (_, row, key) => {
    const contract = await infer(thirty(row));
    expect(contract.key).toEqual(key);
    if (key?.length === 1) expect(contract.columns[key[0] ?? '']).toMatchObject({ unique: false });
  });

  it('and no range is guessed from a handful of rows', async () => {
    const contract = await infer([
      { id: 'a', x: 1 },
      { id: 'b', x: 2 },
    ]);
    expect(contract.key).toBeUndefined();
    expect(contract.columns.x).toMatchObject({ type: 'integer' });
    expect(contract.columns.x?.max).toBeUndefined();
  });

  it('values that differ as text only are the same', async () => {
    const table = await tables.open(
      await tables.write(
        'same.csv',
        thirty((index) => ({ id: index === 0 ? '7.0' : index, x: 1.5 })),
      ),
    );
    expect((await inferContract(table, now)).contract.key).toBeUndefined();
  });
});

describe('freshness', () => {
  const days = (from: number, every: number) =>
    thirty((index) => ({
      day: new Date(now.getTime() - (from + index * every) * 86_400_000).toISOString().slice(0, 10),
      kickoff: `2020-01-${String(index + 1).padStart(2, '0')}T10:00:00Z`,
    }));

  it('is asked for where the data is fresh', async () => {
    expect((await infer(days(0, 1))).freshness).toMatchObject({ column: 'day', within: '3d' });
    expect((await infer(days(3, 7))).freshness).toMatchObject({ column: 'day', within: '21d' });
  });

  it('is a suggestion where it is not', async () => {
    const { contract, suggestions } = await inferContract(await tables.rows(days(100, 1)), now);
    expect(contract.freshness).toBeUndefined();
    expect(suggestions.join('\n')).toMatch(
      /freshness: \{ column: day, within: 3d \} would ask for recent data; the newest value here is 100.\dd old/,
    );
  });

  it('is not told by what lies after now', async () => {
    expect((await infer(days(-40, 1))).freshness).toBeUndefined();
  });
});

const cells: readonly fc.Arbitrary<unknown>[] = [
  fc.integer({ min: -1000, max: 1000 }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 123_456_789_012.3, max: 123_456_789_013, noNaN: true }),
  fc.constantFrom(5e-324, -5e-324, 0),
  fc.boolean(),
  fc.constantFrom('red', 'blue', 'größe', "O'Brien", 'a,b'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).map((text) => text.replace(/^["\s]+|["\s]+$/g, 'x')),
  fc.constantFrom('007', '12', '3.50', 'true'),
  fc
    .integer({ min: 0, max: 400 })
    .map((back) => new Date(now.getTime() - back * 86_400_000).toISOString().slice(0, 10)),
  fc.integer({ min: 0, max: 4_000 }).map((back) => new Date(now.getTime() - back * 3_600_000).toISOString()),
  fc.constant(null),
  fc.uuid(),
];

describe('the data itself', () => {
  const table = fc
    .array(
      fc.tuple(
        fc.stringMatching(/^[a-z_ #:'"]{1,8}$/).filter((name) => name.trim() === name && name !== ''),
        fc.nat(cells.length - 1),
        fc.constantFrom(0, 0, 0.2),
      ),
      { minLength: 1, maxLength: 6 },
    )
    .chain((columns) => {
      const named = new Map(columns.map(([name, kind, gaps]) => [name, { kind, gaps }]));
      const row = fc.record(
        Object.fromEntries(
          [...named].map(([name, { kind, gaps }]) => [
            name,
            gaps > 0 ? fc.option(cells[kind] ?? fc.constant(null), { freq: 5 }) : (cells[kind] ?? fc.constant(null)),
          ]),
        ),
      );
      return fc.array(row as fc.Arbitrary<Row>, { minLength: 1, maxLength: 60 });
    });
  let run = 0;

  it.each([...fileFormats, 'rows'])(
    'in %s satisfies what was inferred from it, and so does the draft',
    async (format) => {
      await fc.assert(
        fc.asyncProperty(table, async (rows) => {
          run += 1;
          const opened =
            format === 'rows'
              ? await tables.rows(rows)
              : await tables.open(await tables.write(`inferred-${run}.${format}`, rows));
          const inferred = await inferContract(opened, now);
          const { findings } = await tables.judge(inferred.contract, opened);
          expect(notPassed(findings).map(({ message, reason }) => `${message} ${reason ?? ''}`)).toEqual([]);
          expect(contractFromYaml(draftContract(inferred))).toEqual(inferred.contract);
        }),
        { numRuns: 12 },
      );
    },
  );

  it('of two files may lack what one of them lacks', async () => {
    const opened = await tables.open([
      await tables.write('left.csv', 'id,x\n1,2\n'),
      await tables.write('right.csv', 'id\n3\n'),
    ]);
    const { contract } = await inferContract(opened, now);
    expect(contract.columns.x).toMatchObject({ required: false, nulls: 0 });
    expect(notPassed((await tables.judge(contract, opened)).findings)).toEqual([]);
  });

  it('that no contract can describe is left out, and that is said', async () => {
    const opened = await tables.rows(thirty((index) => ({ id: index })));
    await tables
      .engine()
      .query(`COPY (SELECT 1 AS id, [1, 2] AS list) TO '${tables.path('nested.parquet')}' (FORMAT parquet)`);
    const { contract, suggestions } = await inferContract(await tables.open('nested.parquet'), now);
    expect(Object.keys(contract.columns)).toEqual(['id']);
    expect(suggestions[0]).toBe('list: stored as nested, which a contract cannot describe; left out');
    expect((await inferContract(opened, now)).suggestions.at(-1)).toMatch(/^rows: \{ min: 15 \} would notice/);
  });
});

describe('without a contract', () => {
  it('the few values that are not like the others are found', async () => {
    const opened = await tables.rows(
      thirty((index) => ({
        a: index === 7 ? 'x' : index,
        b: index % 2 === 0 ? 'even' : index,
        c: null,
        d: index > 25 ? 'y' : index,
      })),
    );
    const { findings } = await contractCheck.run(
      { dataset: 'data', table: opened, folder: '.', settings: {}, pictures: false },
      { now },
    );
    expect(notPassed(findings)).toMatchObject([
      {
        subject: 'dataset:data/column:a',
        metric: 'contract.type',
        status: 'warning',
        evidence: { count: 1, examples: [{ row: 8, value: '"x"' }] },
      },
    ]);
  });
});

describe('a widened range', () => {
  it('holds what was seen, in whatever size', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, min: -1e300, max: 1e300 }),
      fc.constantFrom(0, 1, -1, 5e-324, -5e-324, 123_456_789_012_945, 0.1),
    );
    fc.assert(
      fc.property(number, number, fc.boolean(), (a, b, whole) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((value) => (whole ? Math.trunc(value) : value)) as [
          number,
          number,
        ];
        const { min, max } = widenRange(low, high, whole);
        expect(min <= low && high <= max && Number.isFinite(min) && Number.isFinite(max)).toBe(true);
        if (low >= 0) expect(min).toBeGreaterThanOrEqual(0);
        expect(Object.is(min, -0) || Object.is(max, -0)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});
