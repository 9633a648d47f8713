import { describe, expect, it } from 'vitest';
import { binOf } from '../../profile/count.ts';
import { baselineNumbers, profileNumbers } from '../../profile/numeric.ts';
import { compareColumn } from './column.ts';
import { alarmsOf } from './testing/alarms.ts';
import { drawCountsOf } from './testing/counts.ts';
import { randomFrom } from './testing/random.ts';
import { rateOf } from './testing/rate.ts';
import { compareDrawn, questionsOf, type World, worlds } from './testing/worlds.ts';

/** The small sister of scripts/studies/false-alarms.ts, whose table is docs/reference/drift-study.md. */
const seed = 20_260_105;

function independent(rows: number, columns: number) {
  const random = randomFrom(seed + rows);
  const draw = drawCountsOf(rows);
  return Array.from({ length: columns }, () => questionsOf(compareColumn(...draw(random, rows))));
}

function drawn(world: World, rows: number, columns: number) {
  const random = randomFrom(seed + rows);
  return Array.from({ length: columns }, () => questionsOf(compareDrawn(world, world, random, rows, rows)));
}

describe('where nothing has changed', () => {
  it.each([
    [
      50,
      8000,
      [
        [1, 0.05],
        [1, 0.2],
        [10, 0.2],
      ],
    ],
    [200, 2000, [[1, 0.2]]],
  ] as const)('evidence alone alarms 0.8 to 1.2 times as often as the level says: %i rows', (rows, columns, asked) => {
    const questions = independent(rows, columns);
    for (const [family, level] of asked) {
      const { evidence, decision } = alarmsOf(questions, family, level);
      expect(evidence.share / level, `${family} columns at ${level}`).toBeGreaterThan(0.8);
      expect(evidence.share / level, `${family} columns at ${level}`).toBeLessThan(1.2);
      expect(decision.alarms).toBeLessThanOrEqual(evidence.alarms);
      expect(decision.alarms).toBeGreaterThan(0);
    }
  });

  it('and with so many rows that chance makes no effect, the decision never alarms', () => {
    const { evidence, decision } = alarmsOf(independent(2000, 200), 1, 0.2);
    expect(evidence.share / 0.2).toBeGreaterThan(0.5);
    expect(evidence.share / 0.2).toBeLessThan(1.5);
    expect(decision.alarms).toBe(0);
  });

  it.each([worlds.cauchy, worlds.rounded, worlds.poisson, worlds.zeros, worlds.missing, worlds.categories])(
    'evidence never alarms above 1.2 times as often: $name',
    (world) => {
      expect(alarmsOf(drawn(world, 60, 1000), 1, 0.2).evidence.share / 0.2).toBeLessThan(1.2);
    },
  );
});

describe('what the study is made of', () => {
  it('draws counts as values would fall between the cuts of a baseline', () => {
    for (const rows of [50, 1500]) {
      const random = randomFrom(seed);
      const [reference, current] = drawCountsOf(rows)(random, 700);
      const real = baselineNumbers(Float64Array.from({ length: rows }, random.normal));
      expect(reference.counts).toEqual(real.counts);
      expect(reference.edges).toHaveLength(real.edges.length);
      expect(current.counts.reduce((sum, count) => sum + count, 0)).toBe(700);
      expect(binOf(reference.edges, 0)).toBe(0);
    }
    const [large] = drawCountsOf(150_000)(randomFrom(seed), 10);
    expect(large.counts.reduce((sum, count) => sum + count, 0)).toBe(150_000);
  });

  it('draws as much variation into a window as values have', () => {
    const rows = 200;
    const draw = drawCountsOf(rows);
    const random = randomFrom(seed);
    const below = (counts: readonly number[]): number => counts.slice(0, 100).reduce((sum, count) => sum + count, 0);
    const variance = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + (value - 100) ** 2, 0) / values.length;
    const byCounts = Array.from({ length: 1000 }, () => below(draw(random, rows)[1].counts));
    const byValues = Array.from({ length: 500 }, () => {
      const { edges } = baselineNumbers(Float64Array.from({ length: rows }, random.normal));
      return below(profileNumbers(Float64Array.from({ length: rows }, random.normal), edges).counts);
    });
    // half of the window varies by 200 / 4, and so does the cut that halves the reference
    expect(variance(byCounts) / 100).toBeCloseTo(1, 0.5);
    expect(variance(byValues) / 100).toBeCloseTo(1, 0.5);
  });

  it('has the interval of Wilson', () => {
    const rate = rateOf(5, 100);
    expect([rate.share, rate.low, rate.high].map((value) => value.toFixed(4))).toEqual(['0.0500', '0.0215', '0.1118']);
    expect(rateOf(0, 50).low).toBe(0);
    expect(rateOf(0, 50).high).toBeCloseTo(0.0713, 4);
  });
});
