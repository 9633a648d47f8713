import {
  type ColumnDrift,
  compareColumn,
  type Decision,
  decide,
  isUnknown,
  missingOf,
  type Profile,
  type Question,
  rowsOfProfile,
  type SeverityThresholds,
  severityAt,
  type TwoProportions,
  twoProportions,
  type Unknown,
} from '@pitwall/stats';
import { PitwallError } from '../core/errors.ts';
import { columnNames, type Table } from '../data/table.ts';
import { type Baseline, type BaselineColumn, profilesOf, type Reference } from './baseline.ts';
import { columnsIn } from './cells.ts';
import type { ComparedColumn } from './columns.ts';
import type { DriftSettings } from './config.ts';
import { levelOf } from './false-alarms.ts';
import { compareJoint, type JointDrift } from './joint.ts';
import { profileWindow } from './profile-table.ts';
import { type CauseWords, causeOf, countSegments } from './segments.ts';
import { compareVectors } from './vectors.ts';

/** Changes of the share of values that are not of the column's type which are low, medium, high. */
export const misfitThresholds: SeverityThresholds = [0.01, 0.05, 0.5];
/** Where more of the values are of another type, the rest does not stand for the column. */
const mostMisfits = 0.5;

export interface MisfitDrift {
  /** Current share − reference share, of the values. */
  readonly change: number;
  readonly share: number;
  readonly evidence: TwoProportions | Unknown;
}

/** One column, then and now, with what was decided on each question. */
export interface ComparedNow {
  readonly column: BaselineColumn;
  readonly current: Profile;
  /** Current values that are not of the column's type. */
  readonly misfits: number;
  readonly drift: ColumnDrift;
  readonly misfit: MisfitDrift | null;
  readonly decisions: {
    readonly distribution: Decision;
    readonly missing: Decision;
    readonly appeared: Decision;
    readonly vanished: Decision;
    readonly misfit: Decision;
  };
  /** Why its values were not compared. */
  readonly reason?: string;
}

export interface JudgedJoint {
  readonly drift: JointDrift;
  readonly decision: Decision;
}

export interface Comparison {
  readonly baseline: Baseline;
  readonly rows: number;
  readonly level: number;
  readonly columns: readonly ComparedNow[];
  /** Columns of the baseline that the data has not, and the other way round. */
  readonly gone: readonly string[];
  readonly added: readonly string[];
  readonly joint: JudgedJoint | null;
  /** Of columns of vectors, whether new ones can be told from old ones. */
  readonly vectors: ReadonlyMap<string, JudgedJoint>;
  /** By column: which segment explains most of its change. */
  readonly causes: ReadonlyMap<string, CauseWords>;
}

/** Data against a baseline. `reference` are rows of the baseline, where they are at hand. */
export async function compareTable(
  table: Table,
  baseline: Baseline,
  settings: DriftSettings,
  reference?: Reference,
): Promise<Comparison> {
  const wanted = baseline.columns.filter(({ name }) => !settings.ignore.includes(name));
  const present = columnsIn(table, wanted);
  const names = new Set(present.map(({ name }) => name));
  assertRelated(table, wanted, names.size, baseline);
  const profiled = await profileWindow(table, present, profilesOf(baseline));
  const current = present.flatMap(({ name }, index) => {
    const found = profiled.columns[index];
    return found ? [{ name, ...found }] : [];
  });
  const jointly = settings.joint && baseline.joint && sameColumns(baseline, present);
  const joint = jointly && baseline.joint ? compareJoint(baseline.joint, profiled.sample, reference?.sample) : null;
  const vectors = reference
    ? await compareVectors(table, vectorsIn(present, baseline), reference.vectorsOf)
    : noVectors;
  const all = { joint, vectors, names: columnNames(table) };
  const comparison = judge({ baseline, settings, rows: profiled.rows, current, ...all });
  return { ...comparison, causes: await findCauses(table, comparison, present, reference) };
}

