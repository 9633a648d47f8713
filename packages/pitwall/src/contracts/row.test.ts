import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractArbitrary } from '../testing/contract-arbitrary.ts';
import { type Column, type Contract, contractSchema } from './config.ts';
import { compileRowJudge, type Row } from './row.ts';
import { useTables } from './tables.suite.ts';

const tables = useTables();

const texts = ['', 'a', 'b', 'x', 'ab', 'ac', 'bc', 'AB12', '$', '([', '\\', 'é🏀', 'aaa', '🏀🏀', 'a\nb', "O'Brien", '1', 'null', 'true', '2024', ' a'];
const days = ['1999-12-31', '2024-02-29', '2024-06-15', '2100-01-01'];
const times = ['2024-02-29T10:30:00Z', '2024-02-29 10:30', '2024-06-15T23:59:59.999999+02:00', '1970-01-01T00:00Z', '2050-01-01T00:00:00.1234567-0530'];
const foreign = ['text', '12', '2024', 7, 2.5, -0, 2 ** 60, 2 ** 63, 1e300, true, false, { a: 1 }, [1], '2024-1-5', '2024-02-30', '2024-02-30T10:00:00Z', '0000-01-01', '0000-01-01T00:00:00Z', '2024-01-01T24:00:00Z', 'NaN'];

/** Values of the type, more of them those that the contract speaks of, and now and then what has no place there. */
function cellOf(column: Column, inMemory: boolean): fc.Arbitrary<unknown> {
  const bounds = [column.min, column.max, column.above, column.below].filter((bound) => bound !== undefined);
  const stated: readonly unknown[] = [...bounds, ...(column.in ?? []), ...(column.not_in ?? [])];
  const near = bounds.flatMap((bound) => (typeof bound === 'number' ? [bound + 1, bound - 0.5, bound - 1] : []));
  const wild = inMemory && column.type === 'number' ? [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] : [];
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
  return fc.oneof({ weight: 4, arbitrary: own }, { weight: stated.length > 0 ? 3 : 0, arbitrary: fc.constantFrom(null, ...stated, ...near) }, { weight: 1, arbitrary: strange }, { weight: 1, arbitrary: fc.constant(null) });
}

const datesOf = (type: Column['type']): fc.Arbitrary<unknown> =>
  type === 'date' || type === 'timestamp' ? fc.constantFrom(null, new Date('2024-06-15T00:00:00Z'), new Date('2024-06-15T10:30:00.123Z'), new Date('1999-12-31T00:00:00Z')) : fc.constant(null);

function rowsOf(contract: Contract, inMemory: boolean): fc.Arbitrary<Row[]> {
  const columns = Object.entries(contract.columns).map(([name, column]) =>
    fc.oneof({ weight: 8, arbitrary: fc.constant(cellOf(column, inMemory)) }, { weight: inMemory ? 1 : 0, arbitrary: fc.constant(datesOf(column.type)) }, { weight: 1, arbitrary: fc.constant(undefined) }).map((cell) => ({ name, cell })),
  );
  return fc.tuple(...columns).chain((chosen) => {
    const there = chosen.flatMap(({ name, cell }) => (cell ? [[name, cell] as const] : []));
    return fc.array(fc.tuple(...there.map(([, cell]) => cell)), { minLength: 1, maxLength: 25 }).map((rows) => rows.map((cells) => Object.fromEntries(there.map(([name], index) => [name, cells[index]]))));
  });
}

const cellMetrics = ['contract.type', 'contract.finite', 'contract.range', 'contract.length', 'contract.pattern', 'contract.allowed'];

