import type { DriftColumn, DriftReport } from '@pitwall/sdk';
import { describeFigure, isUnknown, missingOf, rowsOfProfile } from '@pitwall/stats';
import type { ComparedNow, Comparison } from './compare.ts';
import type { DriftSettings } from './config.ts';
import { falseAlarmWords } from './false-alarms.ts';
import { statusOf } from './findings/finding.ts';
import { drawDrift } from './picture.ts';
import { count, list, typical } from './words.ts';

/** What a reader looks at: each column then against now, what moved together, what to do next. */
export function reportOf(
  comparison: Comparison,
  settings: DriftSettings,
  pictures: boolean,
  causes: ReadonlyMap<string, string> = new Map(),
): DriftReport {
  const columns = comparison.columns.map((compared) => columnOf(compared, pictures, causes.get(compared.column.name)));
  return {
    baseline: comparison.baseline.name,
    rows: { reference: comparison.baseline.rows, current: comparison.rows },
    level: comparison.level,
    false_alarms: falseAlarmWords(settings),
    summary: summarize(comparison, columns),
    next: nextSteps(comparison, columns),
    columns,
  };
}

function columnOf(compared: ComparedNow, pictures: boolean, cause: string | undefined): DriftColumn {
  const { column, current, drift, decisions } = compared;
  const moved = drift.distribution;
  const facet = moved?.facet;
  const [then, now] = [typical(column.profile, facet), typical(current, facet)];
  const reason = compared.reason ?? reasonOf(moved);
  const isJudged = moved !== null && reason === undefined;
  const decision = decisions.distribution;
  return {
    name: column.name,
    kind: column.kind,
    ...(facet === undefined ? {} : { facet }),
    status: moved === null ? 'pass' : statusOf(decision, moved.severity),
    drifted: decision.drifted,
    severity: isJudged ? moved.severity : null,
    effect:
      isJudged && moved.effect.value !== null
        ? {
            measure: moved.effect.measure,
            value: moved.effect.value,
            thresholds: [...moved.thresholds],
            computed: describeFigure(moved.effect),
          }
        : null,
    evidence:
      isJudged && moved.p !== null && !isUnknown(moved.evidence)
        ? {
            method: moved.evidence.method,
            statistic: moved.evidence.statistic,
            p: moved.p,
            adjusted: decision.adjusted ?? moved.p,
          }
        : null,
    rows: { reference: rowsOfProfile(column.profile) + column.misfits, current: rowsOfProfile(current) },
    missing: { reference: missingOf(column.profile), current: missingOf(current) },
    typical: then === undefined || now === undefined ? null : { reference: then, current: now },
    picture: pictures ? drawDrift(column.profile, current, facet) : null,
    ...(reason === undefined ? {} : { reason }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function reasonOf(moved: ComparedNow['drift']['distribution']): string | undefined {
  if (!moved) return undefined;
  if (moved.effect.value === null) return moved.effect.explanation;
  return isUnknown(moved.evidence) ? `${moved.evidence.method}: ${moved.evidence.unknown}` : undefined;
}

/** From so large a share on it is more likely that something happened to all of them. */
const most = 0.6;

function summarize({ baseline, gone, joint, columns: compared }: Comparison, columns: readonly DriftColumn[]): string {
  const moved = columns.filter(({ drifted }) => drifted).map(({ name }) => name);
  const unknown = columns.filter(({ status }) => status === 'unknown').length;
  const missing = compared.filter(({ decisions }) => decisions.missing.drifted).map(({ column }) => column.name);
  const quiet = columns.length - moved.length - unknown;
  const sentences = [
    moved.length === 0
      ? `Nothing has moved against ${baseline.name}`
      : `${list(moved)} ${moved.length === 1 ? 'has' : 'have'} moved against ${baseline.name}${moved.length > 1 ? ' together' : ''}`,
    moved.length > 0
      ? `${count(quiet)} other ${quiet === 1 ? 'column is' : 'columns are'} as before`
      : `${count(quiet)} ${quiet === 1 ? 'column is' : 'columns are'} as before`,
    ...(missing.length > 0 ? [`the share of missing values changed in ${list(missing)}`] : []),
    ...(joint?.decision.drifted && moved.length === 0 ? ['but the columns do not go together as before'] : []),
    ...(unknown > 0 ? [`${count(unknown)} could not be judged`] : []),
    ...(gone.length > 0 ? [`${list(gone)} ${gone.length === 1 ? 'is' : 'are'} gone`] : []),
  ];
  return `${sentences.join('; ')}.`;
}

function nextSteps(comparison: Comparison, columns: readonly DriftColumn[]): string[] {
  const moved = columns.filter(({ drifted }) => drifted);
  const missing = comparison.columns
    .filter(({ decisions }) => decisions.missing.drifted)
    .map(({ column }) => column.name);
  const [worst] = [...moved].sort((a, b) => (b.effect?.value ?? 0) - (a.effect?.value ?? 0));
  const together = moved.length > 2 && moved.length >= most * columns.length;
  const steps = [
    ...(together
      ? [
          'Most columns moved at once, which is more often a broken join, a filter or another source than a changed world: look there first.',
        ]
      : []),
    ...(worst ? [`Look at ${worst.name} first: it moved most${worst.cause ? ` (${worst.cause})` : ''}.`] : []),
    ...(missing.length > 0 ? [`Ask the source of ${list(missing)} why values are missing.`] : []),
    ...(comparison.gone.length > 0 ? [`Ask why ${list(comparison.gone)} did not come.`] : []),
    ...(moved.length > 0
      ? [
          'If the change is meant to stay, retrain on recent data and make a new baseline: pitwall baseline create FILES --name NAME.',
        ]
      : []),
  ];
  return steps;
}
