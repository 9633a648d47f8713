import {
  baselineCategories,
  type CategoricalProfile,
  type CategoricalValues,
  rowsOfCategories,
} from '../profile/categorical.ts';
import type { SimpleProfile as Profile } from '../profile/composite.ts';
import { type Numbers, type NumericValues, readNumbers } from '../profile/numbers.ts';
import { finiteOf, type NumericProfile, rowsOf } from '../profile/numeric.ts';
import { type Refusal, type Rows, refusal } from './figure.ts';

/** One side of a comparison: a column's values, or its profile. */
export type Column = CategoricalValues | Profile;

/** A column, sorted out. `missing` counts NaN too. */
export type Side =
  | { readonly kind: 'values'; readonly numbers: Numbers; readonly rows: number; readonly missing: number }
  | { readonly kind: 'numeric'; readonly profile: NumericProfile; readonly rows: number; readonly missing: number }
  | {
      readonly kind: 'categorical';
      readonly profile: CategoricalProfile;
      readonly rows: number;
      readonly missing: number;
    };

/** Sorts out a column. Values are numbers unless a text or a boolean stands among them: then all are categories. */
function readColumn(column: Column): Side {
  if (isProfile(column)) return column.kind === 'numeric' ? ofNumericProfile(column) : ofCategories(column);
  if (isNumeric(column)) {
    const numbers = readNumbers(column);
    return { kind: 'values', numbers, rows: column.length, missing: numbers.missing + numbers.nan };
  }
  return ofCategories(baselineCategories(column));
}

export interface Sides {
  readonly reference: Side;
  readonly current: Side;
  readonly rows: Rows;
}

/** Both columns, and why they cannot be compared, where they cannot. */
export function readColumns(
  reference: Column,
  current: Column,
): { readonly sides: Sides; readonly refused: Refusal | null } {
  const sides = { reference: readColumn(reference), current: readColumn(current) };
  const rows: Rows = {
    n_reference: sides.reference.rows,
    n_current: sides.current.rows,
    n_missing: { reference: sides.reference.missing, current: sides.current.missing },
  };
  return { sides: { ...sides, rows }, refused: incomparable(sides.reference, sides.current) };
}

function incomparable(reference: Side, current: Side): Refusal | null {
  if (reference.rows === 0) return refusal('empty_reference', 'the reference has no rows; give it at least one');
  if (current.rows === 0) return refusal('empty_current', 'the current data has no rows; give it at least one');
  if (reference.missing === reference.rows) {
    return refusal('all_missing_reference', `none of the reference's ${reference.rows} rows has a value`);
  }
  if (current.missing === current.rows) {
    return refusal('all_missing_current', `none of the current ${current.rows} rows has a value`);
  }
  if ((reference.kind === 'categorical') !== (current.kind === 'categorical')) {
    const word = (side: Side): string => (side.kind === 'categorical' ? 'categories' : 'numbers');
    const explanation = `the reference holds ${word(reference)}, the current data ${word(current)}; read both as one kind`;
    return refusal('different_kinds', explanation);
  }
  return null;
}

function ofNumericProfile(profile: NumericProfile): Side {
  return { kind: 'numeric', profile, rows: rowsOf(profile), missing: profile.missing + profile.nan };
}

function ofCategories(profile: CategoricalProfile): Side {
  return { kind: 'categorical', profile, rows: rowsOfCategories(profile), missing: profile.missing };
}

function isProfile(column: Column): column is Profile {
  return 'kind' in column && 'version' in column;
}

/** A column without any value at all passes as numbers: it is refused for being empty, not for its kind. */
function isNumeric(values: CategoricalValues): values is NumericValues {
  if (ArrayBuffer.isView(values)) return true;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    if (typeof value === 'string' || typeof value === 'boolean') return false;
  }
  return true;
}

/** How many finite values a side has. */
export function finiteValues(side: Side): number {
  if (side.kind === 'values') return side.numbers.finite.length;
  return side.kind === 'numeric' ? finiteOf(side.profile) : 0;
}
