import { isUnknown } from '../../compare/outcome.ts';
import { facetsOf, missingOf, type Profile, rowsOfProfile } from '../../profile/composite.ts';
import { severities } from '../severity.ts';
import { type CategoryChange, categoriesOnlyIn } from './category-changes.ts';
import { compareFacet, type FacetDrift } from './facet.ts';
import { compareMissing, type MissingDrift } from './missing.ts';

export interface DistributionDrift extends FacetDrift {
  /** Which side of the column moved most, where it has several. */
  readonly facet: string | undefined;
  /** That of the evidence times the number of sides that were looked at; null where there is no evidence. */
  readonly p: number | null;
}

/** All that is asked of one column: have its values moved, are more of them missing, did categories come or go? */
export interface ColumnDrift {
  /** Null where no side of it was to be compared. */
  readonly distribution: DistributionDrift | null;
  readonly missing: MissingDrift | null;
  readonly appeared: CategoryChange | null;
  readonly vanished: CategoryChange | null;
}

export interface CompareOptions {
  /** Sides that are not asked about, such as a time as a point on the line, which moves by itself. */
  readonly ignore?: readonly string[];
}

/**
 * Compares two profiles of a column, the current one counted as the reference is.
 *
 * Of several sides the one is reported whose effect matters and whose evidence is strongest (else the strongest
 * evidence), with its p-value times their number, as the best of several is not as surprising as one (Bonferroni).
 */
export function compareColumn(reference: Profile, current: Profile, { ignore = [] }: CompareOptions = {}): ColumnDrift {
  const now = new Map(facetsOf(current).map(({ name, profile }) => [name, profile]));
  const pairs = facetsOf(reference).flatMap(({ name, profile }) => {
    const other = now.get(name);
    return other && !(name !== undefined && ignore.includes(name))
      ? [{ name, reference: profile, current: other }]
      : [];
  });
  const compared = pairs.map((pair) => {
    const drift = compareFacet(pair.reference, pair.current);
    const p = isUnknown(drift.evidence) ? null : Math.min(1, drift.evidence.p * pairs.length);
    return { ...drift, facet: pair.name, p };
  });
  return {
    distribution: compared.reduce<DistributionDrift | null>(
      (best, one) => (best && !isStronger(one, best) ? best : one),
      null,
    ),
    missing: compareMissing(
      { count: missingOf(reference), of: rowsOfProfile(reference) },
      { count: missingOf(current), of: rowsOfProfile(current) },
    ),
    appeared: onlyIn(current, reference),
    vanished: onlyIn(reference, current),
  };
}

function onlyIn(side: Profile, other: Profile): CategoryChange | null {
  return side.kind === 'categorical' && other.kind === 'categorical' ? categoriesOnlyIn(side, other) : null;
}

function isStronger(a: DistributionDrift, b: DistributionDrift): boolean {
  const matters = ({ severity }: DistributionDrift): number =>
    severity === null ? -1 : Math.min(1, severities.indexOf(severity));
  if (matters(a) !== matters(b)) return matters(a) > matters(b);
  return (a.p ?? 2) < (b.p ?? 2);
}
