import type { Command } from '../measure.ts';
import type { Bound, Gauged } from '../report.ts';

/** One line of the report: what is run, and what it is held against. */
export interface Line {
  readonly what: string;
  readonly rows?: number;
  readonly command: Command;
  readonly bounds?: readonly Bound[];
  /** `what` of another line of the same group. */
  readonly against?: string;
}

/** Lines that are run in turn, so that whatever else the machine does falls on all of them. */
export interface Group {
  readonly repeat: number;
  readonly lines: readonly Line[];
}

export interface Settings {
  readonly quick: boolean;
  /** What takes a minute else takes an hour. */
  readonly long: boolean;
  /** In place of what each group wants. */
  readonly repeat: number | undefined;
  progress(text: string): void;
}

export interface Case {
  /** For --only. */
  readonly name: string;
  readonly title: string;
  /** A text says why the case, or some of it, cannot be measured here. */
  groups(settings: Settings): Promise<readonly (Group | string)[] | string>;
}

/** A case whose figures are no costs of a process. */
export interface GaugeCase {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** A text says why some of it cannot be measured here. */
  gauge(settings: Settings): Promise<readonly (Gauged | string)[]>;
}

export const quickRows = 100_000;

/** Enough to see the spread, few enough to wait for. */
export function repeatFor(rows: number): number {
  if (rows < 1_000_000) return 5;
  return rows < 10_000_000 ? 3 : 2;
}
