import { describe, expect, it } from 'vitest';
import { uniform } from '../drift/testing/columns.ts';
import { normal } from '../drift/testing/samples.ts';
import { type AdwinOptions, adwin } from './adwin.ts';
import { widestCut } from './adwin-cut.ts';
import { bucketOf, joined } from './buckets.ts';

const bernoulli = (seed: number, n: number, share: number): number[] =>
  Array.from(uniform(seed, n), (u) => (u < share ? 1 : 0));

const meanOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** The definition, from all values of the window and the sizes of its buckets, the oldest first. */
function defined({ delta = 0.002, minimum = 5, buckets = 5, range }: AdwinOptions): (value: number) => object {
  let window: number[] = [];
  let sizes: number[] = [];
  const merge = (): void => {
    for (const size of [...new Set(sizes)].reverse()) {
      if (sizes.filter((one) => one === size).length > buckets) sizes.splice(sizes.indexOf(size), 2, 2 * size);
    }
  };
  const cuts = (): { gap: number; bound: number; newer: number }[] => {
    const n = window.length;
    const mean = meanOf(window);
    const variance = meanOf(window.map((one) => (one - mean) ** 2));
    const spread = Math.max(...window, range?.[1] ?? -1e300) - Math.min(...window, range?.[0] ?? 1e300);
    const certainty = Math.log((2 * Math.log(n)) / delta);
    return sizes.slice(0, -1).flatMap((_, index) => {
      const older = sizes.slice(0, index + 1).reduce((sum, one) => sum + one, 0);
      if (older < minimum || n - older < minimum) return [];
      const m = 1 / (1 / older + 1 / (n - older));
      const gap = meanOf(window.slice(older)) - meanOf(window.slice(0, older));
      const bound = Math.sqrt((2 / m) * variance * certainty) + ((2 * spread) / (3 * m)) * certainty;
      return [{ gap, bound, newer: n - older }];
    });
  };
  return (value) => {
    window.push(value);
    sizes.push(1);
    merge();
    const first = cuts().toSorted((a, b) => Math.abs(b.gap) / b.bound - Math.abs(a.gap) / a.bound)[0];
    const n = window.length;
    const alarm = first !== undefined && Math.abs(first.gap) > first.bound;
    while (cuts().some(({ gap, bound }) => Math.abs(gap) > bound)) {
      window = window.slice(sizes[0]);
      sizes = sizes.slice(1);
    }
    return { alarm, direction: alarm ? (first.gap > 0 ? 'up' : 'down') : null, n, window: window.length };
  };
}

