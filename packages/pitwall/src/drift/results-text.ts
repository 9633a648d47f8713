import { type Severity, severities } from '@pitwall/stats';
import { count, number } from '../core/words.ts';
import type { DriftResults, FeatureDrift } from './results.ts';

/** The results for a person: what drifted, the worst first, then what could not be told, then what to do. */
export function driftText({ features, overallDriftDetected, report, recommendations, findings }: DriftResults): string {
  const named = Object.entries(features);
  const moved = named.filter(([, { drift }]) => drift).sort(([, a], [, b]) => rank(b.severity) - rank(a.severity));
  const unknown = named.filter(([, { drift }]) => drift === null);
  const width = Math.max(0, ...[...moved, ...unknown].map(([name]) => name.length));
  // What concerns a column stands with it; the rest is about all of them together.
  const whole = findings.filter(({ subject, status }) => !subject.includes('/column:') && status !== 'pass');
  const quiet = named.length - moved.length - unknown.length;
  return [
    `${verdict(overallDriftDetected)} against ${report.baseline}: ${count(report.rows.reference)} rows then, ${count(report.rows.current)} now`,
    ...moved.flatMap(([name, feature]) => [
      `  ✗ ${name.padEnd(width)}  ${(feature.severity ?? '').padEnd(6)}  ${figureWords(feature)}`.trimEnd(),
      ...feature.changes.map((change) => `      ${change}`),
    ]),
    ...unknown.map(([name, { reason = '' }]) => `  ? ${name.padEnd(width)}  unknown  ${reason}`.trimEnd()),
    ...(named.length === 0 ? ['  ? there is no column that can be compared'] : []),
    ...(quiet > 0 ? [`  ✓ ${count(quiet)} ${quiet === 1 ? 'column' : 'columns'} without drift`] : []),
    ...whole.map(({ status, message }) => `  ${status}: ${message}`),
    `  ${report.summary}`,
    ...recommendations.map((step) => `  → ${step}`),
  ].join('\n');
}

const verdict = (detected: boolean | null): string =>
  detected === null ? '? not everything could be told' : detected ? '✗ drift' : '✓ no drift';

const rank = (severity: Severity | null): number => (severity === null ? -1 : severities.indexOf(severity));

const figureWords = ({ psi, ks, kl }: FeatureDrift): string =>
  Object.entries({ PSI: psi, KS: ks, KL: kl })
    .flatMap(([name, value]) => (value === null ? [] : [`${name} ${number(value)}`]))
    .join('  ');
