import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckDBEngine, openDuckDB } from '../data/duckdb/engine.ts';
import { modelSchema } from './config.ts';
import { binaryModel } from './model-rows.suite.ts';
import { columnsInUse, rolesOf, usedOf } from './roles.ts';

let engine: DuckDBEngine;

beforeAll(async () => {
  engine = await openDuckDB();
});

afterAll(() => engine.close());

/** Which values of a role the engine takes for usable. */
async function usable(settings: ReturnType<typeof binaryModel>, role: string, values: readonly string[]) {
  const condition = rolesOf(settings, engine.dialect, []).find((one) => one.role === role)?.usable;
  if (!condition) throw new Error(`${role} is always usable`);
  const rows = await engine.query(
    `SELECT coalesce(${condition('it')}, false) AS fine FROM (VALUES ${values.map((value) => `(CAST(${value} AS DOUBLE))`).join(', ')}) t(it)`,
  );
  return rows.map(({ fine }) => fine);
}

const values = ['NULL', "'nan'", "'inf'", '-1', '0', '0.5', '1', '1.5', '100', '-110'];
const allBut = (...wrong: readonly string[]) => values.map((value) => !wrong.includes(value));
const only = (...right: readonly string[]) => values.map((value) => right.includes(value));

describe('a value can be used', () => {
  it.each([
    ['label', only('0', '1')],
    ['prediction', only('0', '0.5', '1')],
    ['decision', only('0', '1')],
    ['stake', only('0', '0.5', '1', '1.5', '100')],
    ['weight', only('0', '0.5', '1', '1.5', '100')],
    ['odds', only('1.5', '100')],
    ['closing', only('NULL', '1.5', '100')],
  ])('as %s', async (role, expected) => {
    const settings = binaryModel({
      prediction: { column: 'p', decision: 'd' },
      odds: { column: 'o', closing: 'c' },
      stake: 's',
      weight: 'w',
    });
    expect(await usable(settings, role, values)).toEqual(expected);
  });

  it.each([
    ['net', only('0.5', '1', '1.5', '100')],
    ['american', only('100', '-110')],
  ])('as %s odds', async (format, expected) => {
    expect(await usable(binaryModel({ odds: { column: 'o', format } }), 'odds', values)).toEqual(expected);
  });

  it('as an answer of a regression where it is finite', async () => {
    const settings = modelSchema.parse({ task: 'regression', prediction: 'f', label: 'y' });
    for (const role of ['label', 'prediction'])
      expect(await usable(settings, role, values)).toEqual(allBut('NULL', "'nan'", "'inf'"));
  });
});

describe('the columns of a model', () => {
  const all = binaryModel({
    id: 'id',
    prediction: { column: 'p', decision: 'd' },
    label: { column: 'won', positive: "it's" },
    odds: { column: 'o', closing: 'c' },
    stake: 's',
    weight: 'w',
    time: 'at',
  });

  it('are read by names of our own, whatever theirs are', () => {
    const hostile = binaryModel({ prediction: '"; DROP TABLE x; --', stake: 'a\0b' });
    for (const { as } of [...usedOf(all), ...usedOf(hostile)]) expect(as).toMatch(/^[a-z0-9_]+$/);
    expect(usedOf(all).map(({ as, column }) => [as, column])).toContainEqual(['moment', 'at']);
  });

  it('are all told', () => {
    expect([...new Set(columnsInUse(all))].sort()).toEqual(['at', 'c', 'd', 'id', 'o', 'p', 's', 'w', 'won']);
  });

  it('hold the positive label as a text, with its quotes', () => {
    const label = rolesOf(all, engine.dialect, []).find(({ role }) => role === 'label');
    expect(label?.sql).toContain("'it''s'");
  });
});
