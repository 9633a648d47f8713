import type { DatasetReport, DriftReport, Finding, Report } from '@pitwall/sdk';
import { worstStatus } from '@pitwall/sdk';
import { assembleReport } from '../check.ts';

export interface JudgedDrift {
  readonly findings: readonly Finding[];
  readonly drift: DriftReport;
  readonly rows: number;
}

/** The report of a comparison that has no contract beside it. */
export function assembleDriftReport(
  { findings, drift, rows }: JudgedDrift,
  name: string,
  sources: DatasetReport['sources'],
  now: Date,
): Report {
  const status = worstStatus(findings.map((finding) => finding.status));
  return assembleReport(
    name,
    now,
    [{ name, status, sources, rows, score: null, score_parts: [], columns: [], drift }],
    findings,
  );
}
