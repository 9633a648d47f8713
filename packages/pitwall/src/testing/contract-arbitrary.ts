import fc from 'fast-check';
import { type Column, type ColumnType, type Contract, columnTypes, contractSchema } from '../contracts/config.ts';

const hostileNames = [
  '',
  ' ',
  'a b',
  ':',
  '#',
  '- a',
  '? a',
  'a: b',
  'a #b',
  'yes',
  'No',
  'null',
  '~',
  'true',
  '1',
  '-1',
  '1e3',
  '0x10',
  '.inf',
  '2025-03-01',
  'line\nbreak',
  'tab\there',
  '"quoted"',
  "it's",
  'back\\slash',
  '{a}',
  '[a]',
  '*a',
  '&a',
  '!a',
  '%a',
  '@a',
  '`a`',
  '<<',
  '=',
  '🏀',
  'größe',
  'a.b',
  'a,b',
  'constructor',
  'toString',
  'hasOwnProperty',
];

/** `__proto__` is left out: zod's record drops a key of that name. */
export const columnNameArbitrary: fc.Arbitrary<string> = fc
  .oneof(
    { weight: 3, arbitrary: fc.stringMatching(/^[a-z_]{1,8}$/) },
    { weight: 2, arbitrary: fc.constantFrom(...hostileNames) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
  )
  .filter((name) => name !== '__proto__');

const words = fc.oneof(
  fc.constantFrom('red', 'blue', 'green', '', 'N/A', 'yes', '1', 'null'),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('two\nlines', 'trailing \n', ' # no comment'),
);
const severities = fc.constantFrom('warning', 'alert');
/** Nobody writes -0, and equality of documents should not depend on it. */
const unsigned = (value: number) => (value === 0 ? 0 : value);
const shares = fc.oneof(
  fc.constantFrom(0, 1, 0.05, 0.07, 0.5, 1e-9),
  fc.double({ min: 0, max: 1, noNaN: true }).map(unsigned),
);
const numbers = fc
  .oneof(fc.integer({ min: -50, max: 50 }), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map(unsigned);
const integers = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.maxSafeInteger()).map(unsigned);
const dates = fc
  .tuple(fc.integer({ min: 1900, max: 2100 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, day]) => `${year}-${two(month)}-${two(day)}`);
const timestamps = fc.oneof(
  dates,
  fc
    .tuple(
      dates,
      fc.constantFrom('T', ' '),
      fc.integer({ min: 0, max: 23 }),
      fc.constantFrom('', ':07', ':07.25'),
      fc.constantFrom('', 'Z', '+02', '-0530', '+01:00'),
    )
    .map(([date, separator, hour, second, zone]) => `${date}${separator}${two(hour)}:30${second}${zone}`),
);
const patterns = fc.constantFrom(
  '',
  'a|b',
  '[A-Z]{2}\\d+',
  '(a|b)c',
  '\\$',
  '[$^|)(]+',
  '^x$',
  '(?:a)(?:b)',
  '\\\\',
  'é🏀',
  'a{2,3}',
  '\\(\\[',
);
const durations = fc
  .tuple(
    fc.oneof(fc.integer({ min: 0, max: 500 }).map(String), fc.constantFrom('1.5', '1.50', '007')),
    fc.constantFrom('s', 'm', 'h', 'd', 'w'),
  )
  .map((parts) => parts.join(''));

/** A step of a series is. */
const isSomeTime = (duration: string): boolean => Number.parseFloat(duration) > 0;

const valuesOf: { readonly [type in ColumnType]: fc.Arbitrary<string | number | boolean> } = {
  string: words,
  category: words,
  integer: integers,
  number: numbers,
  boolean: fc.boolean(),
  date: dates,
  timestamp: timestamps,
};

/** Limits in the right order; at least one, because an empty object says nothing. */
const limits = fc.tuple(fc.nat(30), fc.nat(30), fc.constantFrom('min', 'max', 'both')).map(([one, other, which]) => ({
  ...(which === 'max' ? {} : { min: Math.min(one, other) }),
  ...(which === 'min' ? {} : { max: Math.max(one, other) }),
}));

function sometimes<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 2 });
}

function boundsOf(type: ColumnType): fc.Arbitrary<Record<string, unknown>> {
  const value = valuesOf[type];
  return fc
    .record({ min: sometimes(value), max: sometimes(value), above: sometimes(value), below: sometimes(value) })
    .map((bounds) => {
      const { min, max } = bounds;
      return min !== undefined && max !== undefined && min > max ? { ...bounds, min: max, max: min } : bounds;
    });
}

const ordered: ReadonlySet<ColumnType> = new Set(['integer', 'number', 'date', 'timestamp']);
const textual: ReadonlySet<ColumnType> = new Set(['string', 'category']);
const nothing = fc.constant({});