describe('ADWIN', () => {
  it.each([
    [{ range: [0, 1] as const }],
    [{ delta: 0.3 }],
    [{ delta: 0.1, minimum: 1, buckets: 2 }],
    [{ delta: 0.05, minimum: 20, buckets: 9, range: [-1, 5] as const }],
  ])('finds what the definition finds, at every value, with %o', (options) => {
    const values = [
      ...bernoulli(1, 300, 0.2),
      ...bernoulli(2, 200, 0.9),
      ...normal(3, 150, 0.5, 0.1),
      ...normal(5, 150, 2, 0.5),
    ];
    const [detector, expected] = [adwin(options), defined(options)];
    let alarms = 0;
    for (const value of values) {
      const detection = detector.add(value);
      expect(detection).toMatchObject(expected(value));
      if (detection.alarm) alarms += 1;
    }
    expect(alarms).toBeGreaterThan(2);
  });

  it('tries the cut after the oldest bucket and the cut before the newest, if it is the only one', () => {
    const block = (value: number, doublings: number): ReturnType<typeof bucketOf> =>
      Array.from({ length: doublings }).reduce<ReturnType<typeof bucketOf>>((one) => joined(one, one), bucketOf(value));
    const rule = { delta: 0.002, minimum: 5, range: undefined };
    const cut = widestCut([block(0, 6), block(1, 6)], rule);
    expect(cut).toMatchObject({ gap: 1, newer: 64 });
    expect(cut.bound).toBeLessThan(1);
    expect(widestCut([block(0, 8), block(0, 7), block(1, 6)], rule)).toMatchObject({ gap: 1, newer: 64 });
    expect(widestCut([block(0, 8), block(1, 7), block(1, 6)], rule)).toMatchObject({ gap: 1, newer: 192 });
  });

  it('finds an abrupt change as soon as its bound allows, and keeps what came after', () => {
    const misdated: number[] = [];
    for (const seed of [10, 20, 30, 40, 50]) {
      const detector = adwin({ range: [0, 1] });
      const before = 2000;
      const early = bernoulli(seed, before, 0.2).filter((value) => detector.add(value).alarm).length;
      expect(early).toBe(0);
      const found = bernoulli(seed + 1, 500, 0.8).map((value) => detector.add(value));
      const delay = found.findIndex(({ alarm }) => alarm) + 1;
      // the paper: found once the means are 2 ε apart
      const certainty = Math.log((2 * Math.log(before)) / 0.002);
      const bound = (newer: number): number =>
        Math.sqrt(2 * 0.25 * certainty * (1 / before + 1 / newer)) + (2 / 3) * certainty * (1 / before + 1 / newer);
      const most = Array.from({ length: 500 }, (_, index) => index + 1).find((newer) => 2 * bound(newer) < 0.6);
      expect(delay).toBeGreaterThan(0);
      expect(delay).toBeLessThanOrEqual(most ?? 0);
      expect(found[delay - 1]).toMatchObject({ direction: 'up' });
      misdated.push(Math.abs((found[delay - 1]?.since ?? 0) - delay));
      expect(found.at(-1)?.window).toBeLessThan(600);
      expect(found.at(-1)?.mean).toBeGreaterThan(0.7);
    }
    // cuts lie between buckets: one of 32 values at the change may count to either side
    expect(misdated.toSorted((a, b) => a - b)[2]).toBeLessThanOrEqual(8);
    expect(Math.max(...misdated)).toBeLessThanOrEqual(32);
  });

  it.each([
    [0.002, 0.5],
    [0.05, 0.5],
    [0.05, 0.02],
  ])('alarms falsely at no more than the share %d of the values of a constant stream of %d', (delta, share) => {
    const values = bernoulli(77, 30_000, share);
    const detector = adwin({ delta, range: [0, 1] });
    const alarms = values.filter((value) => detector.add(value).alarm).length;
    expect(alarms).toBeLessThanOrEqual(delta * values.length);
    // the bound holds for each value alone; a window has nearly the same cuts at the next
    expect(alarms).toBeLessThanOrEqual((delta * values.length) / 20);
  });

  it('knows the mean of the values that its window keeps', () => {
    const values = [...normal(1, 700, 5), ...normal(3, 300, 9), ...normal(5, 1500, 1e6)];
    const detector = adwin();
    values.forEach((value, index) => {
      const { window, mean } = detector.add(value);
      const kept = values.slice(index + 1 - window, index + 1);
      expect(Math.abs((mean ?? Number.NaN) / meanOf(kept) - 1)).toBeLessThan(1e-13);
    });
  });

  it('needs memory as the logarithm of the window', () => {
    const detector = adwin({ range: [0, 1] });
    let window = 0;
    for (const value of bernoulli(5, 40_000, 0.4)) window = detector.add(value).window;
    expect(window).toBe(40_000);
    expect(detector.state().rows.flat().length).toBeLessThanOrEqual(6 * Math.log2(window));
    expect(JSON.stringify(detector.state()).length).toBeLessThan(6000);
  });

  it('finds the same on any scale, with the range declared or observed', () => {
    const values = [...uniform(1, 500), ...uniform(2, 500).map((one) => one / 2)];
    for (const range of [undefined, [0, 1] as const]) {
      const plain = adwin(range && { range });
      const scaled = adwin(range && { range: [0, 1024] });
      for (const value of values) {
        const [a, b] = [plain.add(value), scaled.add(value * 1024)];
        expect(b).toMatchObject({ alarm: a.alarm, window: a.window, since: a.since, statistic: a.statistic * 1024 });
      }
    }
  });

  it('is slower to alarm the wider the declared range, and takes what lies beyond it', () => {
    const delay = (range: readonly [number, number]): number => {
      const detector = adwin({ range });
      for (let i = 0; i < 500; i += 1) detector.add(0.5);
      for (let i = 1; i < 500; i += 1) if (detector.add(1.5).alarm) return i;
      return Number.POSITIVE_INFINITY;
    };
    expect(delay([0, 1])).toBeLessThan(delay([0, 10]));
    expect(delay([0, 10])).toBeLessThan(100);
  });

  it.each([
    [{ delta: 0 }],
    [{ delta: 1 }],
    [{ delta: Number.NaN }],
    [{ minimum: 0 }],
    [{ buckets: 1 }],
    [{ range: [1, 1] as const }],
    [{ range: [0, Number.POSITIVE_INFINITY] as const }],
  ])('refuses %o in a sentence', (options) => {
    expect(() => adwin(options)).toThrow(RangeError);
    expect(() => adwin(options)).toThrow(/must be .*, not /);
  });
});
