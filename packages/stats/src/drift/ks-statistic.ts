/** Below this many values, sorting them is quicker than looking for where not to. */
const fewEnoughToSort = 4096;
/** About so many values a bin, and so many bins at the most. */
const perBin = 16;
const mostBins = 1 << 16;
const deepest = 6;

/** The values of both samples that lie in one stretch of the line, and how many of each lie below it. */
interface Stretch {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly belowA: number;
  readonly belowB: number;
  readonly depth: number;
}

/** What a sample has besides its finite values: infinities count as the least and the greatest of all. */
export interface Tails {
  readonly below: number;
  readonly above: number;
}

const noTails: Tails = { below: 0, above: 0 };

/**
 * Two-sample Kolmogorov–Smirnov statistic, exactly, of finite values in any order: the largest gap between the two
 * empirical distribution functions.
 *
 * Definition: max over x of |F(x) − G(x)|, F(x) being the share of values ≤ x. Nothing large is sorted: both samples
 * are counted in bins of equal width, which gives the gap at every bin's end and a bound on the gap inside; only bins
 * whose bound exceeds the best gap found are looked into, in the same way. It does not change under a monotone
 * transformation.
 *
 * Reference: Smirnov (1948). Cost: about four passes; at worst (values on ever smaller scales) a sort.
 * Example: ksStatistic([1, 2, 3], [2, 3, 4]) = 0.3333333333333333.
 */
export function ksStatistic(a: ArrayLike<number>, b: ArrayLike<number>, tailsA = noTails, tailsB = noTails): number {
  const nA = a.length + tailsA.below + tailsA.above;
  const nB = b.length + tailsB.below + tailsB.above;
  const gap = (countA: number, countB: number): number => Math.abs(countA / nA - countB / nB);
  const whole = { a: doubles(a), b: doubles(b), belowA: tailsA.below, belowB: tailsB.below, depth: 0 };
  return largestGap(whole, gap, gap(tailsA.below, tailsB.below));
}

type Gap = (countA: number, countB: number) => number;

/** The larger of `best` and the largest gap within the stretch or at its end. */
function largestGap(stretch: Stretch, gap: Gap, best: number): number {
  const { a, b, belowA, belowB, depth } = stretch;
  if (a.length + b.length <= fewEnoughToSort || depth >= deepest) return gapOfSorted(stretch, gap, best);
  const place = placesOf(a, b);
  if (place === null) return Math.max(best, gap(belowA + a.length, belowB + b.length));
  const [endsA, endsB] = [cumulate(a, place, belowA), cumulate(b, place, belowB)];
  let found = best;
  for (let bin = 0; bin < place.bins; bin += 1) found = Math.max(found, gap(endsA[bin + 1] ?? 0, endsB[bin + 1] ?? 0));
  const bound = (bin: number): number =>
    Math.max(gap(endsA[bin + 1] ?? 0, endsB[bin] ?? 0), gap(endsA[bin] ?? 0, endsB[bin + 1] ?? 0));
  const suspects = new Uint8Array(place.bins);
  for (let bin = 0; bin < place.bins; bin += 1) suspects[bin] = bound(bin) > found ? 1 : 0;
  const [insideA, insideB] = [gather(a, place, suspects, endsA), gather(b, place, suspects, endsB)];
  for (let bin = 0; bin < place.bins; bin += 1) {
    if (suspects[bin] === 0 || bound(bin) <= found) continue;
    const [startA, startB] = [endsA[bin] ?? 0, endsB[bin] ?? 0];
    const inside = { a: insideA(bin), b: insideB(bin), belowA: startA, belowB: startB, depth: depth + 1 };
    found = largestGap(inside, gap, found);
  }
  return found;
}

function gapOfSorted({ a, b, belowA, belowB }: Stretch, gap: Gap, best: number): number {
  const [x, y] = [a.slice().sort(), b.slice().sort()];
  let [i, j] = [0, 0];
  let found = best;
  while (i < x.length || j < y.length) {
    const value = Math.min(x[i] ?? Number.POSITIVE_INFINITY, y[j] ?? Number.POSITIVE_INFINITY);
    while (i < x.length && (x[i] ?? 0) <= value) i += 1;
    while (j < y.length && (y[j] ?? 0) <= value) j += 1;
    found = Math.max(found, gap(belowA + i, belowB + j));
  }
  return found;
}

/** A numbering of the values' range that never falls. Bins need no exact edges, only order. */
interface Places {
  readonly bins: number;
  readonly of: (value: number) => number;
}

/** Null where all values are one and the same. */
function placesOf(a: Float64Array, b: Float64Array): Places | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of [a, b]) {
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (low === high) return null;
  const bins = Math.min(mostBins, Math.ceil((a.length + b.length) / perBin));
  // Halves, because the difference of two doubles may not be one.
  const half = low / 2;
  const perUnit = bins / (high / 2 - half);
  if (!Number.isFinite(perUnit)) return { bins: 3, of: (value) => (value === low ? 0 : value === high ? 2 : 1) };
  return { bins, of: (value) => Math.min(bins - 1, Math.floor((value / 2 - half) * perUnit)) };
}

/** How many values lie below each bin, `below` those of earlier stretches; one entry more than there are bins. */
function cumulate(values: Float64Array, { bins, of }: Places, below: number): Float64Array {
  const ends = new Float64Array(bins + 1);
  for (let index = 0; index < values.length; index += 1) {
    const bin = of(values[index] ?? 0) + 1;
    ends[bin] = (ends[bin] ?? 0) + 1;
  }
  ends[0] = below;
  for (let bin = 1; bin <= bins; bin += 1) ends[bin] = (ends[bin] ?? 0) + (ends[bin - 1] ?? 0);
  return ends;
}

/** The values of the suspected bins, collected in one pass; the answer gives those of a bin. */
function gather(values: Float64Array, { bins, of }: Places, suspects: Uint8Array, ends: Float64Array) {
  const starts = new Float64Array(bins + 1);
  for (let bin = 0; bin < bins; bin += 1) {
    const size = suspects[bin] === 1 ? (ends[bin + 1] ?? 0) - (ends[bin] ?? 0) : 0;
    starts[bin + 1] = (starts[bin] ?? 0) + size;
  }
  const collected = new Float64Array(starts[bins] ?? 0);
  const next = starts.slice();
  for (let index = 0; index < values.length && collected.length > 0; index += 1) {
    const value = values[index] ?? 0;
    const bin = of(value);
    if (suspects[bin] === 0) continue;
    const slot = next[bin] ?? 0;
    collected[slot] = value;
    next[bin] = slot + 1;
  }
  return (bin: number): Float64Array => collected.subarray(starts[bin], starts[bin + 1]);
}

function doubles(values: ArrayLike<number>): Float64Array {
  return values instanceof Float64Array ? values : Float64Array.from(values);
}