/** How often each rule of each column, and each rule over columns, is broken. */
function countsByRow(contract: Contract, rows: readonly Row[]): Map<string, number> {
  const judge = compileRowJudge(contract);
  const counts = new Map<string, number>();
  for (const { field, metric, expected } of rows.flatMap(judge)) {
    const place = JSON.stringify(metric === 'contract.rule' ? [metric, expected] : [metric, field]);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

async function countsByTable(contract: Contract, table: Parameters<typeof tables.judge>[1]): Promise<Map<string, number>> {
  const { plan, measured, findings } = await tables.judge(contract, table);
  const counts = new Map<string, number>();
  const add = (place: readonly string[], count: number): unknown => count > 0 && counts.set(JSON.stringify(place), (counts.get(JSON.stringify(place)) ?? 0) + count);
  plan.columns.forEach(({ name, column, found, rules }, index) => {
    if (!found && column.required) add(['contract.columns', name], measured.rows);
    rules.forEach(({ metric }, at) => {
      if (cellMetrics.includes(metric) || (metric === 'contract.nulls' && column.nulls === 0)) add([metric, name], found ? (measured.columns[index]?.broken[at] ?? 0) : 0);
    });
  });
  const ofRules = findings.filter(({ metric }) => metric === 'contract.rule');
  plan.rules.forEach(({ rule }, index) => add(['contract.rule', rule.name ?? rule.expect], ofRules[index]?.evidence.count ?? 0));
  return counts;
}

/** A rule about a column that is not there cannot be asked of a table. */
function withoutAbsent(contract: Contract, rows: readonly Row[]): Contract {
  const absent = Object.keys(contract.columns).filter((name) => !rows.some((row) => Object.hasOwn(row, name)));
  return { ...contract, rules: contract.rules.filter(({ expect: text }) => !absent.some((name) => text.includes(`"${name.replaceAll('"', '""')}"`))) };
}

describe('single rows and whole tables are judged alike', () => {
  it.each(['in memory', 'in a file of JSON lines'])('%s', async (place) => {
    let run = 0;
    let broken = 0;
    const inMemory = place === 'in memory';
    // readers of files give a column without a name one by its position
    const contracts = contractArbitrary.filter(({ columns }) => Object.keys(columns).length > 0 && (inMemory || Object.keys(columns).every((name) => name.trim() !== '')));
    const cases = contracts.chain((contract) => rowsOf(contract, inMemory).map((rows) => ({ contract: withoutAbsent(contract, rows), rows })));
    await fc.assert(
      fc.asyncProperty(cases, async ({ contract, rows }) => {
        fc.pre(rows.some((row) => Object.keys(row).length > 0));
        run += 1;
        const table = inMemory ? await tables.rows(rows) : await tables.open(await tables.write(`agreement-${run}.ndjson`, rows));
        const byRow = countsByRow(contract, rows);
        broken += byRow.size;
        expect(await countsByTable(contract, table)).toEqual(byRow);
      }),
      { numRuns: 60 },
    );
    // two judges that never say anything would agree as well
    expect(broken).toBeGreaterThan(60);
  });
});

describe('a single row', () => {
  const judge = compileRowJudge(
    contractSchema.parse({
      columns: { id: 'string', home: 'string', away: 'string', share: { type: 'number', nulls: 1, min: 0, max: 1 }, note: { type: 'string', required: false }, odds: { type: 'string', length: { min: 2 }, in: ['-110', '+120'], required: false } },
      rules: [{ name: 'teams_differ', expect: 'home <> away' }],
    }),
  );
  const row = { id: 'g1', home: 'Ash', away: 'Elm', share: 0.5 };

  it.each<[string, Row, readonly [string, string][]]>([
    ['is right as it should be', row, []],
    ['may lack what is optional', { ...row, share: null }, []],
    ['may not lack what is required, not even where it may be empty', { id: 'g1', home: 'Ash', away: 'Elm' }, [['share', 'a column share (number)']]],
    ['tells a missing value', { ...row, id: null }, [['id', 'no missing values']]],
    ['has undefined for a missing value', { ...row, id: undefined }, [['id', 'no missing values']]],
    ['tells an empty optional value', { ...row, note: null }, [['note', 'no missing values']]],
    ['tells text where a number is meant', { ...row, share: '0.5' }, [['share', 'numbers']]],
    ['tells true where text is meant', { ...row, id: true }, [['id', 'text']]],
    ['tells what is out of range', { ...row, share: 1.01 }, [['share', '0 to 1']]],
    ['counts infinity once', { ...row, share: Number.POSITIVE_INFINITY }, [['share', 'no NaN and no infinity']]],
    ['tells each rule that a value breaks', { ...row, odds: '1' }, [['odds', 'at least 2 characters'], ['odds', 'one of -110, +120']]],
    ['tells a rule over columns', { ...row, away: 'Ash' }, [['home, away', 'teams_differ']]],
    ['breaks no rule about what is missing', { ...row, away: null }, [['away', 'no missing values']]],
    ['may have more', { ...row, more: 1 }, []],
    ['does not take its constructor for a column', Object.assign(Object.create({ id: 'g1' }) as Row, { home: 'Ash', away: 'Elm', share: 1 }), [['id', 'a column id (string)']]],
  ])('%s', (_, given, expected) => {
    expect(judge(given).map(({ field, expected: words }) => [field, words])).toEqual(expected);
  });

  it('carries the value that is wrong', () => {
    expect(judge({ ...row, share: 7, away: 'Ash' }).map(({ metric, value }) => [metric, value])).toEqual([
      ['contract.range', 7],
      ['contract.rule', { home: 'Ash', away: 'Ash' }],
    ]);
  });
});
