import { rateOf } from '../../packages/stats/src/drift/decision/testing/rate.ts';
import type { Interval } from '../../packages/stats/src/score/score.ts';

/** What became of the intervals of one cell of a table. */
export interface Tally {
  held: number;
  /** The value was below the interval. */
  below: number;
  above: number;
  /** There was no interval, or no value to hold. */
  without: number;
}

export const newTally = (): Tally => ({ held: 0, below: 0, above: 0, without: 0 });

export function count(tally: Tally, interval: Interval | null, value: number | null): void {
  if (!interval || value === null || Number.isNaN(value)) tally.without += 1;
  else if (value < interval.low) tally.below += 1;
  else if (value > interval.high) tally.above += 1;
  else tally.held += 1;
}

/** Between these shares of intervals that hold the value, all is well. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** A share of tries as the tables show it, and whether it is outside its bounds by more than chance explains. */
export interface Cell {
  /** `94.8 ±0.7`, with a sign where it is outside. */
  readonly text: string;
  readonly verdict: 'within' | 'too seldom' | 'too often' | 'unknown';
}

export const signs = { within: '', 'too seldom': ' ✗', 'too often': ' ▲', unknown: '' } as const;

/** So many of so many tries, in percent with half the width of the 95 % interval of Wilson. */
export function cellOf(times: number, of: number, { least, most }: Bounds): Cell {
  if (of === 0) return { text: '–', verdict: 'unknown' };
  const { share, low, high } = rateOf(times, of);
  const verdict = high < least ? 'too seldom' : low > most ? 'too often' : 'within';
  return { text: `${percent(share)} ±${percent((high - low) / 2)}${signs[verdict]}`, verdict };
}

/** The same of intervals, with the share of samples that gave none. */
export function coverageOf(tally: Tally, bounds: Bounds): Cell {
  const known = knownOf(tally);
  const cell = cellOf(tally.held, known, bounds);
  if (tally.without === 0 || known === 0) return cell;
  return { ...cell, text: `${cell.text}, ${percent(tally.without / (known + tally.without))} none` };
}

/** On which side the misses were. */
export function sidesOf(tally: Tally): string {
  const known = knownOf(tally);
  return `below in ${percent(tally.below / known)} %, above in ${percent(tally.above / known)} %`;
}

export const knownOf = ({ held, below, above }: Tally): number => held + below + above;

export const percent = (share: number): string => (100 * share).toFixed(1);
