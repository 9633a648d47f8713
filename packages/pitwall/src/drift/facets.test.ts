import {
  baselineTexts,
  baselineVectors,
  facetsOf,
  hours,
  type Profile,
  projectionCount,
  signOf,
  weekdays,
} from '@pitwall/stats';
import { describe, expect, it } from 'vitest';
import type { ColumnKind, ComparedColumn } from './columns.ts';
import { type ColumnFacets, facetsOfColumn } from './facets.ts';
import { place } from './testing/place.ts';

const { engine } = place();

const column = (kind: ColumnKind, type: ComparedColumn['type']): ComparedColumn => ({ name: 'x', type, kind });
const facets = (of: ComparedColumn, dimensions = 0): ColumnFacets =>
  facetsOfColumn(of, 'v', engine().dialect, dimensions);

/** What SQL makes of one value. */
async function evaluate({ numbers, categories }: ColumnFacets, value: string): Promise<Record<string, unknown>> {
  const all = [...numbers, ...categories].map(({ name, sql }) => `${sql} AS "${name ?? 'value'}"`);
  const [row = {}] = await engine().query(`SELECT ${all.join(', ')} FROM (SELECT ${value} AS v)`);
  return row;
}

/** The value that all rows of a profile have, on each side. */
const sidesOf = (profile: Profile): Record<string, unknown> =>
  Object.fromEntries(
    facetsOf(profile).map(({ name, profile: side }) => [
      name,
      side.kind === 'numeric' ? side.min : side.categories.find((_, at) => (side.counts[at] ?? 0) > 0),
    ]),
  );

describe('the sides of a column', () => {
  it.each([
    [column('number', 'integer'), ['value'], []],
    [column('category', 'string'), [], ['value']],
    [column('boolean', 'boolean'), [], ['value']],
    [column('time', 'timestamp'), ['time'], ['weekday', 'hour']],
    [column('time', 'date'), ['time'], ['weekday']],
    [column('text', 'string'), ['length'], ['shape', 'word']],
  ])('of %j are counted as numbers and as categories', (of, numbers, categories) => {
    const names = (list: readonly { readonly name: string | undefined }[]) => list.map(({ name }) => name ?? 'value');
    expect([names(facets(of).numbers), names(facets(of).categories)]).toEqual([numbers, categories]);
  });

  it('are as many of a vector as it has projections, and its norm', () => {
    expect(facets(column('vector', 'vector'), 3).numbers).toHaveLength(projectionCount + 1);
  });

  it('that are known beforehand are all there, and rare words are not', () => {
    const time = facets(column('time', 'timestamp')).categories;
    expect(time.map(({ all }) => all)).toEqual([weekdays, hours]);
    const [shape, word] = facets(column('text', 'string')).categories;
    expect(shape?.minimum).toBe(1);
    expect(word?.minimum).toBeGreaterThan(1);
  });
});

describe('a side in SQL is what @pitwall/stats says of it', () => {
  it.each([
    ["TIMESTAMP '2026-01-12 18:30:00'", 'monday', '18', Date.UTC(2026, 0, 12, 18, 30)],
    ["TIMESTAMP '1811-07-23 00:00:00'", 'tuesday', '00', Date.UTC(1811, 6, 23)],
    ["TIMESTAMP '2962-02-03 23:59:59.999'", 'wednesday', '23', Date.UTC(2962, 1, 3, 23, 59, 59, 999)],
  ])('of the time %s', async (value, weekday, hour, time) => {
    const found = await evaluate(facets(column('time', 'timestamp')), value);
    expect(found).toEqual({ time, weekday, hour });
    expect(weekdays[(new Date(time).getUTCDay() + 6) % 7]).toBe(weekday);
  });

  it.each(['', 'Late game', 'ÄÖ 7', 'x1_y', '  ', '🏀🏀', "it's fine", 'line\nbreak', '東京 2020', 'a'.repeat(300)])(
    'of the text %j',
    async (value) => {
      const quoted = engine().dialect.text(value);
      const found = await evaluate(facets(column('text', 'string')), quoted);
      expect(found).toEqual(sidesOf(baselineTexts(Array<string>(50).fill(value))));
    },
  );

  it('of a vector', async () => {
    const vector = [3, -4, 12];
    const found = await evaluate(facets(column('vector', 'vector'), 3), `[${vector.join(', ')}]::DOUBLE[]`);
    expect(found.norm).toBeCloseTo(Number(sidesOf(baselineVectors([vector])).norm), 12);
    const projection = vector.reduce((sum, value, at) => sum + value * signOf(1, at), 0) / Math.sqrt(3);
    expect(found['projection-1']).toBeCloseTo(projection, 12);
  });

  it('of what is missing is missing, on every side', async () => {
    const sides: readonly [ColumnFacets, string][] = [
      [facets(column('number', 'number')), 'CAST(NULL AS DOUBLE)'],
      [facets(column('boolean', 'boolean')), 'CAST(NULL AS BOOLEAN)'],
      [facets(column('time', 'date')), 'CAST(NULL AS DATE)'],
      [facets(column('text', 'string')), 'CAST(NULL AS VARCHAR)'],
      [facets(column('vector', 'vector'), 2), 'CAST(NULL AS DOUBLE[])'],
    ];
    for (const [side, nothing] of sides) {
      expect(Object.values(await evaluate(side, nothing)).filter((value) => value !== null)).toEqual([]);
    }
    expect(await evaluate(facets(column('boolean', 'boolean')), 'false')).toEqual({ value: 'false' });
  });
});
