import { type AuditHead, chainStart, hashOfEntry } from './audit-table.ts';
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
}

const rowsPerRead = 1000;

/** Reads the whole chain in pieces. Without a head from elsewhere nobody can tell whether its end was cut off. */
export async function verifyChain(db: Reader, { from = chainStart, head }: VerifyOptions = {}): Promise<ChainVerdict> {
  let reached = from;
  if (head?.seq === from.seq && head.hash !== from.hash) {
    return { sound: false, seq: from.seq, problem: `entry ${from.seq} is not the one that was known` };
  }
  for (;;) {
    const all = db.selectFrom('audit').selectAll().orderBy('seq').limit(rowsPerRead);
    // at the start without a bound, so that an entry put before the first one is seen
    const rows = await (reached === chainStart ? all : all.where('seq', '>', reached.seq)).execute();
    for (const row of rows) {
      const problem = problemOf(row, reached, head);
      if (problem !== null) return { sound: false, seq: reached.seq + 1, problem };
      reached = { seq: row.seq, hash: row.hash };
    }
    if (rows.length < rowsPerRead) break;
  }
  if (head && head.seq > reached.seq) {
    const problem = `the chain ends at ${reached.seq}, it was known to reach ${head.seq}`;
    return { sound: false, seq: reached.seq + 1, problem };
  }
  return { sound: true, entries: reached.seq - from.seq, head: reached };
}

function problemOf(row: AuditRow, before: AuditHead, head: AuditHead | undefined): string | null {
  if (row.seq !== before.seq + 1) return `entry ${before.seq + 1} is missing, the next one is ${row.seq}`;
  if (row.previous !== before.hash) return `entry ${row.seq} does not follow the one before it`;
  if (row.hash !== hashOfEntry(row)) return `entry ${row.seq} is not as it was written`;
  if (row.seq === head?.seq && row.hash !== head.hash) return `entry ${row.seq} is not the one that was known`;
  return null;
}
