import { leastSquaresTrend } from '@pitwall/stats';

export interface Sample {
  readonly seconds: number;
  readonly bytes: number;
}

export interface Growth {
  /** Bytes an hour: what the line through the samples says, and between what it may be by chance. */
  readonly perHour: number;
  readonly low: number;
  readonly high: number;
}

/** Neighbouring samples are nearly the same, so a line through all of them would be far too sure of itself. */
const blocks = 10;

/** How fast what is held grows, with 95 % certainty; undefined where there are too few samples for so many blocks. */
export function growthOf(samples: readonly Sample[]): Growth | undefined {
  const size = Math.floor(samples.length / blocks);
  if (size < 1) return undefined;
  const means = Array.from({ length: blocks }, (_, block) => meanOf(samples.slice(block * size, (block + 1) * size)));
  const line = leastSquaresTrend(means.map(({ seconds, bytes }) => ({ time: seconds / 3_600, value: bytes })));
  if (!('slope' in line) || !line.interval) return undefined;
  return { perHour: line.slope, low: line.interval.low, high: line.interval.high };
}

function meanOf(samples: readonly Sample[]): Sample {
  const mean = (of: (sample: Sample) => number): number =>
    samples.reduce((sum, one) => sum + of(one), 0) / samples.length;
  return { seconds: mean(({ seconds }) => seconds), bytes: mean(({ bytes }) => bytes) };
}
