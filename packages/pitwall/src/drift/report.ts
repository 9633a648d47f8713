import type { DriftColumn, DriftReport } from '@pitwall/sdk';
import { describeFigure, isUnknown, missingOf, rowsOfProfile, severityAt } from '@pitwall/stats';
import { count, list } from '../core/words.ts';
import type { ComparedNow, Comparison, JudgedJoint } from './compare.ts';
import type { DriftSettings } from './config.ts';
import { falseAlarmWords } from './false-alarms.ts';
import { statusOf } from './findings/finding.ts';
import { drawDrift } from './picture.ts';
import { typical } from './words.ts';

/** What a reader looks at: each column then against now, what moved together, what to do next. */
export function reportOf(comparison: Comparison, settings: DriftSettings, pictures: boolean): DriftReport {
  const columns = comparison.columns.map((compared) => {
    const { name } = compared.column;
    return withVectors(columnOf(compared, pictures, causeWords(comparison, name)), comparison.vectors.get(name));
  });
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

function causeWords({ causes }: Comparison, name: string): string | undefined {
  const cause = causes.get(name);
  return cause && (cause.isSegment ? cause.words : 'no single segment stands out: the change is spread over many');
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
    rows: {
      reference: rowsOfProfile(column.profile) + column.misfits,
      current: rowsOfProfile(current) + compared.misfits,
    },
    missing: { reference: missingOf(column.profile), current: missingOf(current) },
    typical: then === undefined || now === undefined ? null : { reference: then, current: now },
    picture: pictures ? drawDrift(column.profile, current, facet) : null,
    ...(reason === undefined ? {} : { reason }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Where vectors could be told apart, that is what moved most. */
function withVectors(column: DriftColumn, judged: JudgedJoint | undefined): DriftColumn {
  if (!judged?.decision.drifted || 'unknown' in judged.drift.outcome) return column;
  const { measure, thresholds, outcome } = judged.drift;
  const { effect, method, statistic, p } = outcome;
  const { facet: _facet, ...rest } = column;
  const severity = severityAt(effect, thresholds);
  return {
    ...rest,
    status: statusOf(judged.decision, severity),
    drifted: true,
    severity,
    effect: {
      measure,
      value: effect,
      thresholds: [...thresholds],
      computed: '2 · AUC − 1 of telling new vectors from old ones',
    },
    evidence: { method, statistic, p, adjusted: judged.decision.adjusted ?? p },
  };
}

function reasonOf(moved: ComparedNow['drift']['distribution']): string | undefined {
  if (!moved) return undefined;
  if (moved.effect.value === null) return moved.effect.explanation;
  return isUnknown(moved.evidence) ? `${moved.evidence.method}: ${moved.evidence.unknown}` : undefined;
}

/** From so large a share on it is more likely that something happened to all of them. */
const most = 0.6;

function summarize(comparison: Comparison, columns: readonly DriftColumn[]): string {
  const { baseline, gone, joint } = comparison;
  const moved = columns.filter(({ drifted }) => drifted).map(({ name }) => name);
  const unknown = columns.filter(({ status }) => status === 'unknown').length;
  const [missing, retyped, categories] = [
    changedIn(comparison, ['missing']),
    changedIn(comparison, ['misfit']),
    changedIn(comparison, ['appeared', 'vanished']),
  ];
  const changes = [
    ...(moved.length > 0 ? [`${list(moved)} ${moved.length > 1 ? 'have moved together' : 'has moved'}`] : []),
    ...(missing.length > 0 ? [`the share of missing values changed in ${list(missing)}`] : []),
    ...(retyped.length > 0 ? [`values of another type came in ${list(retyped)}`] : []),
    ...(categories.length > 0 ? [`categories came or went in ${list(categories)}`] : []),
    ...(joint?.decision.drifted && moved.length === 0 ? ['the columns do not go together as before'] : []),
    ...(gone.length > 0 ? [`${list(gone)} ${gone.length === 1 ? 'is' : 'are'} gone`] : []),
  ];
  const changed = new Set([...moved, ...missing, ...retyped, ...categories]);
  const quiet = columns.filter(({ name, status }) => !changed.has(name) && status !== 'unknown').length;
  const nothing = columns.length === unknown ? 'nothing could be compared' : 'nothing has moved';
  const sentences = [
    ...(changes.length > 0 ? changes : [nothing]),
    ...(quiet > 0
      ? [`${count(quiet)} ${changed.size > 0 ? 'other ' : ''}${quiet === 1 ? 'column is' : 'columns are'} as before`]
      : []),
    ...(unknown > 0 ? [`${count(unknown)} could not be judged`] : []),
  ];
  return `Against ${baseline.name}: ${sentences.join('; ')}.`;
}

function changedIn({ columns }: Comparison, questions: readonly (keyof ComparedNow['decisions'])[]): string[] {
  return columns
    .filter(({ decisions }) => questions.some((question) => decisions[question].drifted))
    .map(({ column }) => column.name);
}

function nextSteps(comparison: Comparison, columns: readonly DriftColumn[]): string[] {
  const moved = columns.filter(({ drifted }) => drifted);
  const [missing, retyped] = [changedIn(comparison, ['missing']), changedIn(comparison, ['misfit'])];
  const [worst] = [...moved].sort((a, b) => (b.effect?.value ?? 0) - (a.effect?.value ?? 0));
  const together = moved.length > 2 && moved.length >= most * columns.length;
  const steps = [
    ...(together
      ? [
          'Most columns moved at once, which is more often a broken join, a filter or another source than a changed world: look there first.',
        ]
      : []),
    ...(worst ? [`Look at ${worst.name} first: it moved most.`] : []),
    ...(missing.length > 0 ? [`Ask the source of ${list(missing)} why values are missing.`] : []),
    ...(retyped.length > 0 ? [`Ask the source of ${list(retyped)} what it sends now.`] : []),
    ...(comparison.gone.length > 0 ? [`Ask why ${list(comparison.gone)} did not come.`] : []),
    ...(moved.length > 0
      ? [
          'If the change is meant to stay, retrain on recent data and make a new baseline: pitwall baseline create FILES --name NAME.',
        ]
      : []),
  ];
  return steps;
}
