import type { ColumnSummary, DriftReport, ScorePart } from '@pitwall/sdk';
import type { z } from 'zod';
import type { Table } from '../data/table.ts';
import type { Check, CheckResult } from './check.ts';
import type { Command } from './command.ts';

/** A dataset as a check meets it: its data, and what the configuration says about it. */
export interface DatasetTarget {
  readonly dataset: string;
  readonly table: Table;
  /** Paths in the settings count from here. */
  readonly folder: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Distributions cost a second scan. */
  readonly pictures: boolean;
}

/** Where the rows of a dataset go that break a rule, and where the others. */
export interface SplitOptions {
  /** Rows that break a rule are written here, with the reasons; undefined where only the others are asked for. */
  readonly bad: string | undefined;
  /** The others, as they came; `-` hands them to `write`. */
  readonly good: string | undefined;
  readonly cwd: string;
  write(bytes: Uint8Array): void | Promise<void>;
}

export interface SplitCounts {
  readonly bad: number;
  readonly good: number;
}

export interface DatasetResult extends CheckResult {
  readonly rows?: number;
  readonly score?: number | null;
  readonly scoreParts?: readonly ScorePart[];
  readonly columns?: readonly ColumnSummary[];
  readonly drift?: DriftReport | null;
  /** Parts the good rows from the bad ones; only while the table is open. */
  readonly split?: (options: SplitOptions) => Promise<SplitCounts>;
}

export type DatasetCheck = Check<DatasetTarget, DatasetResult>;

/** One subject of the product: what it adds to the configuration, what it checks, what one can type. */
export interface Slice {
  readonly name: string;
  /** Keys under `datasets.<name>` that are this slice's. */
  readonly dataset: Readonly<Record<string, z.ZodType>>;
  /** What is under `models.<name>`. */
  readonly model?: z.ZodType;
  readonly checks: readonly DatasetCheck[];
  readonly commands: readonly Command[];
}

export function defineSlice<const Definition extends Slice>(definition: Definition): Definition {
  return definition;
}
