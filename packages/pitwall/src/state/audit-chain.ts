import { setImmediate as nextTurn } from 'node:timers/promises';
import { firstWithZero, readAuditLines } from './audit-lines.ts';
import { type AuditHead, chainStart } from './audit-table.ts';
import { hashOfEntry, hashOfText } from './audit-text.ts';
import type { Reader } from './state.ts';
import type { AuditRow } from './tables.ts';

export type ChainVerdict =
  | { readonly sound: true; readonly entries: number; readonly head: AuditHead }
  /** `seq` is the first entry that is not as it was written, or not there. */
  | { readonly sound: false; readonly seq: number; readonly problem: string };

export interface VerifyOptions {
  /** An entry that is known to be sound: only what comes after it is read. */
  readonly from?: AuditHead;
  /** What the chain must reach: a head that was kept elsewhere. */
  readonly head?: AuditHead;
  /** Told of each sound entry in its order; a problem that it answers with ends the walk. */
  readonly each?: (entry: AuditHead) => string | undefined;
  /** Told now and then how far it is; waited for, and what it throws ends the walk. */
  readonly reached?: (seq: number) => Promise<void> | void;
}

const rowsPerRead = 1000;

/** Reads the whole chain in pieces. Without a head from elsewhere nobody can tell whether its end was cut off. */
export async function verifyChain(db: Reader, options: VerifyOptions = {}): Promise<ChainVerdict> {
  const { from = chainStart, head, each } = options;
  let reached = from;
  if (head?.seq === from.seq && head.hash !== from.hash) {
    return { sound: false, seq: from.seq, problem: notTheKnown(from.seq) };
  }
  const accept = (entry: AuditHead): string | undefined => {
    if (entry.seq === head?.seq && entry.hash !== head.hash) return notTheKnown(entry.seq);
    const problem = each?.(entry);
    if (problem === undefined) reached = entry;
    return problem;
  };
  for (;;) {
    // at the start without a bound, so that an entry put before the first one is seen
    const after = (): number | null => (reached === chainStart ? null : reached.seq);
    // an engine that cannot write lines of this table has to be asked for rows
    const lines = await readAuditLines(db, after(), rowsPerRead).catch(() => ['']);
    let found = walk(lines, (line) => entryOfLine(line, reached), accept);
    let read = lines.length;
    if (found === 'unsure') {
      const zero = await firstWithZero(db, after());
      const rows = await readRows(db, after());
      found = walk(rows, (row) => (row.seq === zero ? goesOn(zero) : entryOfRow(row, reached)), accept);
      read = rows.length;
    }
    if (found !== undefined) return { sound: false, seq: reached.seq + 1, problem: found };
    await options.reached?.(reached.seq);
    // everybody else in this process works between two pieces
    await nextTurn();
    if (read < rowsPerRead) break;
  }
  if (head && head.seq > reached.seq) {
    const problem = `the chain ends at ${reached.seq}, it was known to reach ${head.seq}`;
    return { sound: false, seq: reached.seq + 1, problem };
  }
  return { sound: true, entries: reached.seq - from.seq, head: reached };
}

/** The same of entries from elsewhere, in the order that they come in. */
export async function verifyRows(
  pieces: AsyncIterable<readonly AuditRow[]>,
  { each, reached: told }: Pick<VerifyOptions, 'each' | 'reached'> = {},
): Promise<ChainVerdict> {
  let reached = chainStart;
  for await (const rows of pieces) {
    for (const row of rows) {
      const entry = entryOfRow(row, reached);
      const problem = typeof entry === 'string' ? entry : each?.(entry);
      if (problem !== undefined) return { sound: false, seq: reached.seq + 1, problem };
      if (typeof entry !== 'string') reached = entry;
    }
    await told?.(reached.seq);
  }
  return { sound: true, entries: reached.seq, head: reached };
}

const goesOn = (seq: number): string => `entry ${seq} is not as it was written: it goes on behind a zero byte`;
const notTheKnown = (seq: number): string => `entry ${seq} is not the one that was known`;

/** The first problem; `unsure` where what was read cannot be told from one that is sound. */
function walk<T>(
  read: readonly T[],
  entryOf: (one: T) => AuditHead | string,
  accept: (entry: AuditHead) => string | undefined,
): string | undefined {
  for (const one of read) {
    const entry = entryOf(one);
    const problem = typeof entry === 'string' ? entry : accept(entry);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const hashLength = 64;

/** Compared as text, for a sound entry can only be written in one way. */
function entryOfLine(line: string, before: AuditHead): AuditHead | 'unsure' {
  const seq = before.seq + 1;
  const start = `"${before.hash}"${seq}\t"`;
  const end = start.length + hashLength;
  if (!line.startsWith(start) || !line.startsWith('"\t', end)) return 'unsure';
  const hash = line.slice(start.length, end);
  return hashOfText(line.slice(end + 2)) === hash ? { seq, hash } : 'unsure';
}

const readRows = (db: Reader, after: number | null): Promise<AuditRow[]> => {
  const all = db.selectFrom('audit').selectAll().orderBy('seq').limit(rowsPerRead);
  return (after === null ? all : all.where('seq', '>', after)).execute();
};

function entryOfRow(row: AuditRow, before: AuditHead): AuditHead | string {
  const { seq, hash } = row;
  if (seq !== before.seq + 1) return `entry ${before.seq + 1} is missing, the next one is ${seq}`;
  if (row.previous !== before.hash) return `entry ${seq} does not follow the one before it`;
  if (hash !== hashOfEntry(row)) return `entry ${seq} is not as it was written`;
  return { seq, hash };
}
