import { type CategoricalProfile, facetsOf, isPointBin, type NumericProfile, type SimpleProfile } from '@pitwall/stats';

export { facetsOf };

export const isCategorical = (profile: SimpleProfile): profile is CategoricalProfile => profile.kind === 'categorical';

/** The ends of a bin, the open ones closed at the least and the greatest value. */
export function endsOfBin({ edges, min, max }: NumericProfile, bin: number): readonly [low: number, high: number] {
  const low = edges[bin - 1] ?? min ?? 0;
  const high = edges[bin] ?? max ?? low;
  return [Math.max(low, min ?? low), Math.max(low, Math.min(high, max ?? high))];
}

/** Half of the finite values lie below; within a bin they are taken to be spread evenly. */
export function medianOf(profile: NumericProfile): number | undefined {
  const { counts } = profile;
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (total === 0) return undefined;
  let below = 0;
  for (const [bin, n] of counts.entries()) {
    if (n > 0 && below + n >= total / 2) {
      const [low, high] = endsOfBin(profile, bin);
      if (isPointBin(profile.edges, bin)) return low;
      return low + ((total / 2 - below) / n) * (high - low);
    }
    below += n;
  }
  return undefined;
}
