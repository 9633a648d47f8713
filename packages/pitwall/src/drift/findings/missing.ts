import type { Finding } from '@pitwall/sdk';
import { isUnknown, missingThresholds } from '@pitwall/stats';
import { number, percent } from '../../core/words.ts';
import type { ComparedNow } from '../compare.ts';
import { chance } from '../words.ts';
import { finding, type Judging, statusOf } from './finding.ts';

export function missingFinding(
  { column: { name }, drift: { missing }, decisions }: ComparedNow,
  judging: Judging,
): Finding[] {
  if (!missing) return [];
  const { change, severity, evidence } = missing;
  const metric = 'drift.missing';
  if (change === null || isUnknown(evidence)) {
    const reason = isUnknown(evidence) ? evidence.unknown : 'there are no rows';
    return [
      finding(
        {
          name,
          metric,
          value: null,
          thresholds: missingThresholds,
          status: 'unknown',
          message: `${name}: whether more values are missing cannot be told: ${reason}`,
          reason,
          evidence: {},
        },
        judging,
      ),
    ];
  }
  const status = statusOf(decisions.missing, severity);
  const direction = change > 0 ? 'more' : 'fewer';
  const words =
    status === 'pass'
      ? 'about as many values are missing as before'
      : `${direction} values are missing: the share changed by ${percent(change)}, ${chance(evidence.p)}`;
  return [
    finding(
      {
        name,
        metric,
        value: change,
        thresholds: missingThresholds,
        status,
        message: `${name}: ${words}`,
        evidence: {
          computed: `${evidence.method} p ${number(evidence.p)}, ${number(decisions.missing.adjusted ?? evidence.p)} with all questions in mind; the threshold is for the change in either direction`,
          ...(status === 'pass'
            ? {}
            : { fix: 'Ask its source why; until then the model sees something it has not learnt' }),
        },
      },
      judging,
    ),
  ];
}
