import { describe, expect, it } from 'vitest';
import { normal } from '../drift/testing/samples.ts';
import { cusum } from './cusum.ts';
import type { Detection, Detector } from './detector.ts';
import { pageHinkley } from './page-hinkley.ts';
import { pageHinkleyRunLength } from './page-hinkley-run-length.ts';
import { cusumRunLength } from './run-length.ts';

/** The mean of so many run lengths; a detector starts again after each. */
function meanRun(detector: Detector<unknown>, seed: number, runs: number, mean = 0): number {
  let alarms = 0;
  let values = 0;
  for (let block = 0; alarms < runs; block += 1) {
    for (const value of normal(seed + 2 * block, 10_000, mean)) {
      values += 1;
      if (detector.add(value).alarm) alarms += 1;
      if (alarms === runs) break;
    }
  }
  return values / runs;
}

/** Run lengths are nearly exponential: four standard errors of their mean, as a share of it. */
const slack = (runs: number): number => 4 / Math.sqrt(runs);

describe('false alarms of normal values come as often as is said', () => {
  it.each([
    [100, 0.5],
    [370, 0.25],
    [200, 1],
  ])('CUSUM with an average run length of %d and a slack of %d', (averageRunLength, by) => {
    const runs = 1500;
    const detector = cusum({ target: 0, deviation: 1, slack: by, averageRunLength });
    const times = meanRun(detector, 20260112, runs) / averageRunLength;
    expect(times).toBeGreaterThan(1 - slack(runs));
    expect(times).toBeLessThan(1 + slack(runs));
  });

  it.each([
    [3, 0.5, 1],
    [4, 0.25, 10],
    [4, 0.5, 30],
  ])('Page–Hinkley with a threshold of %d, a delta of %d and a minimum of %d', (threshold, delta, minimum) => {
    const runs = 2500;
    const detector = pageHinkley({ threshold, delta, minimum });
    const times = meanRun(detector, 20260113, runs) / pageHinkleyRunLength(threshold, delta, minimum);
    expect(times).toBeGreaterThan(1 - slack(runs));
    expect(times).toBeLessThan(1 + slack(runs));
  });
});

describe('a shift of one deviation', () => {
  it('is found by the CUSUM after as many values as is said, from its start', () => {
    const runs = 3000;
    const found = meanRun(cusum({ target: 0, deviation: 1, threshold: 5 }), 20260114, runs, 1);
    expect(found / cusumRunLength(5, 0.5, 1)).toBeGreaterThan(1 - slack(runs) / 2);
    expect(found / cusumRunLength(5, 0.5, 1)).toBeLessThan(1 + slack(runs) / 2);
  });

  /** The first alarm after 200 values without and then at most 100 with the shift; null where it came before. */
  function afterShift(detector: Detector<unknown>, seed: number): (Detection & { readonly delay: number }) | null {
    const [before, after] = [normal(seed, 200), normal(seed + 50_000, 100, 1)];
    for (const value of before) if (detector.add(value).alarm) return null;
    for (const [index, value] of after.entries()) {
      const detection = detector.add(value);
      if (detection.alarm) return { ...detection, delay: index + 1 };
    }
    return null;
  }

  it.each([
    ['CUSUM', (): Detector<unknown> => cusum({ target: 0, deviation: 1, threshold: 7 }), 15],
    ['Page–Hinkley', (): Detector<unknown> => pageHinkley({ threshold: 7, delta: 0.5 }), 19],
  ])('in the middle of a stream is found soon, upwards, and dated: %s', (_, make, most) => {
    const found = Array.from({ length: 300 }, (_, run) => afterShift(make(), 1000 * run)).filter((one) => one !== null);
    expect(found.length).toBeGreaterThan(270);
    expect(found.filter(({ direction }) => direction === 'up').length).toBeGreaterThan(0.99 * found.length);
    const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length;
    expect(mean(found.map(({ delay }) => delay))).toBeLessThan(most);
    expect(Math.abs(mean(found.map(({ since, delay }) => since - delay)))).toBeLessThan(2);
  });
});
