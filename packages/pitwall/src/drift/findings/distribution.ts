import type { Evidence, Finding } from '@pitwall/sdk';
import { describeFigure, isUnknown, type Severity } from '@pitwall/stats';
import { number } from '../../core/words.ts';
import type { ComparedNow, Comparison } from '../compare.ts';
import { chance, typical } from '../words.ts';
import { finding, type Judging, statusOf } from './finding.ts';

const measureWords: Readonly<Record<string, string>> = { psi: 'PSI', ks: 'KS distance' };

export function distributionMetric(name: string, roles: Judging['roles']): string {
  return `drift.${roles.get(name) ?? 'distribution'}`;
}

export function distributionFinding(compared: ComparedNow, comparison: Comparison, judging: Judging): Finding[] {
  const { column, current, drift, decisions } = compared;
  const { name } = column;
  const metric = distributionMetric(name, judging.roles);
  const unknown = (reason: string): Finding =>
    finding(
      {
        name,
        metric,
        value: null,
        thresholds: null,
        status: 'unknown',
        message: `${name}: whether it moved cannot be told: ${reason}`,
        reason,
        evidence: {},
      },
      judging,
    );
  if (compared.reason) return [unknown(compared.reason)];
  const moved = drift.distribution;
  if (!moved) return [];
  if (moved.effect.value === null) return [unknown(moved.effect.explanation)];
  if (isUnknown(moved.evidence) || moved.p === null) {
    return [
      unknown(
        isUnknown(moved.evidence) ? `${moved.evidence.method} found ${moved.evidence.unknown}` : 'there is no evidence',
      ),
    ];
  }
  const { adjusted } = decisions.distribution;
  const status = statusOf(decisions.distribution, moved.severity);
  const what = moved.facet === undefined ? name : `${name} (${moved.facet})`;
  const effect = `${measureWords[moved.effect.measure] ?? moved.effect.measure} ${number(moved.effect.value)}`;
  const evidence = {
    ...sides(compared, moved.facet),
    computed: `${describeFigure(moved.effect)}; ${moved.evidence.method} ${number(moved.evidence.statistic)}, p ${number(moved.p)}, ${number(adjusted ?? moved.p)} with all questions in mind, counts up to ${number(comparison.level)}`,
  };
  const words =
    status === 'pass' ? quiet(moved.severity, effect) : `has moved: ${effect} (${moved.severity}), ${chance(moved.p)}`;
  const cause = comparison.causes.get(name);
  const role = judging.roles.get(name);
  const fix = status === 'pass' ? {} : { fix: fixOf(name, role, current.kind) };
  return [
    finding(
      {
        name,
        metric,
        value: moved.effect.value,
        thresholds: moved.thresholds,
        status,
        message: `${role ? `the ${role} ` : ''}${what} ${words}${cause?.isSegment ? `; ${cause.words}` : ''}`,
        evidence: { ...evidence, ...fix },
      },
      judging,
    ),
  ];
}

/** Why it is no drift: too small to matter, or not more than chance does. */
const quiet = (severity: Severity | null, effect: string): string =>
  severity === 'none'
    ? `is as it was: ${effect}`
    : `may be as it was: ${effect}, but so few rows differ as much by chance`;

function fixOf(name: string, role: string | undefined, kind: string): string {
  if (role === 'prediction')
    return 'Look at the inputs that moved: predictions follow them. If none did, another model may be answering';
  if (role === 'target')
    return `The world may have changed, or ${name} is made in another way: compare recent rows by hand, then retrain`;
  if (kind === 'vector') return 'Ask whether the encoder was changed; vectors of two encoders cannot be compared';
  return 'Ask its source what changed. If it is meant to stay, make a new baseline and retrain';
}

function sides({ column, current }: ComparedNow, facet: string | undefined): Evidence {
  const [expected, observed] = [typical(column.profile, facet), typical(current, facet)];
  return {
    ...(expected === undefined ? {} : { expected: `then ${expected}` }),
    ...(observed === undefined ? {} : { observed: `now ${observed}` }),
  };
}
