import { describe, expect, it } from 'vitest';
import type { Table } from '../data/table.ts';
import { normals, picks } from './testing/numbers.ts';
import { type Cell, place } from './testing/place.ts';
import { judgeTables, moved, outline } from './testing/tables.ts';

const { csv, text, parquet, columns } = place();
const rows = 400;
const groups = ['a', 'b', 'c'] as const;
/** A column beside the bad one: whatever happens to that, this one is judged. */
const sound = (seed: number) => ({ pace: normals(seed, rows, 68, 4) });
const all = <Value>(value: Value): Value[] => Array.from({ length: rows }, () => value);

/** The column x then and now, beside a sound one; what is said of x alone. */
async function judgeColumn(then: readonly Cell[], now: readonly Cell[]) {
  const tables = [await csv({ x: then, ...sound(1) }), await csv({ x: now, ...sound(2) })] as const;
  const { findings, drift } = await judgeTables(...tables, { joint: false });
  expect(outline(findings)).toContain('pace distribution pass');
  return {
    said: outline(findings).filter((line) => line.startsWith('x ')),
    messages: findings.map(({ message }) => message).join('\n'),
    column: drift.columns.find(({ name }) => name === 'x'),
  };
}

const unknowns = (findings: Parameters<typeof moved>[0]) => findings.filter(({ status }) => status === 'unknown');

describe('too little data', () => {
  const games = { pace: normals(1, rows), place: picks(3, rows, groups) };

  it('of no byte is refused with a word', async () => {
    await expect(text('')).rejects.toMatchObject({ code: 'data.empty' });
  });

  it('of a header and no row is unknown, on either side, and no drift', async () => {
    const [full, empty] = [await csv(games), await text('pace,place\n')];
    const now = await judgeTables(full, empty);
    expect(outline(now.findings)).toEqual(['pace distribution unknown', 'place distribution unknown']);
    expect(now.findings[0]).toMatchObject({ value: null, reason: 'the data has no rows' });
    const then = await judgeTables(empty, full);
    expect(new Set(then.findings.map(({ status }) => status))).toEqual(new Set(['unknown']));
    expect(then.findings[0]?.reason).toBe('the reference has no rows');
    const both = await judgeTables(empty, await text('pace,place\n'));
    expect(new Set(both.findings.map(({ status }) => status))).toEqual(new Set(['unknown']));
  });

  it('of one row tells nothing', async () => {
    const one = await csv({ pace: [68.5], place: ['a'] });
    const now = await judgeTables(await csv(games), one);
    expect(unknowns(now.findings).map(({ subject }) => subject)).toHaveLength(2);
    expect(moved(now.findings)).toEqual(unknowns(now.findings));
    const then = await judgeTables(one, await csv(games));
    expect(moved(then.findings)).toEqual(unknowns(then.findings));
    expect(unknowns(then.findings)).not.toEqual([]);
  });
});

describe('values that do not vary', () => {
  it('are as before where they are the same, and have moved where they are others', async () => {
    expect((await judgeColumn(all(5.5), all(5.5))).said).toEqual(['x distribution pass']);
    expect((await judgeColumn(all(5.5), all(6.5))).said).toEqual(['x distribution alert']);
    expect((await judgeColumn(all(5.5), normals(3, rows, 5.5))).said).toEqual(['x distribution alert']);
    expect((await judgeColumn(normals(3, rows, 5.5), all(5.5))).said).toEqual(['x distribution alert']);
    expect((await judgeColumn(all('a'), all('a'))).said).toEqual(['x distribution pass']);
  });

  it('fill one bin beside a few others, and the others count', async () => {
    const mostlyZero = (share: number): number[] =>
      Array.from({ length: rows }, (_, row) => (row % 100 < share ? 1.5 : 0));
    expect((await judgeColumn(mostlyZero(2), mostlyZero(2))).said).toEqual(['x distribution pass']);
    expect((await judgeColumn(mostlyZero(2), mostlyZero(40))).said).toEqual(['x distribution alert']);
  });
});

describe('values that are not there', () => {
  it('in all rows now are missing, and of their distribution nothing is known', async () => {
    const { said, messages, column } = await judgeColumn(normals(3, rows), all(null));
    expect(said).toEqual(['x distribution unknown', 'x missing alert']);
    expect(messages).toContain('the data has no value of it');
    expect(column).toMatchObject({ status: 'unknown', drifted: null, severity: null, effect: null });
  });

  it('in all rows of both sides are unknown once, and no drift', async () => {
    const { said, messages } = await judgeColumn(all(null), all(null));
    expect(said).toEqual(['x distribution unknown', 'x missing pass']);
    expect(messages).toContain('the reference has no value of it');
  });

  it('are NaN: all of them now, all of them always', async () => {
    const typed = (value: string) =>
      parquet(`SELECT CAST(${value} AS DOUBLE) AS x, CAST(i % 7 AS DOUBLE) AS z FROM range(${rows}) AS r(i)`);
    const [numbers, nothing] = [await typed('i % 11'), await typed("'nan'")];
    const settings = { joint: false };
    expect(outline(moved((await judgeTables(numbers, nothing, settings)).findings))).toEqual([
      'x distribution unknown',
      'x missing alert',
    ]);
    expect(outline(moved((await judgeTables(nothing, nothing, settings)).findings))).toEqual([
      'x distribution unknown',
    ]);
  });
});

