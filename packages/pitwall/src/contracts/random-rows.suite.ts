import fc from 'fast-check';
import type { Column, Contract } from './config.ts';
import type { Row } from './row.ts';

const texts = [
  '',
  'a',
  'b',
  'x',
  'ab',
  'ac',
  'bc',
  'AB12',
  '$',
  '([',
  '\\',
  'é🏀',
  'aaa',
  '🏀🏀',
  'a\nb',
  "O'Brien",
  '1',
  'null',
  'true',
  '2024',
  ' a',
];
const days = ['1999-12-31', '2024-02-29', '2024-06-15', '2100-01-01'];
const times = [
  '2024-02-29T10:30:00Z',
  '2024-02-29 10:30',
  '2024-06-15T23:59:59.999999+02:00',
  '1970-01-01T00:00Z',
  '2050-01-01T00:00:00.1234567-0530',
];
const foreign = [
  'text',
  '12',
  '2024',
  7,
  2.5,
  -0,
  2 ** 60,
  2 ** 63,
  1e300,
  true,
  false,
  { a: 1 },
  [1],
  '2024-1-5',
  '2024-02-30',
  '2024-02-30T10:00:00Z',
  '0000-01-01',
  '0000-01-01T00:00:00Z',
  '2024-01-01T24:00:00Z',
  'NaN',
];

/** Values of the type, more of them those that the contract speaks of, and now and then what has no place there. */
function cellOf(column: Column, inMemory: boolean): fc.Arbitrary<unknown> {
  const bounds = [column.min, column.max, column.above, column.below].filter((bound) => bound !== undefined);
  const stated: readonly unknown[] = [...bounds, ...(column.in ?? []), ...(column.not_in ?? [])];
  const near = bounds.flatMap((bound) => (typeof bound === 'number' ? [bound + 1, bound - 0.5, bound - 1] : []));
  const wild =
    inMemory && column.type === 'number' ? [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] : [];
  const own = {
    string: fc.constantFrom(...texts),
    category: fc.constantFrom(...texts),
    integer: fc.integer({ min: -60, max: 60 }),
    number: fc.oneof(fc.double({ min: -60, max: 60, noNaN: true }), fc.constantFrom(0, ...wild)),
    boolean: fc.boolean(),
    date: fc.constantFrom(...days),
    timestamp: fc.constantFrom(...times),
  }[column.type];
  // among values of several kinds a table in memory has no word for NaN
  const strange = wild.length > 0 ? fc.constantFrom(null) : fc.constantFrom(...foreign);
  return fc.oneof(
    { weight: 4, arbitrary: own },
    { weight: stated.length > 0 ? 3 : 0, arbitrary: fc.constantFrom(null, ...stated, ...near) },
    { weight: 1, arbitrary: strange },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

const datesOf = (type: Column['type']): fc.Arbitrary<unknown> =>
  type === 'date' || type === 'timestamp'
    ? fc.constantFrom(
        null,
        new Date('2024-06-15T00:00:00Z'),
        new Date('2024-06-15T10:30:00.123Z'),
        new Date('1999-12-31T00:00:00Z'),
      )
    : fc.constant(null);

/** Rows for a contract, mostly as it wants them. Now and then a column is not there at all. */
export function rowsOf(contract: Contract, inMemory: boolean): fc.Arbitrary<Row[]> {
  const columns = Object.entries(contract.columns).map(([name, column]) =>
    fc
      .oneof(
        { weight: 8, arbitrary: fc.constant(cellOf(column, inMemory)) },
        { weight: inMemory ? 1 : 0, arbitrary: fc.constant(datesOf(column.type)) },
        { weight: 1, arbitrary: fc.constant(undefined) },
      )
      .map((cell) => ({ name, cell })),
  );
  return fc.tuple(...columns).chain((chosen) => {
    const there = chosen.flatMap(({ name, cell }) => (cell ? [[name, cell] as const] : []));
    return fc
      .array(fc.tuple(...there.map(([, cell]) => cell)), { minLength: 1, maxLength: 25 })
      .map((rows) => rows.map((cells) => Object.fromEntries(there.map(([name], index) => [name, cells[index]]))));
  });
}
