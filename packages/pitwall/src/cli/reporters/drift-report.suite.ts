import { type DriftColumn, type DriftReport, type Finding, formatSubject, type Report } from '@pitwall/sdk';
import { hostileName, hostileValue, passingReport, reportOf, sampleReport } from '../../testing/report-sample.ts';

const at = '2025-03-01T08:30:00.000Z';
const psi = (value: number) => ({
  measure: 'psi',
  value,
  thresholds: [0.1, 0.25, 0.5] as [number, number, number],
  computed: 'psi over 10 bins of equal mass, Laplace smoothing, symmetric',
});

/** The sample with a drift section of every kind of column, and the findings that go with it. */
export function driftedReport(): Report {
  const { datasets, findings } = sampleReport();
  const [games, ...others] = datasets;
  if (!games) throw new Error('the sample has datasets');
  return reportOf([{ ...games, drift: sampleDrift() }, ...others], [...findings, ...driftFindings()]);
}

/** Everything fine, also against the baseline. */
export function steadyReport(): Report {
  const { datasets, findings } = passingReport();
  return reportOf(
    datasets.map((dataset) => ({ ...dataset, drift: steadyDrift() })),
    findings,
  );
}

export function steadyDrift(): DriftReport {
  const columns = sampleDrift().columns.filter(({ drifted, status }) => drifted === false && status === 'pass');
  return { ...sampleDrift(), summary: 'No column drifted', next: [], columns };
}

/** A normal bell over the bins, as shares of the rows with a value. */
export function bell(bins: number, centre: number, spread: number): number[] {
  const heights = Array.from({ length: bins }, (_, bin) => Math.exp(-(((bin + 0.5) / bins - centre) ** 2) / spread));
  const sum = heights.reduce((total, height) => total + height, 0);
  return heights.map((height) => height / sum);
}

export function driftColumn(changes: Partial<DriftColumn> & { readonly name: string }): DriftColumn {
  return {
    kind: 'number',
    status: 'pass',
    drifted: false,
    severity: 'none',
    effect: psi(0.012),
    evidence: { method: 'anderson-darling', statistic: 0.41, p: 0.62, adjusted: 0.81 },
    rows: { reference: 18_400, current: 1_200 },
    missing: { reference: 0, current: 0 },
    typical: { reference: '70.2', current: '70.4' },
    picture: {
      kind: 'histogram',
      scale: 'number',
      edges: Array.from({ length: 25 }, (_, edge) => 60 + edge),
      reference: bell(24, 0.45, 0.05),
      current: bell(24, 0.46, 0.05),
      below: { reference: 0, current: 0 },
      above: { reference: 0, current: 0 },
    },
    ...changes,
  };
}

