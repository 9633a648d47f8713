import type { Storage } from './table.ts';
import type { ColumnType } from './types.ts';

/** The few places where engines write SQL differently. Everything else here is SQL that they share. */
export interface Dialect {
  text(value: string): string;
  identifier(name: string): string;
  literal(type: ColumnType, value: string | number | boolean): string;
  /**
   * A stored value as the type that a contract declares: null where it is missing and where it is not
   * of that type, so that `present and typed is null` means a value of the wrong type.
   */
  typed(value: string, storage: Storage, type: ColumnType): string;
  /** Null where the value is missing. A format may have a missing value of its own, like JSON's `null`. */
  present(value: string, storage: Storage): string;
  /** A value as a person would write it, for examples. */
  display(value: string, storage: Storage): string;
  isFinite(number: string): string;
  isNaN(number: string): string;
  /** Length in Unicode code points. */
  length(text: string): string;
  /** Whether the whole text matches a pattern of RE2. */
  matches(text: string, pattern: string): string;
  hash(values: readonly string[]): string;
  countIf(condition: string): string;
  countDistinct(value: string): string;
  /** A date, timestamp or integer as the number of its step, counted from a fixed origin. */
  step(value: string, type: ColumnType, every: number): string;
  /** Milliseconds since 1970 of a date or timestamp. */
  epoch(value: string): string;
  readonly facets: FacetSql;
}

/** The sides of a value that a profile counts, as `@pitwall/stats` defines them; null for null. */
export interface FacetSql {
  /** Milliseconds since 1970 as a double, infinite for an infinite time. */
  time(value: string, type: 'date' | 'timestamp'): string;
  weekday(value: string): string;
  hour(value: string): string;
  length(text: string): string;
  shape(text: string): string;
  word(text: string): string;
}
