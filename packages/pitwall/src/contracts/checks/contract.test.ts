import { describe, expect, it } from 'vitest';
import { contractSchema } from '../config.ts';
import { notPassed, now, useTables } from '../tables.suite.ts';
import { contractCheck } from './contract.ts';

const tables = useTables();
const rows = Array.from({ length: 40 }, (_, index) => ({
  n: index === 3 ? 900 : index % 10,
  day: `2026-01-0${(index % 9) + 1}`,
  kind: index % 2 === 0 ? 'a' : 'b',
  id: `g${index}`,
  empty: null,
}));
const contract = contractSchema.parse({
  columns: {
    n: { type: 'integer', max: 9 },
    day: 'date',
    kind: 'category',
    id: 'string',
    empty: { type: 'number', nulls: 1 },
    absent: { type: 'string', required: false },
  },
});

async function check(settings: object, pictures: boolean, table = tables.rows(rows)) {
  return contractCheck.run(
    { dataset: 'games', table: await table, folder: '.', settings: { ...settings }, pictures },
    { now },
  );
}

describe('the check of a contract', () => {
  it('returns findings, a score and a summary of every column that is there', async () => {
    const { findings, rows: count, score, scoreParts, columns } = await check({ contract }, false);
    expect(notPassed(findings)).toMatchObject([
      { subject: 'dataset:games/column:n', metric: 'contract.range', evidence: { count: 1, examples: [{ row: 4 }] } },
    ]);
    expect(findings.every(({ at, subject }) => at === now.toISOString() && subject.startsWith('dataset:games'))).toBe(
      true,
    );
    expect(count).toBe(40);
    expect(score).toBeCloseTo(100 * (scoreParts ?? []).reduce((product, { share }) => product * share, 1), 9);
    expect(
      columns?.map(({ name, type, missing, invalid, minimum, maximum, picture }) => [
        name,
        type,
        missing,
        invalid,
        minimum,
        maximum,
        picture,
      ]),
    ).toEqual([
      ['n', 'integer', 0, 1, '0', '900', null],
      ['day', 'date', 0, 0, '2026-01-01', '2026-01-09', null],
      ['kind', 'category', 0, 0, null, null, null],
      ['id', 'string', 0, 0, null, null, null],
      ['empty', 'number', 40, 0, null, null, null],
    ]);
  });

  it('draws every column that has something to show, and counts each value once', async () => {
    const { columns } = await check({ contract }, true);
    for (const { name, picture, no_picture } of columns ?? []) {
      if (name === 'empty') expect([picture, no_picture]).toEqual([null, 'there are no values']);
      else if (name === 'id') expect(no_picture ?? picture?.kind).toBeTruthy();
      else if (picture?.kind === 'histogram')
        expect(picture.below + picture.above + picture.counts.reduce((sum, one) => sum + one, 0)).toBe(40);
      else
        expect((picture?.other ?? 0) + (picture?.top.reduce((sum, { count }) => sum + count, 0) ?? 0), name).toBe(40);
    }
  });

  it('draws only so many columns as anybody looks at, those that break a rule first', async () => {
    const names = Array.from({ length: 203 }, (_, index) => `c${index}`);
    const wide = contractSchema.parse({
      columns: Object.fromEntries(names.map((name) => [name, { type: 'integer', max: 5 }])),
    });
    const row = Object.fromEntries(names.map((name, index) => [name, index === 202 ? 9 : 1]));
    const { columns } = await check({ contract: wide }, true, tables.rows([row]));
    const undrawn = columns?.filter(({ no_picture }) => no_picture?.includes('are drawn')).map(({ name }) => name);
    expect(undrawn).toEqual(['c199', 'c200', 'c201']);
  });

  it('asks without a contract only that each column agrees with itself', async () => {
    const mixed = rows.map((row, index) => (index === 7 ? { ...row, n: 'x' } : row));
    const { findings, score } = await check({}, false, tables.rows(mixed));
    expect(notPassed(findings)).toMatchObject([
      { subject: 'dataset:games/column:n', metric: 'contract.type', status: 'warning' },
    ]);
    expect(score).toBeLessThan(100);
    expect(notPassed((await check({}, false)).findings)).toEqual([]);
  });

  it('warns without a contract of no column that no contract could describe', async () => {
    await tables
      .engine()
      .query(
        `COPY (SELECT 1 AS id, [1, 2] AS list FROM range(30)) TO '${tables.path('list.parquet')}' (FORMAT parquet)`,
      );
    const { findings, score } = await check({}, false, tables.open('list.parquet'));
    expect(notPassed(findings)).toEqual([]);
    expect(score).toBe(100);
  });
});
