import type { Interval } from '../score/score.ts';
import { intervalOf } from './spread.ts';

/** The same area as it is estimated and as it is measured in each drawn world; NaN where it has no value. */
export interface DrawnAreas {
  readonly estimated: Float64Array;
  readonly measured: Float64Array;
}

/**
 * The interval of an area under a curve that is estimated at `plain`: errors are taken in log-odds.
 *
 * An area near 1 varies less than one near ½. A reference of few ones that shows too high an area by chance would seem
 * surer of it than it is, and one that shows too low an area less sure; in log-odds they vary alike.
 * 0 and 1, which have no log-odds, stand half a row from the end; an interval that reaches so far reaches 0 or 1.
 * Example: of errors of ±0.8 in log-odds, an area of 0.8 has the interval 0.64 to 0.90.
 */
export function areaInterval(
  plain: number,
  { estimated, measured }: DrawnAreas,
  rows: number,
  level: number,
): Interval {
  const least = 0.5 / (rows + 1);
  const toOdds = (area: number): number => {
    const held = Math.min(1 - least, Math.max(least, area));
    return Math.log(held / (1 - held));
  };
  const errors = measured.map((area, world) => toOdds(area) - toOdds(estimated[world] ?? Number.NaN));
  const known = errors.filter((error) => !Number.isNaN(error));
  const ends: [number, number] = [toOdds(0), toOdds(1)];
  const { interval } = intervalOf(toOdds(plain), known, ends, level);
  const toArea = (odds: number): number => 1 / (1 + Math.exp(-odds));
  return {
    ...interval,
    low: interval.low <= ends[0] ? 0 : toArea(interval.low),
    high: interval.high >= ends[1] ? 1 : toArea(interval.high),
  };
}
