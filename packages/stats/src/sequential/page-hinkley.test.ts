import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { normal } from '../drift/testing/samples.ts';
import { pageHinkley } from './page-hinkley.ts';

/** Made by scripts/golden/streams.py. */
interface Golden {
  readonly kind: string;
  readonly options: { readonly threshold: number; readonly delta: number; readonly minimum: number };
  readonly values: readonly number[];
  readonly found: readonly (readonly [statistic: number, alarm: 0 | 1])[];
}

const golden = readFileSync(new URL('./fixtures/streams.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Golden);

describe('Page–Hinkley', () => {
  it.each(golden)('finds what River finds, value by value: $kind, $options', ({ options, values, found }) => {
    const detector = pageHinkley(options);
    values.forEach((value, index) => {
      const { statistic, alarm } = detector.add(value);
      expect(statistic).toBeCloseTo(found[index]?.[0] ?? Number.NaN, 7);
      expect(alarm).toBe(found[index]?.[1] === 1);
    });
  });

  it('is compared with River on streams with and without alarms', () => {
    const alarms = golden.map(({ found }) => found.filter(([, alarm]) => alarm === 1).length);
    expect(Math.min(...alarms)).toBe(0);
    expect(Math.max(...alarms)).toBeGreaterThan(3);
  });

  it('is m(n) less its lowest so far, computed anew for every n', () => {
    const delta = 0.3;
    const values = [...normal(5, 60), ...normal(7, 40, 0.8)];
    const detector = pageHinkley({ threshold: 1e6, delta });
    const mean = (n: number): number => values.slice(0, n).reduce((sum, one) => sum + one, 0) / n;
    const rise = (n: number, side: 1 | -1): number => {
      const m = [0];
      for (let i = 1; i <= n; i += 1) m.push((m.at(-1) ?? 0) + side * ((values[i - 1] ?? 0) - mean(i)) - delta);
      return (m.at(-1) ?? 0) - Math.min(...m);
    };
    values.forEach((value, index) => {
      const { statistic } = detector.add(value);
      expect(statistic).toBeCloseTo(Math.max(rise(index + 1, 1), rise(index + 1, -1)), 9);
    });
  });

  it('says nothing before the minimum, whatever comes', () => {
    const detector = pageHinkley({ threshold: 1, delta: 0, minimum: 20 });
    const alarms = Array.from({ length: 20 }, (_, index) => detector.add(index * 100).alarm);
    expect(alarms.indexOf(true)).toBe(19);
  });

  it('starts again after an alarm, with a new mean', () => {
    const detector = pageHinkley({ threshold: 5, delta: 0.1, minimum: 1 });
    for (let i = 0; i < 50; i += 1) detector.add(0);
    expect(detector.add(100)).toMatchObject({ alarm: true, direction: 'up', since: 1, n: 51 });
    expect(detector.add(100)).toMatchObject({ alarm: false, direction: null, statistic: 0, since: 0, n: 1 });
  });

  it.each([
    [{ threshold: 0, delta: 0 }],
    [{ threshold: Number.NaN, delta: 0 }],
    [{ threshold: 1, delta: -1 }],
    [{ threshold: 1, delta: Number.POSITIVE_INFINITY }],
    [{ threshold: 1, delta: 0, minimum: 0.5 }],
  ])('refuses %o in a sentence', (options) => {
    expect(() => pageHinkley(options)).toThrow(RangeError);
    expect(() => pageHinkley(options)).toThrow(/must be .*, not /);
  });
});
