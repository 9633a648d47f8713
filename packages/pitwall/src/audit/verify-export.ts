import { PitwallError } from '../core/errors.ts';
import { verifyRows } from '../state/audit-chain.ts';
import type { AuditRow } from '../state/tables.ts';
import { rowOfLine } from './export.ts';
import { type AuditVerdict, judgeWalk, readAhead, type VerifyAuditOptions } from './verify.ts';

const rowsPerPiece = 1_000;

/** Verifies a whole export as JSON lines. It has no checkpoints of its own: those that were kept are what it is held against. */
export async function verifyExport(
  lines: AsyncIterable<string>,
  place: { readonly file: string },
  options: VerifyAuditOptions = {},
): Promise<AuditVerdict> {
  const stored = await readAhead(async () => []);
  return judgeWalk((watch) => verifyRows(rowsOf(lines, place), watch), stored, options);
}

async function* rowsOf(lines: AsyncIterable<string>, { file }: { readonly file: string }): AsyncGenerator<AuditRow[]> {
  let piece: AuditRow[] = [];
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line === '') continue;
    const row = rowOfLine(line);
    if (!row) {
      throw new PitwallError({
        code: 'audit.entry',
        problem: 'expected an entry of the audit as a line of JSON, found something else',
        fix: 'Give a file that pitwall audit export wrote, with --format jsonl',
        place: { file, line: number },
      });
    }
    piece.push(row);
    if (piece.length < rowsPerPiece) continue;
    yield piece;
    piece = [];
  }
  yield piece;
}