export function sampleDrift(): DriftReport {
  return {
    baseline: 'season-2024',
    rows: { reference: 18_400, current: 1_200 },
    level: 0.001,
    false_alarms: '1 per month',
    summary: 'home_efficiency, tipoff and 2 more columns drifted; home_efficiency and tipoff moved together',
    next: [
      'Compare the feed of March with that of February: `home_efficiency` rises in one venue only',
      'Retrain spread-picker, or take a new baseline where the new tip-off times are here to stay',
    ],
    columns: [
      driftColumn({ name: 'season', kind: 'number', typical: { reference: '2022', current: '2024' } }),
      driftColumn({
        name: 'home_efficiency',
        status: 'alert',
        drifted: true,
        severity: 'high',
        effect: psi(0.6124),
        evidence: { method: 'anderson-darling', statistic: 48.2, p: 2.1e-9, adjusted: 2.5e-8 },
        missing: { reference: 74, current: 37 },
        typical: { reference: '1.02', current: '1.11' },
        picture: {
          kind: 'histogram',
          scale: 'number',
          edges: Array.from({ length: 31 }, (_, edge) => 0.7 + edge * 0.02),
          reference: bell(30, 0.45, 0.02).map((share) => share * 0.996),
          current: bell(30, 0.66, 0.03).map((share) => share * 0.97),
          below: { reference: 0.004, current: 0 },
          above: { reference: 0, current: 0.03 },
        },
        cause: 'venue = Cameron: 71% of the change comes from 9% of the rows',
      }),
      driftColumn({
        name: 'tipoff',
        kind: 'time',
        facet: 'hour',
        status: 'warning',
        drifted: true,
        severity: 'medium',
        effect: psi(0.291),
        evidence: { method: 'anderson-darling', statistic: 11.3, p: 5e-5, adjusted: 0.000_42 },
        typical: { reference: '19:00', current: '21:30' },
        picture: {
          kind: 'histogram',
          scale: 'number',
          edges: Array.from({ length: 13 }, (_, edge) => edge * 2),
          reference: bell(12, 0.75, 0.03),
          current: bell(12, 0.87, 0.02),
          below: { reference: 0, current: 0 },
          above: { reference: 0, current: 0 },
        },
      }),
      driftColumn({
        name: hostileName,
        kind: 'category',
        status: 'warning',
        drifted: true,
        severity: 'low',
        effect: psi(0.13),
        evidence: { method: 'chi-squared', statistic: 61.7, p: 0.000_03, adjusted: 0.000_3 },
        missing: { reference: 0, current: 12 },
        typical: { reference: 'UNC', current: hostileValue },
        picture: {
          kind: 'categories',
          top: [
            { value: 'DUK', reference: 0.31, current: 0.51 },
            { value: 'UNC', reference: 0.33, current: 0.21 },
            { value: hostileValue, reference: 0, current: 0.09 },
            { value: '', reference: 0.06, current: 0 },
          ],
          other: { reference: 0.3, current: 0.19 },
        },
        cause: hostileValue,
      }),
      driftColumn({
        name: 'attendance',
        status: 'alert',
        drifted: true,
        severity: null,
        effect: null,
        evidence: null,
        typical: { reference: '8,120', current: 'sold out' },
        picture: null,
        reason: 'a number in the baseline, text now',
      }),
      driftColumn({
        name: 'spread_open',
        status: 'unknown',
        drifted: null,
        severity: null,
        effect: null,
        evidence: null,
        missing: { reference: 18_388, current: 0 },
        typical: null,
        picture: null,
        reason: 'the baseline has 12 values, and 30 are needed',
      }),
      driftColumn({
        name: 'game_id',
        kind: 'text',
        drifted: null,
        severity: null,
        effect: null,
        evidence: null,
        typical: null,
        picture: null,
        reason: 'every value is another one, as a key should be',
      }),
      driftColumn({
        name: 'played_on',
        kind: 'time',
        typical: { reference: '2024-01-14', current: '2025-01-15' },
        picture: {
          kind: 'histogram',
          scale: 'time',
          edges: Array.from({ length: 9 }, (_, edge) => 1_704_067_200_000 + edge * 604_800_000),
          reference: bell(8, 0.5, 0.2),
          current: bell(8, 0.5, 0.2),
          below: { reference: 0, current: 0 },
          above: { reference: 0, current: 0 },
        },
      }),
      driftColumn({
        name: 'neutral_site',
        kind: 'boolean',
        evidence: { method: 'two-proportions', statistic: 1.1, p: 0.27, adjusted: 0.54 },
        typical: { reference: 'false', current: 'false' },
        picture: {
          kind: 'categories',
          top: [
            { value: 'false', reference: 0.93, current: 0.92 },
            { value: 'true', reference: 0.07, current: 0.08 },
          ],
          other: { reference: 0, current: 0 },
        },
      }),
      driftColumn({ name: 'pace' }),
    ],
  };
}

function driftFindings(): Finding[] {
  return sampleDrift().columns.map(({ name, status, effect, reason }) => ({
    subject: formatSubject({ kind: 'dataset', name: 'games' }, { kind: 'column', name }),
    metric: status === 'alert' && effect === null ? 'drift.type' : 'drift.distribution',
    value: effect?.value ?? null,
    threshold: { warning: '>= 0.1', alert: '>= 0.5' },
    status,
    message: status === 'pass' ? `${name} is as it was` : `${name} is not what it was in season-2024`,
    ...(status === 'unknown' && reason !== undefined && { reason }),
    evidence: { expected: 'PSI below 0.1', fix: 'Compare the feed of March with that of February' },
    at,
  }));
}
