import { type Finding, formatSubject, type Status } from '@pitwall/sdk';
import {
  type Decision,
  type Drift,
  facetsOf,
  kl,
  ks,
  type Profile,
  psi,
  type Severity,
  type SimpleProfile,
  severities,
  severityAt,
} from '@pitwall/stats';
import type { Table } from '../data/table.ts';
import type { Baseline } from './baseline.ts';
import { type JudgeOptions, judgeDrift } from './checks/drift.ts';
import { type ComparedNow, type JudgedJoint, misfitThresholds } from './compare.ts';
import { type DriftResults, type FeatureDrift, goneReason, overall, unknownFeature } from './results.ts';

/** Data against a baseline, column by column, for a program. */
export async function detectDrift(table: Table, baseline: Baseline, options: JudgeOptions): Promise<DriftResults> {
  const { findings, drift, comparison } = await judgeDrift(table, baseline, options);
  const features = new Map<string, FeatureDrift>(comparison.gone.map((name) => [name, unknownFeature(goneReason)]));
  for (const compared of comparison.columns) {
    const { name } = compared.column;
    const subject = formatSubject({ kind: 'dataset', name: options.dataset }, { kind: 'column', name });
    features.set(
      name,
      featureOf(
        compared,
        comparison.vectors.get(name),
        findings.filter((finding) => finding.subject === subject),
      ),
    );
  }
  const inOrder = baseline.columns.flatMap(({ name }) => {
    const feature = features.get(name);
    return feature ? [[name, feature] as const] : [];
  });
  return {
    features: Object.fromEntries(inOrder),
    overallDriftDetected: overall(findings.map(({ status }) => driftedBy(status))),
    recommendations: drift.next,
    report: drift,
    findings,
  };
}

const driftedBy = (status: Status): boolean | null => (status === 'unknown' ? null : status !== 'pass');

function featureOf(
  compared: ComparedNow,
  vectors: JudgedJoint | undefined,
  findings: readonly Finding[],
): FeatureDrift {
  const reason = findings.find(({ status }) => status === 'unknown')?.reason;
  const drifted = findings.length === 0 ? false : overall(findings.map(({ status }) => driftedBy(status)));
  const changes = findings.filter(({ status }) => driftedBy(status) === true).map(({ message }) => message);
  return {
    ...figuresOf(compared),
    drift: drifted,
    severity: drifted === null ? null : worst(compared, vectors),
    changes,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Of the side of the column that moved most; how many values are missing is a question of its own. */
function figuresOf({ column, current, drift, reason }: ComparedNow): Pick<FeatureDrift, 'psi' | 'ks' | 'kl'> {
  const facet = drift.distribution?.facet;
  const [before, now] = [sideOf(column.profile, facet), sideOf(current, facet)];
  if (!before || !now || reason !== undefined) return { psi: null, ks: null, kl: null };
  const value = (measure: (reference: SimpleProfile, current: SimpleProfile) => Drift): number | null =>
    measure(before, now).value;
  return { psi: value(psi), ks: value(ks), kl: value(kl) };
}

function sideOf(profile: Profile, facet: string | undefined): SimpleProfile | undefined {
  const side = facetsOf(profile).find(({ name }) => name === facet)?.profile;
  if (!side) return undefined;
  return side.kind === 'numeric' ? { ...side, missing: 0, nan: 0 } : { ...side, missing: 0 };
}

/** Of all that has drifted in a column. */
function worst({ drift, misfit, decisions }: ComparedNow, vectors: JudgedJoint | undefined): Severity {
  const asked: readonly (readonly [Decision, Severity | null | undefined])[] = [
    [decisions.distribution, drift.distribution?.severity],
    [decisions.missing, drift.missing?.severity],
    [decisions.appeared, drift.appeared?.severity],
    [decisions.vanished, drift.vanished?.severity],
    [decisions.misfit, misfit && severityAt(Math.abs(misfit.change), misfitThresholds)],
    ...(vectors && !('unknown' in vectors.drift.outcome)
      ? [[vectors.decision, severityAt(vectors.drift.outcome.effect, vectors.drift.thresholds)] as const]
      : []),
  ];
  const found = asked.flatMap(([{ drifted }, severity]) => (drifted && severity ? [severities.indexOf(severity)] : []));
  return severities[Math.max(0, ...found)] ?? 'none';
}