/** Two baselines, without their data. What columns do together needs rows of the current data. */
export function compareBaselines(baseline: Baseline, current: Baseline, settings: DriftSettings): Comparison {
  const names = [...current.columns, ...current.skipped].map(({ name }) => name);
  return judge({
    baseline,
    settings,
    rows: current.rows,
    current: current.columns,
    names,
    joint: null,
    vectors: noVectors,
  });
}

interface Judged {
  readonly baseline: Baseline;
  readonly settings: DriftSettings;
  readonly rows: number;
  readonly current: readonly { readonly name: string; readonly profile: Profile; readonly misfits: number }[];
  /** Of all columns of the current data. */
  readonly names: readonly string[];
  readonly joint: JointDrift | null;
  readonly vectors: ReadonlyMap<string, JointDrift>;
}

const noVectors: ReadonlyMap<string, JointDrift> = new Map();

function vectorsIn(present: readonly ComparedColumn[], baseline: Baseline) {
  const profiles = profilesOf(baseline);
  return present.flatMap((column) => {
    const profile = profiles.get(column.name);
    return profile?.kind === 'vector' ? [{ ...column, dimensions: profile.dimensions ?? 0 }] : [];
  });
}

function judge({ baseline, settings, rows, current, names, joint, vectors }: Judged): Comparison {
  const wanted = baseline.columns.filter(({ name }) => !settings.ignore.includes(name));
  const found = new Map(current.map((column) => [column.name, column]));
  const ignore = settings.time_moves ? ['time'] : [];
  const compared = wanted.flatMap((column) => {
    const now = found.get(column.name);
    return now ? [compareProfiles(column, now.profile, now.misfits, ignore)] : [];
  });
  const level = levelOf(settings);
  const together = [...vectors.values(), joint];
  const questions = [...compared.flatMap((column) => column.questions), ...together.map(jointQuestion)];
  const decisions = decide(questions, level);
  const jointly = decisions.slice(-together.length);
  const known = new Set([...baseline.columns, ...baseline.skipped].map(({ name }) => name));
  return {
    baseline,
    rows,
    level,
    columns: compared.map(({ questions: _questions, ...column }, index) => ({
      ...column,
      decisions: decisionsOf(decisions.slice(index * questionsPerColumn)),
    })),
    gone: wanted.flatMap(({ name }) => (found.has(name) ? [] : [name])),
    added: names.filter((name) => !known.has(name) && !settings.ignore.includes(name)),
    joint: joint && { drift: joint, decision: jointly.at(-1) ?? undecided },
    vectors: new Map(
      [...vectors].map(([name, drift], index) => [name, { drift, decision: jointly[index] ?? undecided }]),
    ),
    causes: new Map(),
  };
}

/** So many columns are explained, those that moved most. */
const mostExplained = 10;

async function findCauses(
  table: Table,
  { baseline, columns }: Comparison,
  present: readonly ComparedColumn[],
  reference: Reference | undefined,
): Promise<ReadonlyMap<string, CauseWords>> {
  const moved = columns
    .filter(({ decisions }) => decisions.distribution.drifted)
    .sort((a, b) => (b.drift.distribution?.effect.value ?? 0) - (a.drift.distribution?.effect.value ?? 0))
    .slice(0, mostExplained)
    .map(({ column }) => column.name);
  if (moved.length === 0) return new Map();
  const names = new Set(moved);
  const before = reference ? await reference.segmentsOf(names) : baseline.segments;
  const now = await countSegments(table, present, before, names);
  return new Map(
    moved.flatMap((name) => {
      const cause = causeOf(name, before, now);
      return cause === undefined ? [] : [[name, cause] as const];
    }),
  );
}

const questionsPerColumn = 5;
const undecided: Decision = { drifted: null, adjusted: null };

function decisionsOf(decisions: readonly Decision[]): ComparedNow['decisions'] {
  const [
    distribution = undecided,
    missing = undecided,
    appeared = undecided,
    vanished = undecided,
    misfit = undecided,
  ] = decisions;
  return { distribution, missing, appeared, vanished, misfit };
}

