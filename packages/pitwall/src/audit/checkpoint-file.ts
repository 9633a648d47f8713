import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PitwallError } from '../core/errors.ts';
import { checkpointsAfter } from '../state/audit-checkpoint-table.ts';
import type { Reader } from '../state/state.ts';
import { type KeptNote, readNotes } from './checkpoint-text.ts';

const notesAtOnce = 500;
/** Longer than any two notes. */
const tailLength = 16_384;

/**
 * Appends each checkpoint that the file lacks, and returns when they are on the disk; answers how many. Nothing that is
 * there is ever written over, so the file may be one that can only grow.
 */
export async function appendCheckpoints(db: Reader, path: string): Promise<number> {
  try {
    return await append(db, path);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause) || cause instanceof PitwallError) throw cause;
    throw new PitwallError({
      code: 'output.unwritable',
      problem: `expected a file that checkpoints can be written behind, found that it cannot be written (${String(cause.code)})`,
      fix: 'Make its folder, or let the user of the server write there; audit.file of the configuration names it',
      place: { file: path },
      cause,
    });
  }
}

async function append(db: Reader, path: string): Promise<number> {
  const file = await open(path, 'a+', 0o644);
  try {
    const { size: length } = await file.stat();
    const tail = Buffer.alloc(Math.min(tailLength, length));
    await file.read(tail, 0, tail.length, length - tail.length);
    let text = tail.toString('utf8');
    let last = await lastOfOurs(db, readNotes(text));
    let count = 0;
    for (;;) {
      const notes = await checkpointsAfter(db, last, notesAtOnce);
      if (notes.length === 0) break;
      // what a power cut left of a note must not become the beginning of the next one
      const torn = text === '' || text.endsWith('\n') ? '' : ' (cut off)\n\n';
      await file.appendFile(torn + notes.map(({ note }) => `${note}\n`).join(''));
      text = '';
      count += notes.length;
      last = notes.at(-1)?.size ?? last;
    }
    if (count > 0) await file.sync();
    if (length === 0) await syncFolder(dirname(path));
    return count;
  } finally {
    await file.close();
  }
}

/** Behind a restore the file may be ahead of the chain: what was signed then is of another one, which does not count. */
async function lastOfOurs(db: Reader, notes: readonly KeptNote[]): Promise<number> {
  for (const { size, note } of notes.toReversed()) {
    const [stored] = await checkpointsAfter(db, size - 1, 1);
    if (stored?.note === note) return size;
  }
  return 0;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
