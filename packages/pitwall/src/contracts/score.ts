import type { ScorePart } from '@pitwall/sdk';
import { durationMilliseconds } from '../core/duration.ts';
import { type Measured, type MeasuredColumn, newestFile, repeatedValues } from './measure.ts';
import { filesOf, type Plan, type PlannedColumn, storageFamilies } from './plan.ts';

export interface Score {
  /** 0 to 100; null where there is nothing to score. */
  readonly score: number | null;
  readonly parts: readonly ScorePart[];
}

/**
 * 100 × the product of shares, each the part of the data without one kind of fault, as against what the contract
 * tolerates. It is 100 exactly where every check passes. A share falls, and none rises, when something sound turns
 * bad: a cell, row or column that is part of no other fault. (Of two faults one can hide the other: an empty date
 * leaves no gap behind it.)
 */
export function scoreContract(plan: Plan, measured: Measured, now: Date): Score {
  if (measured.rows + measured.unreadable.count === 0) return { score: null, parts: [] };
  const parts = [
    completeness(plan, measured),
    validity(plan, measured),
    uniqueness(plan, measured),
    consistency(plan, measured),
    timeliness(plan, measured, now),
    volume(plan, measured),
  ].filter((part) => part !== undefined);
  return { score: 100 * product(parts.map(({ share }) => share)), parts };
}

type MaybePart = ScorePart | undefined;

/** As close to 1 as a share comes that is not fine. */
const almostAll = 1 - 1e-9;

/** The share that is sound against the share that has to be; 1 exactly where the tolerance is kept. */
function sound(bad: number, total: number, tolerance = 0): number {
  if (total === 0 || bad / total <= tolerance) return 1;
  return Math.max(0, Math.min(almostAll, (1 - bad / total) / (1 - tolerance)));
}

const mean = (shares: readonly number[]): number => shares.reduce((sum, share) => sum + share, 0) / shares.length;
const product = (shares: readonly number[]): number => shares.reduce((result, share) => result * share, 1);

/** A column that is missing is missing in every row. */
function completeness(plan: Plan, measured: Measured): MaybePart {
  const shares = plan.columns.flatMap((planned, index) => {
    const counts = measured.columns[index];
    const { column, found } = planned;
    if (!found || !counts) return column.required ? [0] : [];
    if (column.nulls >= 1 && !column.required) return [];
    return [Math.min(filled(planned, counts, measured), column.required ? spread(plan, planned, counts, measured) : 1)];
  });
  if (shares.length === 0) return undefined;
  return {
    name: 'completeness',
    share: mean(shares),
    computed: 'mean over the columns that must be there or filled of: values that are there ÷ records',
  };
}

function filled({ column }: PlannedColumn, { rows, present }: MeasuredColumn, { unreadable }: Measured): number {
  const records = rows + unreadable.count;
  return sound(records - present, records, column.nulls);
}

/** How much of the data has a column: of the files or of the rows, whichever is less. */
function spread(plan: Plan, { absent }: PlannedColumn, { rows }: MeasuredColumn, measured: Measured): number {
  if (absent.length === 0) return 1;
  const files = filesOf(plan).length;
  return Math.min((files - absent.length) / files, sound(measured.rows - rows, measured.rows));
}

/** An unreadable record is bad in every column, and so is every record where a column is missing. */
function validity({ columns }: Plan, { rows, columns: counts, unreadable }: Measured): MaybePart {
  const readable = sound(unreadable.count, rows + unreadable.count);
  const shares = columns.flatMap((planned, index) => {
    const measured = counts[index];
    if (!planned.found || !measured) return planned.column.required ? [0] : [];
    return [
      product(
        planned.rules.map(({ aboutValue, tolerance }, rule) =>
          aboutValue ? sound(measured.broken[rule] ?? 0, measured.present, tolerance) : 1,
        ),
      ),
    ];
  });
  return {
    name: 'validity',
    share: readable * (shares.length === 0 ? 1 : mean(shares)),
    computed:
      'records that could be read ÷ records × mean over the columns of: product over the rules about values of: 1 − values that break the rule ÷ values that are there',
  };
}

/** Where nothing could be compared, for want of a column or of values, nothing is known to be unique. */
function uniqueness(plan: Plan, { rows, key, distinctRecords, columns: counts }: Measured): MaybePart {
  const { contract, columns } = plan;
  const shares = [
    ...(contract.key ? [key && key.present > 0 ? sound(key.present - key.distinct, rows) : 0] : []),
    ...(distinctRecords === null ? [] : [sound(rows - distinctRecords, rows, contract.duplicates)]),
    ...columns.flatMap(({ column, found }, index) => {
      const measured = counts[index];
      if (!column.unique) return [];
      if (!found || !measured) return column.required ? [0] : [];
      if (measured.present === 0) return [];
      return [measured.distinct === 0 ? 0 : sound(repeatedValues(column, measured), rows)];
    }),
  ];
  if (shares.length === 0) return undefined;
  return {
    name: 'uniqueness',
    share: Math.min(...shares),
    computed: '1 − rows that repeat an earlier key, row or unique value ÷ rows',
  };
}

/** What is only warned of, without harm to a value, costs up to this share. */
const harmless = 0.01;

/** A rule that could not be asked, for want of a column, counts as broken everywhere. */
function consistency({ contract, columns, rules, extra }: Plan, { rows, rules: broken }: Measured): MaybePart {
  if (columns.length === 0 && rules.length === 0) return undefined;
  const declared = sound(extra.length, columns.length + extra.length);
  const changed = columns.filter((planned) => planned.stored.length > 1 && storageFamilies(planned).size > 1).length;
  const shares = [
    columns.length === 0 ? 1 : 1 - (contract.strict ? 1 : harmless) * (1 - declared),
    1 - harmless * (1 - sound(changed, columns.length)),
    ...rules.map(({ rule, missing }, index) =>
      missing.length > 0 || rows === 0 ? 0 : sound(broken[index] ?? 0, rows, rule.tolerance),
    ),
  ];
  return {
    name: 'consistency',
    share: product(shares),
    computed:
      'product over the rules of: 1 − rows that break the rule ÷ rows; columns that the contract does not name or whose type changes cost up to 1 %, unnamed ones their share where it is strict',
  };
}

function timeliness(plan: Plan, { newest, steps }: Measured, now: Date): MaybePart {
  const { freshness, series } = plan.contract;
  if (!freshness && !series) return undefined;
  const shares: number[] = [];
  if (freshness) {
    const limit = durationMilliseconds(freshness.within);
    const at = freshness.file ? newestFile(plan, now) : (newest?.at ?? null);
    const age = at === null ? Number.POSITIVE_INFINITY : now.getTime() - at;
    shares.push(age <= limit ? 1 : Math.min(almostAll, limit / age));
  }
  if (series) {
    const expected = steps && steps.first !== null && steps.last !== null ? steps.last - steps.first + 1 : 0;
    shares.push(expected === 0 ? 0 : sound(expected - (steps?.present ?? 0), expected, series.missing));
  }
  return {
    name: 'timeliness',
    share: product(shares),
    computed: 'limit ÷ age of the newest value, at most 1, × steps of the series that have a row ÷ all its steps',
  };
}

function volume({ contract }: Plan, { rows }: Measured): MaybePart {
  const { min, max } = contract.rows ?? {};
  if (min === undefined && max === undefined) return undefined;
  const share = min !== undefined && rows < min ? rows / min : max !== undefined && rows > max ? max / rows : 1;
  return { name: 'volume', share, computed: 'rows ÷ fewest rows, or most rows ÷ rows, at most 1' };
}