describe('infinities', () => {
  const signed = (share: number): number[] =>
    normals(3, rows).map((value, row) => (row % 100 < share ? (row % 2 ? 1 : -1) * Number.POSITIVE_INFINITY : value));

  it('have bins of their own: as many as before are no drift, more are', async () => {
    expect((await judgeColumn(signed(30), signed(30))).said).toEqual(['x distribution pass']);
    expect((await judgeColumn(signed(0), signed(30))).said).toEqual(['x distribution alert']);
    expect((await judgeColumn(signed(100), signed(100))).said).toEqual(['x distribution pass']);
  });

  it('leave the figures and the picture finite', async () => {
    const { column } = await judgeColumn(signed(10), signed(60));
    expect(Number.isFinite(column?.effect?.value)).toBe(true);
    expect(JSON.stringify(column)).not.toMatch(/null,null|Infinity|NaN/);
  });
});

describe('far more than the reference has seen', () => {
  it('is high drift where half of the values lie outside, and where all do', async () => {
    const now = normals(4, rows);
    const half = await judgeColumn(
      normals(3, rows),
      now.map((value, row) => (row % 2 ? value + 1_000 : value)),
    );
    const total = await judgeColumn(
      normals(3, rows),
      now.map((value) => value + 1_000),
    );
    expect([half.said, total.said]).toEqual([['x distribution alert'], ['x distribution alert']]);
    expect(half.column?.severity).toBe('high');
    expect(total.column?.effect?.value).toBeGreaterThan(half.column?.effect?.value ?? Number.POSITIVE_INFINITY);
    const picture = total.column?.picture;
    expect(picture?.kind === 'histogram' && picture.above.current + picture.below.current).toBeGreaterThan(0.9);
  });

  it('moves no figure by a hundredth where it is one wild value in 20,000', async () => {
    const [then, now] = [normals(5, 20_000), normals(6, 20_000, 0.3)];
    const figures = async (wildThen: number, wildNow: number) => {
      const before = await columns({ x: then.with(77, wildThen) });
      const { drift } = await judgeTables(before, await columns({ x: now.with(99, wildNow) }));
      return drift.columns[0];
    };
    const quiet = await figures(then[77] ?? 0, now[99] ?? 0);
    for (const [wildThen, wildNow] of [
      [1e9, 0],
      [0, -1e300],
      [1e9, Number.POSITIVE_INFINITY],
    ] as const) {
      const wild = await figures(wildThen, wildNow);
      const ratio = (wild?.effect?.value ?? 0) / (quiet?.effect?.value ?? 1);
      expect(Math.abs(ratio - 1)).toBeLessThan(0.01);
      expect([wild?.drifted, wild?.severity]).toEqual([quiet?.drifted, quiet?.severity]);
    }
    expect(quiet).toMatchObject({ drifted: true });
  });
});

describe('a column that is something else now', () => {
  it('is a change of type where it was numbers and is text', async () => {
    const { said, messages } = await judgeColumn(normals(3, rows), picks(4, rows, groups));
    expect(said).toEqual(['x distribution unknown', 'x type alert']);
    expect(messages).toContain('100 % of its values are not of the type number');
  });

  it('is a drift where a text file had categories and has numbers', async () => {
    const { said } = await judgeColumn(picks(4, rows, groups), normals(3, rows));
    expect(said).toContain('x distribution alert');
  });

  it.each([
    ['numbers and is text', 'i % 3', 'CAST(i % 3 AS VARCHAR)', 'integer'],
    ['text and is numbers', 'CAST(i % 3 AS VARCHAR)', 'i % 3', 'string'],
    ['a flag and is a number', 'i % 2 = 0', 'i % 2', 'boolean'],
  ])('is a change of type where a typed file had %s', async (_, then, now, type) => {
    const typed = (sql: string): Promise<Table> => parquet(`SELECT ${sql} AS x, i % 7 AS z FROM range(300) AS r(i)`);
    const { findings } = await judgeTables(await typed(then), await typed(now), { joint: false });
    expect(outline(moved(findings))).toEqual(['x distribution unknown', 'x type alert']);
    expect(findings.find(({ metric }) => metric === 'drift.type')?.message).toContain(type);
  });

  it('is one unknown and ends nothing: every other column is judged as without it', async () => {
    const before = { x: normals(3, rows), ...sound(1), place: picks(5, rows, groups) };
    const now = { ...sound(2), place: picks(6, rows, groups) };
    const settings = { joint: false };
    const bad = await judgeTables(await csv(before), await csv({ x: all('?'), ...now }), settings);
    const good = await judgeTables(await csv(before), await csv({ x: normals(7, rows), ...now }), settings);
    expect(outline(unknowns(bad.findings))).toEqual(['x distribution unknown']);
    const others = ({ findings }: typeof bad) =>
      findings.flatMap(({ subject, status, value }) => (subject.endsWith(':x') ? [] : [[subject, status, value]]));
    expect(others(bad)).toEqual(others(good));
  });
});
