import { mostBins } from '../../../profile/edges.ts';
import { edgeSample, type NumericProfile, profileNumbers } from '../../../profile/numeric.ts';
import type { Random } from './random.ts';

/** Draws a baseline and a window of m rows. */
export type DrawCounts = (random: Random, m: number) => readonly [reference: NumericProfile, current: NumericProfile];

/**
 * Profiles of a column of continuous values without its values: a baseline of n rows, and windows counted on its edges.
 * Whatever is made of counts alone depends on the ranks only, so the values may be uniform, the masses between their cuts
 * are sums of exponentials, and what falls between the cuts is multinomial. A million rows cost no more than a few
 * thousand draws.
 */
export function drawCountsOf(n: number): DrawCounts {
  const sample = Math.min(n, edgeSample);
  const places = cutPlaces(sample);
  const inSample = places.map((place, index) => place - (places[index - 1] ?? 0));
  inSample.push(sample - (places.at(-1) ?? 0));
  const empty = profileNumbers(
    [],
    places.map((_, index) => index + 1),
  );
  return (random, m) => {
    const masses = massesBetween(random, inSample);
    const rest = spread(random, n - sample, masses);
    const current = spread(random, m, masses);
    return [
      { ...empty, counts: inSample.map((count, bin) => count + (rest[bin] ?? 0)) },
      { ...empty, counts: [...current] },
    ];
  };
}

/** Places in the sorted sample before which `baselineEdges` cuts; nothing is before the first value. */
function cutPlaces(sample: number): number[] {
  const places = Array.from({ length: mostBins - 1 }, (_, bin) => Math.floor(((bin + 1) * sample) / mostBins));
  return [...new Set(places)].filter((place) => place > 0);
}

/** The gaps between sorted uniform values are exponentials, and a cut is in the middle of one. */
function massesBetween(random: Random, inSample: readonly number[]): Float64Array {
  const gap = (): number => -Math.log(random.uniform());
  const masses = new Float64Array(inSample.length);
  let below = gap();
  inSample.forEach((count, bin) => {
    const last = bin === inSample.length - 1;
    const above = last ? gap() : gap() / 2;
    masses[bin] = below + (count > 1 ? random.gamma(count - 1) : 0) + above;
    below = above;
  });
  return masses;
}

/** So many values in bins of these masses: the halves of the bins share them, and the halves of the halves. */
function spread(random: Random, values: number, masses: Float64Array): Float64Array {
  const below = new Float64Array(masses.length + 1);
  masses.forEach((mass, bin) => {
    below[bin + 1] = (below[bin] ?? 0) + mass;
  });
  const counts = new Float64Array(masses.length);
  const share = (first: number, last: number, count: number): void => {
    if (count === 0) return;
    if (last - first === 1) {
      counts[first] = count;
      return;
    }
    const middle = (first + last) >> 1;
    const [low, cut, high] = [below[first] ?? 0, below[middle] ?? 0, below[last] ?? 0];
    const left = random.binomial(count, (cut - low) / (high - low));
    share(first, middle, left);
    share(middle, last, count - left);
  };
  share(0, masses.length, values);
  return counts;
}
