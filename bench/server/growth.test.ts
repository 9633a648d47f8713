import { describe, expect, it } from 'vitest';
import { growthOf, type Sample } from './growth.ts';

const megabyte = 1e6;

/** Four samples a second for a hundred seconds, up and down as garbage is collected. */
const samplesOf = (perSecond: number): Sample[] =>
  Array.from({ length: 400 }, (_, index) => ({
    seconds: index / 4,
    bytes: 200 * megabyte + perSecond * (index / 4) + 5 * megabyte * Math.sin(index ** 2),
  }));

describe('growthOf', () => {
  it('finds a leak, and how large it is', () => {
    const growth = growthOf(samplesOf(megabyte));
    expect(growth?.low).toBeGreaterThan(0);
    expect(growth?.perHour).toBeGreaterThan(3_000 * megabyte);
    expect(growth?.perHour).toBeLessThan(4_200 * megabyte);
  });

  it('finds none where memory only swings', () => {
    const growth = growthOf(samplesOf(0));
    expect(growth?.low).toBeLessThan(0);
    expect(growth?.high).toBeGreaterThan(0);
  });

  it('says nothing of a few samples', () => {
    expect(growthOf(samplesOf(0).slice(0, 9))).toBeUndefined();
  });
});