export function columnArbitrary(type: ColumnType): fc.Arbitrary<Record<string, unknown>> {
  const list = fc.uniqueArray(valuesOf[type], { minLength: 1, maxLength: 5 });
  return fc
    .tuple(
      fc.record({
        description: sometimes(texts),
        required: sometimes(fc.boolean()),
        nulls: sometimes(shares),
        finite: sometimes(fc.boolean()),
        in: sometimes(list),
        not_in: sometimes(list),
        unique: sometimes(fc.boolean()),
        tolerance: sometimes(shares),
        severity: sometimes(severities),
      }),
      ordered.has(type) ? boundsOf(type) : nothing,
      textual.has(type) ? fc.record({ length: sometimes(limits), pattern: sometimes(patterns) }) : nothing,
    )
    .map(([general, bounds, text]) => stated({ type, ...general, ...bounds, ...text }));
}

const columnsArbitrary = fc
  .uniqueArray(fc.tuple(columnNameArbitrary, fc.constantFrom(...columnTypes).chain(columnArbitrary)), {
    maxLength: 6,
    selector: ([name]) => name,
  })
  .map((entries): Columns => Object.fromEntries(entries));

type Columns = Readonly<Record<string, Record<string, unknown>>>;

function namesOf(columns: Columns, types: readonly ColumnType[]): string[] {
  return Object.keys(columns).filter((name) => types.includes(columns[name]?.type as ColumnType));
}

/** Rules that hold for a column of any type; an expression cannot name a column without a name. */
function ruleArbitrary(columns: Columns): fc.Arbitrary<Record<string, unknown>> | undefined {
  const names = Object.keys(columns).filter((name) => name !== '' && !/[\0\p{Surrogate}]/u.test(name));
  if (names.length === 0) return undefined;
  const quoted = fc.constantFrom(...names).map((name) => `"${name.replaceAll('"', '""')}"`);
  const conditions = fc.constantFrom('@ is not null', 'not @ is null', '@ = @', '@ <> @ or @ is null');
  return fc
    .record({
      expect: fc.tuple(conditions, quoted).map(([condition, column]) => condition.replaceAll('@', () => column)),
      name: sometimes(fc.string({ minLength: 1, maxLength: 8 })),
      tolerance: sometimes(shares),
      severity: sometimes(severities),
    })
    .map(stated);
}

function freshnessArbitrary(columns: Columns): fc.Arbitrary<Record<string, unknown>> {
  const names = namesOf(columns, ['date', 'timestamp']);
  const rest = { within: durations, severity: severities };
  const ofFile: fc.Arbitrary<Record<string, unknown>> = fc.record({ file: fc.constant(true), ...rest });
  return names.length === 0 ? ofFile : fc.oneof(ofFile, fc.record({ column: fc.constantFrom(...names), ...rest }));
}

function seriesArbitrary(columns: Columns): fc.Arbitrary<Record<string, unknown>> | undefined {
  const rest = { missing: shares, severity: severities };
  const [integers, times] = [namesOf(columns, ['integer']), namesOf(columns, ['date', 'timestamp'])];
  const kinds = [
    ...(integers.length === 0
      ? []
      : [fc.record({ column: fc.constantFrom(...integers), every: fc.integer({ min: 1, max: 9 }), ...rest })]),
    ...(times.length === 0
      ? []
      : [fc.record({ column: fc.constantFrom(...times), every: durations.filter(isSomeTime), ...rest })]),
  ];
  return kinds.length === 0 ? undefined : fc.oneof(...kinds);
}

/** Any contract that the schema accepts, as the schema returns it. */
export const contractArbitrary: fc.Arbitrary<Contract> = columnsArbitrary.chain((columns) => {
  const names = Object.keys(columns);
  const absent = fc.constant(undefined);
  const rules = ruleArbitrary(columns);
  const series = seriesArbitrary(columns);
  return fc
    .record({
      description: sometimes(texts),
      key:
        names.length === 0
          ? absent
          : sometimes(fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })),
      strict: sometimes(fc.boolean()),
      rows: sometimes(limits),
      duplicates: sometimes(shares),
      freshness: sometimes(freshnessArbitrary(columns)),
      series: series ? sometimes(series) : absent,
      rules: rules ? sometimes(fc.array(rules, { maxLength: 3 })) : absent,
    })
    .map((general) => contractSchema.parse(stated({ columns, ...general })));
});

/** `exactOptionalPropertyTypes` wants absent keys, not keys that hold undefined. */
function stated(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** For tests that change a contract: the column as the schema returns it. */
export function parsedColumn(input: Record<string, unknown>): Column {
  const { column } = contractSchema.parse({ columns: { column: input } }).columns;
  if (!column) throw new Error('the schema dropped a column');
  return column;
}
