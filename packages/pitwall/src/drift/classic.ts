import type { DriftColumn } from '@pitwall/sdk';
import { type ClassicDrift, classicDrift, type Drift, type DriftFigure, describeFigure } from '@pitwall/stats';
import { count, list, number } from '../core/words.ts';
import type { ClassicThresholds } from './config.ts';
import { statusOf } from './findings/finding.ts';
import type { ColumnNumbers, NumericTable } from './numbers.ts';
import { type DriftResults, type FeatureDrift, goneReason, overall, unknownFeature } from './results.ts';

export interface ClassicReference extends NumericTable {
  readonly name: string;
}

/** The classic rule (`parity: cbb`) over every numeric column of the reference: what differs is told as it told it. */
export function detectClassicDrift(
  reference: ClassicReference,
  current: NumericTable,
  thresholds: ClassicThresholds,
): DriftResults {
  const compared = [...reference.columns].map(([name, before]) => {
    const now = current.columns.get(name);
    const problem = problemOf(before, now);
    const found = now && problem === undefined ? classicDrift(before.values, now.values, thresholds) : undefined;
    const feature = found ? featureOf(name, found, thresholds) : unknownFeature(problem ?? goneReason);
    return { name, feature, column: columnOf(name, feature, found, thresholds, before, now) };
  });
  const features = Object.fromEntries(compared.map(({ name, feature }) => [name, feature]));
  const next = advice(features);
  return {
    features,
    overallDriftDetected: overall(compared.map(({ feature }) => feature.drift)),
    recommendations: next,
    report: {
      baseline: reference.name,
      rows: { reference: reference.rows, current: current.rows },
      level: 1,
      false_alarms: 'not limited: the classic rule asks for no evidence',
      summary: summarize(features, reference.name),
      next: [...next],
      columns: compared.map(({ column }) => column),
    },
    findings: [],
  };
}

function problemOf(before: ColumnNumbers, now: ColumnNumbers | undefined): string | undefined {
  if (!now) return goneReason;
  const words = (misfits: number, when: string): string =>
    `${count(misfits)} of its values ${misfits === 1 ? `${when} is no number` : `${when} are no numbers`}`;
  if (before.misfits > 0) return words(before.misfits, 'in the reference');
  return now.misfits > 0 ? words(now.misfits, 'now') : undefined;
}

type Measure = keyof ClassicThresholds;

function featureOf(name: string, found: ClassicDrift, thresholds: ClassicThresholds): FeatureDrift {
  const { psi, ks, kl, drift, severity } = found;
  const unknown = [psi, ks, kl].find((figure) => figure.value === null);
  const over = exceeding(found, thresholds);
  return {
    psi: psi.value,
    ks: ks.value,
    kl: kl.value,
    drift,
    severity,
    changes: over.length > 0 ? [`${name} has drifted: ${over.join(', ')}`] : [],
    ...(unknown?.value === null ? { reason: unknown.explanation } : {}),
  };
}

const measured = (figures: ClassicDrift): readonly (readonly [Measure, Drift])[] =>
  (['psi', 'ks', 'kl'] as const).map((measure) => [measure, figures[measure]]);

const exceeding = (found: ClassicDrift, thresholds: ClassicThresholds): string[] =>
  measured(found).flatMap(([measure, { value }]) =>
    value !== null && value > thresholds[measure]
      ? [`${measure.toUpperCase()} ${number(value)} is above ${number(thresholds[measure])}`]
      : [],
  );

/** From here on one measure alone makes a drift high. */
const severe = 0.5;

function columnOf(
  name: string,
  { drift, severity, reason }: FeatureDrift,
  found: ClassicDrift | undefined,
  thresholds: ClassicThresholds,
  before: ColumnNumbers,
  now: ColumnNumbers | undefined,
): DriftColumn {
  const strongest = found && strongestOf(found, thresholds);
  const missing = ({ values, misfits }: ColumnNumbers): number => values.filter(Number.isNaN).length - misfits;
  return {
    name,
    kind: 'number',
    status: statusOf({ drifted: drift, adjusted: null }, severity),
    drifted: drift,
    severity,
    effect: strongest
      ? {
          measure: strongest.figure.measure,
          value: strongest.figure.value,
          thresholds: [
            strongest.threshold,
            Math.max(severe, strongest.threshold),
            Math.max(severe, strongest.threshold),
          ],
          computed: `${describeFigure(strongest.figure)}; the classic rule counts how many of psi, ks and kl exceed their thresholds`,
        }
      : null,
    evidence: null,
    rows: { reference: before.values.length, current: now?.values.length ?? 0 },
    missing: { reference: missing(before), current: now ? missing(now) : 0 },
    typical: null,
    picture: null,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** The measure that is furthest above its threshold, or least below it. */
function strongestOf(found: ClassicDrift, thresholds: ClassicThresholds) {
  const figures = measured(found).flatMap(([measure, figure]): { figure: DriftFigure; threshold: number }[] =>
    figure.value === null ? [] : [{ figure, threshold: thresholds[measure] }],
  );
  return figures.sort((a, b) => b.figure.value - b.threshold - (a.figure.value - a.threshold))[0];
}

const driftedIn = (features: DriftResults['features']): string[] =>
  Object.entries(features).flatMap(([name, { drift }]) => (drift ? [name] : []));

const unknownIn = (features: DriftResults['features']): string[] =>
  Object.entries(features).flatMap(([name, { drift }]) => (drift === null ? [name] : []));

function summarize(features: DriftResults['features'], against: string): string {
  const [drifted, unknown, all] = [driftedIn(features), unknownIn(features), Object.keys(features)];
  const judged = all.length - unknown.length;
  return [
    judged === 0
      ? `No numeric column could be compared with ${against}`
      : `${count(drifted.length)} of ${count(judged)} numeric ${judged === 1 ? 'column has' : 'columns have'} drifted from ${against} by the classic rule`,
    ...(unknown.length > 0 && judged > 0 ? [`${list(unknown)} could not be judged`] : []),
  ]
    .join('; ')
    .concat('.');
}

/** The shares of drifted columns from which on the original gave its two advices. */
const many = 0.5;
const some = 0.25;

function advice(features: DriftResults['features']): string[] {
  const [drifted, unknown] = [driftedIn(features), unknownIn(features)];
  const share = drifted.length / Math.max(1, Object.keys(features).length - unknown.length);
  const high = drifted.filter((name) => features[name]?.severity === 'high');
  return [
    ...(share > many ? ['More than half of the columns have drifted: consider retraining.'] : []),
    ...(share > some && share <= many ? ['More than a quarter of the columns have drifted: monitor closely.'] : []),
    ...(high.length > 0 ? [`Look at ${list(high)} first: the drift is high.`] : []),
    ...(unknown.length > 0 ? [`Look at ${list(unknown)}: whether it drifted could not be told.`] : []),
  ];
}
