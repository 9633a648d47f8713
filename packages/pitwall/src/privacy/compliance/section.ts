import type { ComplianceReport } from '@pitwall/sdk';
import type { AuditEntry } from '../../state/audit-table.ts';

export type Section = ComplianceReport['sections'][number];
export type Cell = Section['rows'][number][number];

/** What a report is made of: the entries of its time, the oldest first, and how actors are called. */
export interface Material {
  readonly entries: readonly AuditEntry[];
  /** An id with the name of whose it is, where that is known today. */
  named(actor: string): string;
}

const mostRows = 1_000;
const longestCell = 400;

export function section(
  title: string,
  columns: readonly string[],
  all: readonly (readonly Cell[])[],
  { summary, unknown = [] }: { readonly summary: string; readonly unknown?: readonly string[] },
): Section {
  const rows = all.slice(0, mostRows).map((row) => row.map(shortened));
  return { title, summary, unknown: [...unknown], columns: [...columns], rows, more: all.length - rows.length };
}

const shortened = (cell: Cell): Cell =>
  typeof cell === 'string' && cell.length > longestCell ? `${cell.slice(0, longestCell)}…` : cell;

export const momentCell = (at: number): string => new Date(at).toISOString();

export const notRecorded = 'not recorded';

/** A text that was given with a deed; nothing is made up where none was. */
export function inputText({ input }: AuditEntry, key: string): string {
  const value = (input as Readonly<Record<string, unknown>> | null)?.[key];
  return value === undefined || value === null
    ? notRecorded
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}
