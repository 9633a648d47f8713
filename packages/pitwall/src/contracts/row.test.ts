import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractArbitrary } from '../testing/contract-arbitrary.ts';
import { type Contract, contractSchema } from './config.ts';
import { rowsOf } from './random-rows.suite.ts';
import { compileRowJudge, type Row } from './row.ts';
import { useTables } from './tables.suite.ts';

const tables = useTables();

const cellMetrics = [
  'contract.type',
  'contract.finite',
  'contract.range',
  'contract.length',
  'contract.pattern',
  'contract.allowed',
];

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

async function countsByTable(
  contract: Contract,
  table: Parameters<typeof tables.judge>[1],
): Promise<Map<string, number>> {
  const { plan, measured, findings } = await tables.judge(contract, table);
  const counts = new Map<string, number>();
  const add = (place: readonly string[], count: number): unknown =>
    count > 0 && counts.set(JSON.stringify(place), (counts.get(JSON.stringify(place)) ?? 0) + count);
  plan.columns.forEach(({ name, column, found, rules }, index) => {
    if (!found && column.required) add(['contract.columns', name], measured.rows);
    rules.forEach(({ metric }, at) => {
      if (cellMetrics.includes(metric) || (metric === 'contract.nulls' && column.nulls === 0))
        add([metric, name], found ? (measured.columns[index]?.broken[at] ?? 0) : 0);
    });
  });
  const ofRules = findings.filter(({ metric }) => metric === 'contract.rule');
  for (const [index, { rule }] of plan.rules.entries()) {
    add(['contract.rule', rule.name ?? rule.expect], ofRules[index]?.evidence.count ?? 0);
  }
  return counts;
}

/** A rule about a column that is not there cannot be asked of a table. */
function withoutAbsent(contract: Contract, rows: readonly Row[]): Contract {
  const absent = Object.keys(contract.columns).filter((name) => !rows.some((row) => Object.hasOwn(row, name)));
  return {
    ...contract,
    rules: contract.rules.filter(
      ({ expect: text }) => !absent.some((name) => text.includes(`"${name.replaceAll('"', '""')}"`)),
    ),
  };
}

describe('single rows and whole tables are judged alike', () => {
  it.each(['in memory', 'in a file of JSON lines'])('%s', async (place) => {
    let run = 0;
    let broken = 0;
    const inMemory = place === 'in memory';
    // readers of files give a column without a name one by its position
    const contracts = contractArbitrary.filter(
      ({ columns }) =>
        Object.keys(columns).length > 0 && (inMemory || Object.keys(columns).every((name) => name.trim() !== '')),
    );
    const cases = contracts.chain((contract) =>
      rowsOf(contract, inMemory).map((rows) => ({ contract: withoutAbsent(contract, rows), rows })),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ({ contract, rows }) => {
        fc.pre(rows.some((row) => Object.keys(row).length > 0));
        run += 1;
        const table = inMemory
          ? await tables.rows(rows)
          : await tables.open(await tables.write(`agreement-${run}.ndjson`, rows));
        const byRow = countsByRow(contract, rows);
        broken += byRow.size;
        expect(await countsByTable(contract, table)).toEqual(byRow);
      }),
      { numRuns: 35 },
    );
    // two judges that never say anything would agree as well
    expect(broken).toBeGreaterThan(30);
  });
});

describe('a single row', () => {
  const judge = compileRowJudge(
    contractSchema.parse({
      columns: {
        id: 'string',
        home: 'string',
        away: 'string',
        share: { type: 'number', nulls: 1, min: 0, max: 1 },
        note: { type: 'string', required: false },
        odds: { type: 'string', length: { min: 2 }, in: ['-110', '+120'], required: false },
      },
      rules: [{ name: 'teams_differ', expect: 'home <> away' }],
    }),
  );
  const row = { id: 'g1', home: 'Ash', away: 'Elm', share: 0.5 };

  it.each<[string, Row, readonly [string, string][]]>([
    ['is right as it should be', row, []],
    ['may lack what is optional', { ...row, share: null }, []],
    [
      'may not lack what is required, not even where it may be empty',
      { id: 'g1', home: 'Ash', away: 'Elm' },
      [['share', 'a column share (number)']],
    ],
    ['tells a missing value', { ...row, id: null }, [['id', 'no missing values']]],
    ['has undefined for a missing value', { ...row, id: undefined }, [['id', 'no missing values']]],
    ['tells an empty optional value', { ...row, note: null }, [['note', 'no missing values']]],
    ['tells text where a number is meant', { ...row, share: '0.5' }, [['share', 'numbers']]],
    ['tells true where text is meant', { ...row, id: true }, [['id', 'text']]],
    ['tells what is out of range', { ...row, share: 1.01 }, [['share', '0 to 1']]],
    ['counts infinity once', { ...row, share: Number.POSITIVE_INFINITY }, [['share', 'no NaN and no infinity']]],
    [
      'tells each rule that a value breaks',
      { ...row, odds: '1' },
      [
        ['odds', 'at least 2 characters'],
        ['odds', 'one of -110, +120'],
      ],
    ],
    ['tells a rule over columns', { ...row, away: 'Ash' }, [['home, away', 'teams_differ']]],
    ['breaks no rule about what is missing', { ...row, away: null }, [['away', 'no missing values']]],
    ['may have more', { ...row, more: 1 }, []],
    [
      'does not take its constructor for a column',
      Object.assign(Object.create({ id: 'g1' }) as Row, { home: 'Ash', away: 'Elm', share: 1 }),
      [['id', 'a column id (string)']],
    ],
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
