import { andersonDarlingOfCounts } from '../../compare/anderson-darling.ts';
import { chiSquared } from '../../compare/chi-squared.ts';
import { type Comparison, isUnknown, type Unknown } from '../../compare/outcome.ts';
import type { SimpleProfile } from '../../profile/composite.ts';
import type { NumericProfile } from '../../profile/numeric.ts';
import { alignCategories } from '../binning/categories.ts';
import type { Drift, DriftFigure } from '../figure.ts';
import { ks } from '../kolmogorov-smirnov.ts';
import { psi } from '../psi.ts';
import { type Severity, type SeverityThresholds, severities, severityAt } from '../severity.ts';

/**
 * From which value on an effect is low, medium, high. Kolmogorov–Smirnov's begins a little below the familiar 0.1, so that
 * whatever the classic rule finds among a thousand rows is found: evidence, which that rule does not ask for, is what
 * keeps chance out. A change of location reaches it before PSI's 0.1, one of shape reaches PSI's first; either counts.
 */
export const effectThresholds: Readonly<Record<'psi' | 'ks', SeverityThresholds>> = {
  psi: [0.1, 0.25, 0.5],
  ks: [0.09, 0.2, 0.275],
};

/** How far the values of one column, or of one side of it, have moved, and whether chance does that. */
export interface FacetDrift {
  /** Of the measures, the one by which the drift matters most. */
  readonly effect: Drift;
  readonly severity: Severity | null;
  readonly thresholds: SeverityThresholds;
  readonly evidence: Comparison | Unknown;
}

/**
 * Compares the values that are there; how many are missing is a question of its own (`compareMissing`), so that one cause
 * has one finding.
 *
 * Effect: PSI, for numbers Kolmogorov–Smirnov's distance as well, whichever is the more severe. Evidence:
 * Anderson–Darling over all bins of the profile for numbers, chi-squared for categories. Both from the counts alone.
 *
 * Cost: one pass over the bins, and that of Anderson–Darling's variance (n + m steps).
 */
export function compareFacet(reference: SimpleProfile, current: SimpleProfile): FacetDrift {
  const [before, now] = [present(reference), present(current)];
  const effect = strongest(
    before.kind === 'numeric' && now.kind === 'numeric' ? [psi(before, now), ks(before, now)] : [psi(before, now)],
  );
  return { ...effect, evidence: evidenceOf(before, now) };
}

function strongest(drifts: readonly Drift[]): Omit<FacetDrift, 'evidence'> {
  const [first, ...others] = drifts.map((effect) => {
    const thresholds = effectThresholds[effect.measure === 'ks' ? 'ks' : 'psi'];
    return {
      effect,
      thresholds,
      severity: effect.value === null ? null : severityAt(effect.value - byChance(effect), thresholds),
    };
  });
  if (!first) throw new RangeError('expected at least one measure');
  const rank = (severity: Severity | null): number => (severity === null ? -1 : severities.indexOf(severity));
  return others.reduce((best, one) => (rank(one.severity) > rank(best.severity) ? one : best), first);
}

/**
 * What PSI is on average where nothing has moved: (bins − 1) × (1 / n + 1 / m). A name column of a hundred teams has a PSI
 * of 0.6 in a week of 150 games, and that is no drift of 0.6.
 */
export function byChance(effect: DriftFigure): number {
  if (effect.measure !== 'psi' || !effect.counts) return 0;
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  const { reference, current } = effect.counts;
  const occupied = reference.filter((count, bin) => count + (current[bin] ?? 0) > 0).length;
  return (occupied - 1) * (1 / sum(reference) + 1 / sum(current));
}

function evidenceOf(reference: SimpleProfile, current: SimpleProfile): Comparison | Unknown {
  if (reference.kind === 'numeric' && current.kind === 'numeric') {
    const compared = andersonDarlingOfCounts({ reference: inOrder(reference), current: inOrder(current) });
    // Where there is one value only, all of it on both sides, there is nothing that chance could explain.
    return isUnknown(compared) && compared.unknown === 'nothing varies'
      ? certainlyAlike(compared, reference, current)
      : compared;
  }
  if (reference.kind === 'categorical' && current.kind === 'categorical') {
    const { rows, other } = alignCategories(reference, current);
    const counts = {
      reference: [...rows.map(([, before]) => before), other[0]],
      current: [...rows.map(([, , now]) => now), other[1]],
    };
    const compared = chiSquared(counts);
    return isUnknown(compared) && compared.unknown === 'nothing varies'
      ? certainlyAlike(compared, reference, current)
      : compared;
  }
  return { method: 'none', unknown: 'counts of different lengths' };
}

function certainlyAlike({ method }: Unknown, reference: SimpleProfile, current: SimpleProfile): Comparison {
  return { method, statistic: 0, p: 1, n: valuesOf(reference), m: valuesOf(current) };
}

export function valuesOf(profile: SimpleProfile): number {
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  if (profile.kind === 'categorical') return sum(profile.counts) + profile.other;
  return sum(profile.counts) + profile.negativeInfinity + profile.positiveInfinity;
}

const inOrder = ({ counts, negativeInfinity, positiveInfinity }: NumericProfile): number[] => [
  negativeInfinity,
  ...counts,
  positiveInfinity,
];

function present<Profile extends SimpleProfile>(profile: Profile): Profile {
  return profile.kind === 'numeric' ? { ...profile, missing: 0, nan: 0 } : { ...profile, missing: 0 };
}

/** How a figure was made, in words. */
export function describeFigure({ measure, binning, smoothing, direction, counts }: DriftFigure): string {
  const bins = counts ? `${counts.reference.length} bins (${binning})` : binning;
  return `${measure} over ${bins}, smoothing ${smoothing?.rule ?? 'none'}, ${direction.replaceAll('_', ' ')}`;
}
