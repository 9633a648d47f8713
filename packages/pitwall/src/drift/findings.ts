import type { Finding } from '@pitwall/sdk';
import type { ComparedNow, Comparison } from './compare.ts';
import { categoryFinding } from './findings/categories.ts';
import { columnsFinding } from './findings/columns.ts';
import { distributionFinding } from './findings/distribution.ts';
import type { Judging } from './findings/finding.ts';
import { jointFindings } from './findings/joint.ts';
import { missingFinding } from './findings/missing.ts';
import { typeFinding } from './findings/type.ts';

/** All findings of one comparison: facts about single columns, then about all together. */
export function findingsOf(comparison: Comparison, judging: Judging): Finding[] {
  return [
    ...comparison.columns.flatMap((compared) => columnFindings(compared, comparison, judging)),
    ...columnsFinding(comparison, judging),
    ...jointFindings(comparison, judging),
  ];
}

function columnFindings(compared: ComparedNow, comparison: Comparison, judging: Judging): Finding[] {
  const { drift, decisions } = compared;
  return [
    ...distributionFinding(compared, comparison, judging),
    ...missingFinding(compared, judging),
    ...categoryFinding('drift.new_categories', drift.appeared, decisions.appeared, compared, judging),
    ...categoryFinding('drift.vanished_categories', drift.vanished, decisions.vanished, compared, judging),
    ...typeFinding(compared, judging),
  ];
}
