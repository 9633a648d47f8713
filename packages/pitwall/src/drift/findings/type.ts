import type { Finding } from '@pitwall/sdk';
import { isUnknown, severityAt } from '@pitwall/stats';
import { number, percent } from '../../core/words.ts';
import { type ComparedNow, misfitThresholds } from '../compare.ts';
import { finding, type Judging, statusOf } from './finding.ts';

export function typeFinding({ column: { name, type }, misfit, decisions }: ComparedNow, judging: Judging): Finding[] {
  if (!misfit) return [];
  const { change, share, evidence } = misfit;
  const severity = severityAt(Math.abs(change), misfitThresholds);
  const status = statusOf(decisions.misfit, severity);
  const words = status === 'pass' ? 'about as many values as before' : `${percent(share)} of its values`;
  return [
    finding(
      {
        name,
        metric: 'drift.type',
        value: change,
        thresholds: misfitThresholds,
        status,
        message: `${name}: ${words} are not of the type ${type}`,
        ...(status === 'unknown' ? { reason: isUnknown(evidence) ? evidence.unknown : 'there is no evidence' } : {}),
        evidence: {
          ...(isUnknown(evidence)
            ? {}
            : {
                computed: `${evidence.method} p ${number(evidence.p)}; the change of the share of values of another type`,
              }),
          ...(status === 'pass' ? {} : { fix: 'Ask its source what it sends now; a contract says what it has to' }),
        },
      },
      judging,
    ),
  ];
}
