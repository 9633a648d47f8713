import { parseJson } from '../core/json.ts';
import { type AuditChoice, auditRows } from '../state/audit-table.ts';
import { canonicalJson, type Json } from '../state/canonical-json.ts';
import type { Reader } from '../state/state.ts';
import type { AuditRow } from '../state/tables.ts';

export const exportFormats = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const exportTypes: Readonly<Record<ExportFormat, string>> = {
  jsonl: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
};

const rowsPerRead = 500;

export interface ExportOptions extends AuditChoice {
  readonly format: ExportFormat;
  /** The last entry that is in it: what is written meanwhile is not. */
  readonly upTo: number;
}

/** Entries as text, the oldest first, some at a time. */
export async function* exportAudit(db: Reader, { format, upTo, ...choice }: ExportOptions): AsyncGenerator<string> {
  const write = format === 'csv' ? csvLine : jsonLine;
  if (format === 'csv') yield csvHeader;
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = await auditRows(db, choice, { after, upTo, limit: rowsPerRead });
    if (rows.length > 0) yield rows.map(write).join('');
    if (rows.length < rowsPerRead) return;
    after = rows.at(-1)?.seq ?? after;
  }
}

const largestMoment = 8_640_000_000_000_000;

/** All that is hashed, so that whoever has the file can verify it; what no version of ours writes is kept as it is. */
function jsonLine({
  seq,
  at,
  actor,
  verb,
  subject,
  outcome,
  input,
  previous,
  hash,
  request_id,
  sealed,
}: AuditRow): string {
  const parsed = parseJson(input) as Json | undefined;
  const isOurs = parsed !== undefined && canonicalJson(parsed) === input;
  const line = {
    seq,
    at: Number.isInteger(at) && Math.abs(at) <= largestMoment ? new Date(at).toISOString() : at,
    actor,
    verb,
    subject,
    outcome,
    ...(isOurs ? { input: parsed } : { inputText: input }),
    ...(request_id === null ? {} : { requestId: request_id }),
    ...(sealed === null ? {} : { sealed }),
    previous,
    hash,
  };
  return `${JSON.stringify(line)}\n`;
}

/** An entry as it was stored; undefined where the line is none. */
export function rowOfLine(line: string): AuditRow | undefined {
  const found = parseJson(line);
  if (typeof found !== 'object' || found === null) return undefined;
  const { seq, at, actor, verb, subject, outcome, input, inputText, requestId, sealed, previous, hash } =
    found as Record<string, Json | undefined>;
  const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
  if (typeof seq !== 'number') return undefined;
  return {
    seq,
    at: typeof at === 'string' ? Date.parse(at) : Number(at),
    actor: text(actor),
    verb: text(verb),
    subject: text(subject),
    outcome: text(outcome),
    input: input === undefined ? text(inputText) : canonicalJson(input),
    request_id: requestId === undefined ? null : text(requestId),
    sealed: sealed === undefined ? null : text(sealed),
    previous: text(previous),
    hash: text(hash),
  };
}

const columns = [
  'seq',
  'at',
  'actor',
  'verb',
  'subject',
  'outcome',
  'input',
  'request_id',
  'previous',
  'hash',
] as const;
const csvHeader = `${columns.join(',')}\r\n`;

function csvLine(row: AuditRow): string {
  const at = Number.isInteger(row.at) && Math.abs(row.at) <= largestMoment ? new Date(row.at).toISOString() : row.at;
  return `${columns.map((column) => csvCell(column === 'at' ? at : row[column])).join(',')}\r\n`;
}

/** A text that a spreadsheet would compute, or hand to another program, gets an apostrophe. RFC 4180. */
function csvCell(cell: string | number | null): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
