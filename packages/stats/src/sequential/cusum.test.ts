import { describe, expect, it } from 'vitest';
import { cusum } from './cusum.ts';
import { cusumThreshold } from './run-length.ts';

describe('CUSUM', () => {
  it('gathers what lies beyond the slack on either side, in deviations', () => {
    const detector = cusum({ target: 10, deviation: 2, slack: 0.5, threshold: 4 });
    expect(detector.add(10).statistic).toBe(0);
    expect(detector.add(14)).toMatchObject({ alarm: false, statistic: 1.5, since: 1 });
    expect(detector.add(12)).toMatchObject({ statistic: 2, since: 2 });
    expect(detector.add(6)).toMatchObject({ statistic: 1.5, since: 1 });
    expect(detector.add(2)).toMatchObject({ alarm: true, direction: 'down', statistic: 5, since: 2, n: 5 });
  });

  it('works the sums of Montgomery’s example 9.1: the alarm at value 29, the change after value 22', () => {
    const values = [
      9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08, 9.37, 10.62,
      10.31, 8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31, 10.52,
    ];
    const detector = cusum({ target: 10, deviation: 1, threshold: 5 });
    const found = values.map((value) => detector.add(value));
    expect(found.findIndex(({ alarm }) => alarm)).toBe(28);
    expect(found[28]).toMatchObject({ direction: 'up', since: 7 });
    expect(found[28]?.statistic).toBeCloseTo(5.28, 9);
  });

  it('starts again after an alarm', () => {
    const detector = cusum({ target: 0, deviation: 1, threshold: 4 });
    expect(detector.add(9)).toMatchObject({ alarm: true, direction: 'up', n: 1 });
    expect(detector.add(0)).toMatchObject({ alarm: false, direction: null, statistic: 0, n: 1 });
  });

  it('takes an average run length in place of a threshold, and says the threshold', () => {
    const detector = cusum({ target: 0, deviation: 1, averageRunLength: 465.44 });
    expect(detector.add(0).threshold).toBe(cusumThreshold(465.44, 0.5));
    expect(detector.add(0).threshold).toBeCloseTo(5, 3);
  });

  it.each([
    [{ target: 0, deviation: 0, threshold: 4 }],
    [{ target: 0, deviation: -1, threshold: 4 }],
    [{ target: 0, deviation: Number.NaN, threshold: 4 }],
    [{ target: Number.NaN, deviation: 1, threshold: 4 }],
    [{ target: 0, deviation: 1, threshold: 0 }],
    [{ target: 0, deviation: 1, slack: -1, threshold: 4 }],
    [{ target: 0, deviation: 1, averageRunLength: 1 }],
  ])('refuses %o in a sentence', (options) => {
    expect(() => cusum(options)).toThrow(RangeError);
    expect(() => cusum(options)).toThrow(/must be .*, not /);
  });
});
