import type { DriftReport, Finding } from '@pitwall/sdk';
import type { Severity } from '@pitwall/stats';

/** What one comparison says of one column. The figures are of the values that are there. */
export interface FeatureDrift {
  readonly psi: number | null;
  /** Null as well where the values have no order. */
  readonly ks: number | null;
  readonly kl: number | null;
  /** Null where it could not be told. */
  readonly drift: boolean | null;
  readonly severity: Severity | null;
  /** What has changed in it, in sentences. */
  readonly changes: readonly string[];
  /** Why something could not be told. */
  readonly reason?: string;
}

export interface DriftResults {
  readonly features: Readonly<Record<string, FeatureDrift>>;
  /** Null where nothing has drifted, but not everything could be told. */
  readonly overallDriftDetected: boolean | null;
  readonly recommendations: readonly string[];
  readonly report: DriftReport;
  /** One for each question that was asked; none by the classic rule, which knows the features only. */
  readonly findings: readonly Finding[];
}

export function unknownFeature(reason: string): FeatureDrift {
  return { psi: null, ks: null, kl: null, drift: null, severity: null, changes: [], reason };
}

export const goneReason = 'the data has no such column';

/** One that drifted is enough; that none did can only be said where all could be told. */
export function overall(answers: readonly (boolean | null)[]): boolean | null {
  if (answers.includes(true)) return true;
  return answers.length === 0 || answers.includes(null) ? null : false;
}
