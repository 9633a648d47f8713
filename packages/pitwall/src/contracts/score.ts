import type { ScorePart } from '@pitwall/sdk';
import { durationMilliseconds } from '../core/duration.ts';
import { type Measured, repeatedValues } from './measure.ts';
import type { Plan } from './plan.ts';

export interface Score {
  /** 0 to 100; null where there is nothing to score. */
  readonly score: number | null;
  readonly parts: readonly ScorePart[];
}

/**
 * 100 × the product of shares, each the part of the data without one kind of fault, as against what the contract
 * tolerates. A share only falls when a sound cell, row or column turns bad, so the score never rises when data gets
 * worse; and it is 100 exactly where no limit of the contract is passed.
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
  return { score: 100 * parts.reduce((product, { share }) => product * share, 1), parts };
}

type MaybePart = ScorePart | undefined;

/** The share that is sound against the share that has to be. */
function sound(bad: number, total: number, tolerance = 0): number {
  if (total === 0 || tolerance >= 1) return 1;
  return Math.max(0, Math.min(1, (1 - bad / total) / (1 - tolerance)));
}

const mean = (shares: readonly number[]): number => shares.reduce((sum, share) => sum + share, 0) / shares.length;
const product = (shares: readonly number[]): number => shares.reduce((result, share) => result * share, 1);

/** A column that is missing is missing in every row. */
function completeness({ columns }: Plan, { rows, columns: counts, unreadable }: Measured): MaybePart {
  const records = rows + unreadable.count;
  const shares = columns.flatMap(({ column, found }, index) => {
    if (column.nulls >= 1 && !column.required) return [];
    if (!found) return column.required ? [0] : [];
    return column.nulls >= 1 ? [] : [sound(records - (counts[index]?.present ?? 0), records, column.nulls)];
  });
  if (shares.length === 0) return undefined;
  return { name: 'completeness', share: mean(shares), computed: 'mean over the columns that must be filled of: values that are there ÷ records' };
}

/** An unreadable record is bad in every column, whatever is tolerated. */
function validity({ columns }: Plan, { rows, columns: counts, unreadable }: Measured): MaybePart {
  const readable = sound(unreadable.count, rows + unreadable.count);
  const shares = columns.flatMap(({ column, found }, index) => (found ? [sound(counts[index]?.invalid ?? 0, rows, column.tolerance)] : []));
  return {
    name: 'validity',
    share: readable * (shares.length === 0 ? 1 : mean(shares)),
    computed: 'records that could be read ÷ records × mean over the columns of: 1 − cells that break a rule about their value ÷ rows',
  };
}

function uniqueness(plan: Plan, { rows, key, distinctRecords, columns: counts }: Measured): MaybePart {
  const shares = [
    ...(key ? [sound(key.present - key.distinct, rows)] : []),
    ...(distinctRecords === null ? [] : [sound(rows - distinctRecords, rows, plan.contract.duplicates)]),
    ...plan.columns.flatMap(({ column, found }, index) => {
      const measured = counts[index];
      return column.unique && found && measured ? [sound(repeatedValues(column, measured), rows)] : [];
    }),
  ];
  if (shares.length === 0) return undefined;
  return { name: 'uniqueness', share: Math.min(...shares), computed: '1 − rows that repeat an earlier key, row or unique value ÷ rows' };
}

/** A rule that could not be asked, for want of a column, counts as broken everywhere. */
function consistency({ rules }: Plan, { rows, rules: broken }: Measured): MaybePart {
  if (rules.length === 0) return undefined;
  const shares = rules.map(({ rule, missing }, index) => (missing.length > 0 ? 0 : sound(broken[index] ?? 0, rows, rule.tolerance)));
  return { name: 'consistency', share: product(shares), computed: 'product over the rules of: 1 − rows that break the rule ÷ rows' };
}

function timeliness({ contract, table }: Plan, { newest, steps }: Measured, now: Date): MaybePart {
  const { freshness, series } = contract;
  if (!freshness && !series) return undefined;
  const shares: number[] = [];
  if (freshness) {
    const at = freshness.file ? Math.max(...table.files.map(({ modified }) => modified.getTime())) : (newest?.at ?? null);
    const age = at === null ? Number.POSITIVE_INFINITY : Math.max(1, now.getTime() - at);
    shares.push(Math.min(1, durationMilliseconds(freshness.within) / age));
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
