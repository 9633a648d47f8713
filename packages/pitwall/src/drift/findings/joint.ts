import type { Finding } from '@pitwall/sdk';
import { severityAt } from '@pitwall/stats';
import { count, list, number } from '../../core/words.ts';
import type { Comparison, JudgedJoint } from '../compare.ts';
import { chance } from '../words.ts';
import { finding, type Judging, statusOf } from './finding.ts';

/** The numeric columns together, and the columns of vectors. */
export function jointFindings({ joint, vectors, level }: Comparison, judging: Judging): Finding[] {
  return [
    ...[...vectors].map(([name, judged]) => vectorFinding(name, judged, level, judging)),
    ...(joint ? jointFinding(joint, level, judging) : []),
  ];
}

function vectorFinding(name: string, { drift, decision }: JudgedJoint, level: number, judging: Judging): Finding {
  const { outcome, thresholds } = drift;
  const common = { name, metric: 'drift.joint', thresholds };
  if ('unknown' in outcome) {
    const message = `${name}: whether its vectors can be told apart cannot be said: ${outcome.unknown}`;
    return finding(
      { ...common, value: null, status: 'unknown', message, reason: outcome.unknown, evidence: {} },
      judging,
    );
  }
  const { effect, p } = outcome;
  const status = statusOf(decision, severityAt(effect, thresholds));
  const words = status === 'pass' ? 'cannot be told from those then' : `can be told from those then: ${chance(p)}`;
  return finding(
    {
      ...common,
      value: effect,
      status,
      message: `${name}: its vectors ${words}`,
      evidence: {
        total: outcome.m,
        computed: `${outcome.method}, separability over ${count(outcome.n)} vectors then and ${count(outcome.m)} now: p ${number(p)}, ${number(decision.adjusted ?? p)} with all questions in mind, counts up to ${number(level)}`,
        ...(status === 'pass'
          ? {}
          : { fix: 'Ask whether the encoder was changed; vectors of two encoders cannot be compared' }),
      },
    },
    judging,
  );
}

function jointFinding({ drift, decision }: JudgedJoint, level: number, judging: Judging): Finding[] {
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
