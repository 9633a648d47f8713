import type { Finding } from '@pitwall/sdk';
import { severityAt } from '@pitwall/stats';
import type { Comparison } from '../compare.ts';
import { chance, count, list, number } from '../words.ts';
import { finding, type Judging, statusOf } from './finding.ts';

export function jointFinding({ joint, level }: Comparison, judging: Judging): Finding[] {
  if (!joint) return [];
  const { drift, decision } = joint;
  const { outcome, thresholds, measure, drivers } = drift;
  const metric = 'drift.joint';
  if ('unknown' in outcome) {
    return [
      finding(
        {
          metric,
          value: null,
          thresholds,
          status: 'unknown',
          message: `whether the columns go together as before cannot be told: ${outcome.unknown}`,
          reason: outcome.unknown,
          evidence: {},
        },
        judging,
      ),
    ];
  }
  const { effect, p } = outcome;
  const status = statusOf(decision, severityAt(Math.abs(effect), thresholds));
  const words =
    status === 'pass'
      ? 'go together as before'
      : `do not go together as before, above all ${list(drivers)}: ${chance(p)}`;
  return [
    finding(
      {
        metric,
        value: effect,
        thresholds,
        status,
        message: `the numeric columns ${words}`,
        evidence: {
          total: outcome.m,
          computed: `${outcome.method}, ${measure.replaceAll('_', ' ')} over ${count(outcome.n)} rows then and ${count(outcome.m)} now: p ${number(p)}, ${number(decision.adjusted ?? p)} with all questions in mind, counts up to ${number(level)}`,
          ...(status === 'pass'
            ? {}
            : { fix: 'Look at these columns side by side: a join, a unit or a formula may have changed' }),
        },
      },
      judging,
    ),
  ];
}
