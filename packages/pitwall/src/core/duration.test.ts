import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMilliseconds, durationSchema, formatDuration } from './duration.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['90m', 5_400_000],
    ['24h', 86_400_000],
    ['3d', 259_200_000],
    ['1w', 604_800_000],
    ['1.5h', 5_400_000],
    ['0s', 0],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(durationSchema.parse(text)).toBe(text);
    expect(durationMilliseconds(text)).toBe(milliseconds);
  });

  it.each(['', '24', 'h', '24 h', '-1h', '1.h', '.5h', '1y', '1h30m', '1H', '1e3s'])('%j is refused', (text) => {
    const result = durationSchema.safeParse(text);
    expect(result.error?.issues[0]?.message).toMatch(/a number and a unit/);
  });
});

describe('a duration in words', () => {
  it.each([
    [0, '0s'],
    [500, '0.5s'],
    [59_000, '59s'],
    [60_000, '1m'],
    [3_600_000, '1h'],
    [86_400_000, '24h'],
    [47 * 3_600_000, '47h'],
    [48 * 3_600_000, '2d'],
    [302_400_000, '3.5d'],
    [-129_600_000, '-36h'],
  ])('%d milliseconds are %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('is the same length as before, but for the decimals that are left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (milliseconds) => {
        const again = durationMilliseconds(durationSchema.parse(formatDuration(milliseconds)));
        expect(Math.abs(again - milliseconds)).toBeLessThanOrEqual(Math.max(50, milliseconds * 0.05));
      }),
    );
  });
});
