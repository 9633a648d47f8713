import type { Categories, Histogram } from '@pitwall/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckDBEngine, openDuckDB } from './duckdb/engine.ts';
import { type Drawing, type Drawn, drawColumns } from './picture.ts';

let engine: DuckDBEngine;
beforeAll(async () => {
  engine = await openDuckDB();
});
afterAll(() => engine.close());

/** Draws one column of values that SQL gives for `i` from 0. */
async function draw(kind: Drawn['kind'], rows: number, value: string): Promise<Drawing> {
  const source = `SELECT ${value} AS v FROM range(${rows}) AS series(i)`;
  const bound =
    kind === 'time' ? (name: string) => `epoch_ms(CAST(${name}(v) AS TIMESTAMP))` : (name: string) => `${name}(v)`;
  const finite = kind === 'number' ? ' WHERE isfinite(v)' : '';
  const [edges] =
    kind === 'category'
      ? []
      : await engine.query(`SELECT ${bound('min')} AS low, ${bound('max')} AS high FROM (${source})${finite}`);
  const number = (bound: unknown): number | null => (bound === null || bound === undefined ? null : Number(bound));
  const [drawing] = await drawColumns(engine, source, [
    { typed: 'v', kind, minimum: number(edges?.low), maximum: number(edges?.high) },
  ]);
  if (!drawing) throw new Error('nothing was drawn');
  return drawing;
}

function histogram(drawing: Drawing): Histogram {
  if (!('picture' in drawing) || drawing.picture.kind !== 'histogram')
    throw new Error(`expected a histogram, found ${JSON.stringify(drawing)}`);
  return drawing.picture;
}

function categories(drawing: Drawing): Categories {
  if (!('picture' in drawing) || drawing.picture.kind !== 'categories')
    throw new Error(`expected categories, found ${JSON.stringify(drawing)}`);
  return drawing.picture;
}

const total = ({ counts, below, above }: Histogram): number =>
  counts.reduce((sum, count) => sum + count, below + above);

describe('a histogram', () => {
  it('counts every row once, on round edges', async () => {
    const picture = histogram(await draw('number', 10_000, 'i / 100.0'));
    expect(picture.edges).toEqual(Array.from({ length: 21 }, (_, bin) => bin * 5));
    expect(picture.counts).toEqual(Array.from({ length: 20 }, () => 500));
    expect(total(picture)).toBe(10_000);
  });

  it('is not squeezed by one wild value in 20,000', async () => {
    const picture = histogram(await draw('number', 20_000, 'CASE WHEN i = 77 THEN 1e9 ELSE i / 20000.0 END'));
    expect(picture.edges.at(-1)).toBeLessThan(1e8);
    expect(total(picture)).toBe(20_000);
    expect(picture.above).toBe(1);
  });

  it.each([
    'i % 1000',
    '-i',
    'i * i',
    'ln(i + 1)',
    'CAST(i AS DOUBLE) / 3',
    '1e15 + i',
    'i * 1e-9',
    'i * 1e300',
    '0.1 * (i % 3)',
  ])('of %s counts every row once', async (value) => {
    expect(total(histogram(await draw('number', 5_000, value)))).toBe(5_000);
  });

  it('leaves out what is no number, and rows without a value', async () => {
    const picture = histogram(
      await draw('number', 3_000, "CASE i % 3 WHEN 0 THEN CAST('NaN' AS DOUBLE) WHEN 1 THEN NULL ELSE i END"),
    );
    expect(total(picture)).toBe(1_000);
  });

  it('of a constant has all rows in one bin', async () => {
    const picture = histogram(await draw('number', 100, '0.25'));
    expect(picture.counts.filter((count) => count > 0)).toEqual([100]);
    expect(total(picture)).toBe(100);
  });

  it('of days has edges on days of the calendar', async () => {
    const picture = histogram(await draw('time', 300, "DATE '2024-11-05' + CAST(i AS INTEGER)"));
    expect(picture.scale).toBe('time');
    expect(picture.edges.map((edge) => new Date(edge).getUTCDate())).toEqual(picture.edges.map(() => 1));
    expect(picture.counts[0]).toBe(26);
    expect(total(picture)).toBe(300);
  });

  it('of timestamps has edges on hours', async () => {
    const picture = histogram(await draw('time', 1_000, "TIMESTAMP '1969-12-31 18:00:00' + INTERVAL (i) MINUTE"));
    expect(picture.edges.every((edge) => edge % 3_600_000 === 0)).toBe(true);
    expect(picture.counts[0]).toBe(60);
    expect(total(picture)).toBe(1_000);
  });
});

describe('categories', () => {
  it('are the most frequent values and the rest', async () => {
    const picture = categories(
      await draw('category', 1_000, "CASE WHEN i % 2 = 0 THEN 'Duke' ELSE concat('team ', i % 50) END"),
    );
    expect(picture.top[0]).toEqual({ value: 'Duke', count: 500 });
    expect(picture.top).toHaveLength(12);
    expect(picture.distinct).toBe(26);
    expect(picture.top.reduce((sum, { count }) => sum + count, picture.other)).toBe(1_000);
  });

  it('are whole numbers in a narrow range, in their order', async () => {
    expect(categories(await draw('number', 100, 'CAST(10 - i % 3 AS DOUBLE)'))).toEqual({
      kind: 'categories',
      top: [
        { value: '8', count: 33 },
        { value: '9', count: 33 },
        { value: '10', count: 34 },
      ],
      other: 0,
      distinct: 3,
    });
  });

  it('are not fractions or infinities in a narrow range', async () => {
    expect(histogram(await draw('number', 100, 'i % 5 + CASE WHEN i = 7 THEN 0.5 ELSE 0 END')).kind).toBe('histogram');
    expect(histogram(await draw('number', 100, "CASE WHEN i = 7 THEN CAST('inf' AS DOUBLE) ELSE i % 5 END")).kind).toBe(
      'histogram',
    );
  });
});

describe('there is no picture', () => {
  it.each([
    ['number', 'CAST(NULL AS DOUBLE)', 'there are no values'],
    ['time', 'CAST(NULL AS DATE)', 'there are no values'],
    ['category', 'CAST(NULL AS VARCHAR)', 'there are no values'],
    ['number', 'CASE i WHEN 0 THEN -1.7e308 ELSE 1.7e308 END', 'the values spread too far to be drawn'],
    ['category', "concat('id ', i)", 'nearly all of the 500 values are different'],
  ] as const)('of %s %s', async (kind, value, words) => {
    expect(await draw(kind, 500, value)).toEqual({ no_picture: words });
  });

  it('of very many different texts', async () => {
    expect(await draw('category', 30_000, 'CAST(i AS VARCHAR)')).toEqual({
      no_picture: 'nearly all of the 30,000 values are different',
    });
    expect(await draw('category', 60_000, 'CAST(i % 20000 AS VARCHAR)')).toMatchObject({
      no_picture: expect.stringMatching(/^about [\d,]+ different values$/),
    });
  });

  it('but of a few texts that all differ there is', async () => {
    expect(categories(await draw('category', 5, 'CAST(i AS VARCHAR)')).distinct).toBe(5);
  });
});
