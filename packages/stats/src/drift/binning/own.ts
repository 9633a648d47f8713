import { sameEdges } from '../../profile/merge.ts';
import { baselineNumbers, type NumericProfile, profileNumbers } from '../../profile/numeric.ts';
import { type Binned, binned, openEdges } from '../binned.ts';
import type { Side, Sides } from '../column.ts';
import { type Refusal, refusal } from '../figure.ts';
import { binCategories } from './categories.ts';
import { groupEdges, regroup } from './quantile-groups.ts';

/**
 * Pitwall's own bins: groups of equal mass of the reference with open ends, spikes apart; bins for missing values (NaN
 * among them) and for either infinity; categories as `binCategories` has them.
 */
export function binOwn(sides: Sides, groups: number): Binned | Refusal {
  const { reference, current } = sides;
  if (reference.kind === 'categorical' || current.kind === 'categorical') {
    const both = reference.kind === 'categorical' && current.kind === 'categorical';
    if (both) return binCategories(reference.profile, current.profile);
    return refusal('different_kinds', 'one side holds categories, the other numbers; read both as one kind');
  }
  const profiles = asProfiles(reference, current);
  if ('reason' in profiles) return profiles;
  const [before, now] = profiles;
  const edges = groupEdges(before, groups);
  return binned(
    `quantile-groups-${groups}`,
    { edges: openEdges(edges) },
    regroup(before.edges, before.counts, edges),
    regroup(now.edges, now.counts, edges),
    {
      missing: [before.missing + before.nan, now.missing + now.nan],
      negative_infinity: [before.negativeInfinity, now.negativeInfinity],
      positive_infinity: [before.positiveInfinity, now.positiveInfinity],
    },
  );
}

type NumericSide = Exclude<Side, { readonly kind: 'categorical' }>;

/** Both sides counted on the reference's edges. Values can be counted on any edges; a profile only on its own. */
export function asProfiles(
  reference: NumericSide,
  current: NumericSide,
): readonly [reference: NumericProfile, current: NumericProfile] | Refusal {
  const before =
    reference.kind === 'numeric'
      ? reference.profile
      : current.kind === 'numeric'
        ? profileSide(reference, current.profile.edges)
        : profileSide(reference, baselineNumbers(reference.numbers.finite).edges);
  const now = current.kind === 'numeric' ? current.profile : profileSide(current, before.edges);
  if (sameEdges(before, now)) return [before, now];
  return refusal(
    'different_edges',
    'the two profiles have different edges; count the current data on those of the reference',
  );
}

function profileSide(
  { numbers }: Extract<Side, { readonly kind: 'values' }>,
  edges: readonly number[],
): NumericProfile {
  const { missing, nan, negativeInfinity, positiveInfinity } = numbers;
  return { ...profileNumbers(numbers.finite, edges), missing, nan, negativeInfinity, positiveInfinity };
}
