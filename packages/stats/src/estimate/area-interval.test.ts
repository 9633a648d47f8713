import { describe, expect, it } from 'vitest';
import { areaInterval } from './area-interval.ts';

const toOdds = (area: number): number => Math.log(area / (1 - area));
const fromOdds = (odds: number): number => 1 / (1 + Math.exp(-odds));
/** Worlds in which the error is −0.8 or 0.8 in log-odds, wherever the estimate lies. */
const estimated = Float64Array.from({ length: 400 }, (_, world) => 0.6 + (world % 40) / 160);
const measured = estimated.map((area, world) => fromOdds(toOdds(area) + (world % 2 === 0 ? 0.8 : -0.8)));

describe('the interval of an area', () => {
  it('adds errors in log-odds', () => {
    for (const plain of [0.55, 0.8, 0.95]) {
      const { low, high } = areaInterval(plain, { estimated, measured }, 10_000, 0.95);
      expect(low).toBeCloseTo(fromOdds(toOdds(plain) - 0.8), 10);
      expect(high).toBeCloseTo(fromOdds(toOdds(plain) + 0.8), 10);
    }
  });

  it('is narrower and leans to the middle where the area is high', () => {
    const [middle, high] = [0.7, 0.95].map((plain) => areaInterval(plain, { estimated, measured }, 10_000, 0.95));
    expect((high?.high ?? 0) - (high?.low ?? 0)).toBeLessThan((middle?.high ?? 0) - (middle?.low ?? 0));
    expect(0.95 - (high?.low ?? 0)).toBeGreaterThan(1.5 * ((high?.high ?? 0) - 0.95));
  });

  it('reaches 0 and 1 where the worlds do', () => {
    const whole = measured.map((_, world) => (world % 2 === 0 ? 1 : 0));
    expect(areaInterval(0.7, { estimated, measured: whole }, 50, 0.95)).toMatchObject({ low: 0, high: 1 });
    expect(areaInterval(1, { estimated, measured }, 50, 0.95).high).toBe(1);
    expect(areaInterval(0, { estimated, measured }, 50, 0.95).low).toBe(0);
  });

  it('leaves out worlds in which the area has no value', () => {
    const holes = measured.map((area, world) => (world === 7 ? Number.NaN : area));
    const { low, high } = areaInterval(0.8, { estimated, measured: holes }, 10_000, 0.95);
    expect(low).toBeCloseTo(fromOdds(toOdds(0.8) - 0.8), 10);
    expect(high).toBeCloseTo(fromOdds(toOdds(0.8) + 0.8), 10);
  });

  it('has the level that is asked for', () => {
    const fine = estimated.map((area, world) => fromOdds(toOdds(area) + (world - 199.5) / 200));
    const { low, level } = areaInterval(0.5, { estimated, measured: fine }, 10_000, 0.5);
    expect(level).toBe(0.5);
    expect(toOdds(low)).toBeCloseTo(-0.5, 1);
  });
});
