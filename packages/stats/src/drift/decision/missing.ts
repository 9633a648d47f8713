import { isUnknown, type Unknown } from '../../compare/outcome.ts';
import { type Proportion, type TwoProportions, twoProportions } from '../../compare/two-proportions.ts';
import { type Severity, type SeverityThresholds, severityAt } from '../severity.ts';

/** Changes of the share of missing values that are low, medium, high: in shares of all rows. */
export const missingThresholds: SeverityThresholds = [0.01, 0.05, 0.2];

export interface MissingDrift {
  /** Current share − reference share. */
  readonly change: number | null;
  readonly severity: Severity | null;
  readonly evidence: TwoProportions | Unknown;
}

/** Are values missing more often, or less often, than they were? Null where none is on either side. */
export function compareMissing(reference: Proportion, current: Proportion): MissingDrift | null {
  if (reference.count + current.count === 0) return null;
  const evidence = twoProportions(reference, current);
  if (isUnknown(evidence)) return { change: null, severity: null, evidence };
  return {
    change: evidence.difference,
    severity: severityAt(Math.abs(evidence.difference), missingThresholds),
    evidence,
  };
}
