import { type Bucket, whole } from './buckets.ts';

/** Between older and newer values: how far apart their means are, how far they may be, and how many are newer. */
export interface Cut {
  readonly gap: number;
  readonly bound: number;
  readonly newer: number;
}

export interface CutRule {
  readonly delta: number;
  readonly minimum: number;
  readonly range: readonly [low: number, high: number] | undefined;
}

const noCut: Cut = { gap: 0, bound: 0, newer: 0 };

export const isBeyond = ({ gap, bound }: Cut): boolean => Math.abs(gap) > bound;

/** Of all cuts of these buckets, the oldest first, the one whose gap is the largest multiple of its bound. */
export function widestCut(all: readonly Bucket[], { delta, minimum, range }: CutRule): Cut {
  const sum = whole(all);
  if (sum === undefined || sum.n < 2 * minimum) return noCut;
  const certainty = Math.log((2 * Math.max(1, Math.log(sum.n))) / delta);
  const spread = Math.max(sum.high, range?.[1] ?? sum.high) - Math.min(sum.low, range?.[0] ?? sum.low);
  const variance = sum.m2 / sum.n;
  const newerMeans = meansFromNewest(all);
  let widest: Cut | undefined;
  let older = 0;
  let olderMean = 0;
  all.slice(0, -1).forEach(({ n, mean }, index) => {
    older += n;
    olderMean += (mean - olderMean) * (n / older);
    const newer = sum.n - older;
    if (older < minimum || newer < minimum) return;
    const share = 1 / older + 1 / newer;
    const bound = Math.sqrt(2 * variance * certainty * share) + (2 / 3) * spread * certainty * share;
    const gap = (newerMeans[index + 1] ?? 0) - olderMean;
    if (widest === undefined || Math.abs(gap) * widest.bound > Math.abs(widest.gap) * bound) {
      widest = { gap, bound, newer };
    }
  });
  return widest ?? noCut;
}

/** The mean of the values in each bucket and all newer ones. */
function meansFromNewest(all: readonly Bucket[]): Float64Array {
  const means = new Float64Array(all.length);
  let newer = 0;
  let newerMean = 0;
  for (let index = all.length - 1; index >= 0; index -= 1) {
    const { n, mean } = all[index] ?? { n: 0, mean: 0 };
    newer += n;
    newerMean += (mean - newerMean) * (n / newer);
    means[index] = newerMean;
  }
  return means;
}