const notAsked: Question = { severity: null, p: null };

function compareProfiles(column: BaselineColumn, current: Profile, misfits: number, ignore: readonly string[]) {
  const misfit = compareMisfits(column, current, misfits);
  const drift = compareColumn(column.profile, current, { ignore });
  const reason = reasonOf(column, current, misfit);
  const { distribution, missing, appeared, vanished } = drift;
  const evidenceOf = (evidence: { readonly p: number } | Unknown): number | null =>
    isUnknown(evidence) ? null : evidence.p;
  const questions: Question[] = [
    distribution && !reason ? { severity: distribution.severity, p: distribution.p } : notAsked,
    missing ? { severity: missing.severity, p: evidenceOf(missing.evidence) } : notAsked,
    appeared?.categories.length && !reason ? appeared : notAsked,
    vanished?.categories.length && !reason ? vanished : notAsked,
    misfit
      ? { severity: severityAt(Math.abs(misfit.change), misfitThresholds), p: evidenceOf(misfit.evidence) }
      : notAsked,
  ];
  return { column, current, misfits, drift, misfit, questions, ...(reason ? { reason } : {}) };
}

/** Why the values cannot be compared. Where the reference has none, it has no type either that they could have left. */
function reasonOf({ profile, misfits }: BaselineColumn, now: Profile, misfit: MisfitDrift | null): string | undefined {
  if (rowsOfProfile(profile) + misfits === 0) return 'the reference has no rows';
  if (present(profile) + misfits === 0) return 'the reference has no value of it';
  if (misfit && misfit.share > mostMisfits) return 'most of its values are of another type now';
  if (rowsOfProfile(now) === 0) return 'the data has no rows';
  return present(now) === 0 ? 'the data has no value of it' : undefined;
}

const present = (profile: Profile): number => rowsOfProfile(profile) - missingOf(profile);

/** Null where every value of both sides is of the column's type. */
function compareMisfits(
  { profile, misfits: before }: BaselineColumn,
  current: Profile,
  misfits: number,
): MisfitDrift | null {
  if (before + misfits === 0) return null;
  const [of, now] = [present(profile) + before, present(current) + misfits];
  const evidence = twoProportions({ count: before, of }, { count: misfits, of: now });
  const share = now === 0 ? 0 : misfits / now;
  return { change: share - (of === 0 ? 0 : before / of), share, evidence };
}

function jointQuestion(joint: JointDrift | null): Question {
  if (!joint || 'unknown' in joint.outcome) return notAsked;
  const { effect, p } = joint.outcome;
  return { severity: severityAt(Math.abs(effect), joint.thresholds), p };
}

const sameColumns = (
  { joint }: Baseline,
  present: readonly { readonly name: string; readonly kind: string }[],
): boolean => {
  const names = present.flatMap(({ name, kind }) => (kind === 'number' ? [name] : []));
  return joint?.columns.length === names.length && joint.columns.every((name, index) => name === names[index]);
};

/** A baseline of other data would find a drift in everything, and mean nothing. */
function assertRelated(table: Table, wanted: readonly BaselineColumn[], found: number, baseline: Baseline): void {
  if (wanted.length === 0 || found * 2 >= wanted.length) return;
  const shown = (names: readonly string[]): string => `${names.slice(0, 5).join(', ')}${names.length > 5 ? ' …' : ''}`;
  throw new PitwallError({
    code: 'baseline.dataset',
    problem: `expected data with most of the ${wanted.length} columns of the baseline ${baseline.name} (${shown(wanted.map(({ name }) => name))}), found ${found} of them (the data has ${shown(columnNames(table))})`,
    fix: 'Name the baseline of this dataset, or make one: pitwall baseline create FILES --name NAME',
    ...(table.files[0] ? { place: { file: table.files[0].path } } : {}),
  });
}
