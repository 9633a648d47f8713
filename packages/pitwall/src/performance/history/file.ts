import { type FileHandle, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PitwallError, type Place } from '../../core/errors.ts';
import { type ReadJson, readJson } from './json-place.ts';
import { type HistoryRecord, historyRecordSchema } from './record.ts';

export const defaultHistoryFile = 'performance_history.jsonl';

/** What an append puts behind a line that was cut off, so that nobody takes it for one that was changed. */
const tornMark = ' #torn';

/** A line of which only the beginning was written: its process was killed, or the disk was full. */
export interface TornLine {
  readonly line: number;
  readonly text: string;
  /** An append has closed it since. */
  readonly mended: boolean;
}

export interface History {
  readonly records: readonly HistoryRecord[];
  readonly torn: readonly TornLine[];
  /** Lines that are no record, each with file, line and what was expected. */
  readonly bad: readonly PitwallError[];
  /** There is no such file, which is not the same as an empty one. */
  readonly missing: boolean;
}

/** All that can be read of a history. `shown` is how its reader calls the file. */
export async function readHistory(path: string, shown: string = path): Promise<History> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new PitwallError({
      code: 'data.unreadable',
      problem: `expected a history that can be read, found ${error.message}`,
      fix: 'Name another file, or see to it that you may read this one',
      place: { file: shown },
      cause: error,
    });
  });
  return bytes ? parseHistory(bytes, shown) : { records: [], torn: [], bad: [], missing: true };
}

/** The records of a history of which no line is bad; a report about the rest would look complete. */
export async function readWholeHistory(path: string, shown: string = path): Promise<History> {
  const history = await readHistory(path, shown);
  const [first, ...more] = history.bad;
  if (first) throw first.and(more.slice(0, 9));
  return history;
}

export function parseHistory(bytes: Uint8Array, shown: string): History {
  const { values, torn, bad } = parseHistoryLines(bytes, shown);
  const read = values.map(({ value, line }) => ({ line, record: asRecord(value, { file: shown, line }) }));
  const wrong = read.flatMap(({ record }) => (record instanceof PitwallError ? [record] : []));
  return {
    records: read.flatMap(({ record }) => (record instanceof PitwallError ? [] : [record])),
    torn,
    bad: [...bad, ...wrong].toSorted((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0)),
    missing: false,
  };
}

export interface HistoryLines extends Pick<History, 'torn' | 'bad'> {
  readonly values: readonly { readonly value: unknown; readonly line: number }[];
}

/** The lines that are JSON, of whatever. */
export function parseHistoryLines(bytes: Uint8Array, shown: string): HistoryLines {
  const values: { value: unknown; line: number }[] = [];
  const torn: TornLine[] = [];
  const bad: PitwallError[] = [];
  const lines = splitLines(bytes);
  lines.forEach((content, index) => {
    const line = index + 1;
    // A line may be cut off within a character, so that it is no text
    const torso = Buffer.from(content).toString('utf8');
    if (torso.endsWith(tornMark)) {
      const left = torso.slice(0, -tornMark.length);
      if (left !== '') torn.push({ line, text: left, mended: true });
      return;
    }
    const text = decode(content);
    if (text?.trim() === '') return;
    const read: ReadJson = text === undefined ? { fault: notUtf8(shown, line) } : readJson(text, shown, line);
    if (!read.fault) values.push({ value: read.value, line });
    else if (line === lines.length) torn.push({ line, text: torso, mended: false });
    else bad.push(new PitwallError({ code: 'data.format', ...read.fault }));
  });
  return { values, torn, bad };
}

/** The last one is what stands behind the last line feed: empty in a file that is whole. */
function splitLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let from = 0;
  for (let at = bytes.indexOf(0x0a); at !== -1; at = bytes.indexOf(0x0a, from)) {
    lines.push(bytes.subarray(from, at));
    from = at + 1;
  }
  return [...lines, bytes.subarray(from)];
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const notUtf8 = (file: string, line: number) => ({
  problem: 'expected a record in UTF-8, found bytes that are not',
  fix: 'Take the line from a backup, or remove it',
  place: { file, line },
});

/** The value as it came, so that keys of other programs survive; or what is wrong with it. */
function asRecord(value: unknown, place: Place): HistoryRecord | PitwallError {
  const parsed = historyRecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const isForeign = typeof value === 'object' && value !== null && !('metrics' in value && 'at' in value);
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('.');
  return new PitwallError({
    code: 'data.format',
    problem: isForeign
      ? `expected a record with at, model, rows, metrics and source, found ${describeKeys(value)}`
      : `expected a record of the history, found ${issue?.message.replace(/^Invalid input: /, '') ?? 'something else'}`,
    fix: isForeign
      ? 'A history of another program is read by pitwall history import FILE --file NEW_HISTORY'
      : 'Mend the line, or remove it',
    place: field && !isForeign ? { ...place, field } : place,
  });
}

function describeKeys(value: object): string {
  const keys = Object.keys(value);
  return keys.length === 0 ? 'no key' : keys.slice(0, 6).join(', ');
}

/**
 * Adds records at the end, all of them in one write, and returns once they are on the disk.
 *
 * The file is opened for appending, so that the system puts what two processes write one behind the other (on a local disk;
 * a network disk may not). Where a line was cut off, the write begins by closing it. That this line may be one that another
 * process is writing at this moment does no harm: the mark then stands on a line of its own, and is skipped.
 */
export async function appendHistory(
  path: string,
  records: readonly HistoryRecord[],
  shown: string = path,
): Promise<{ readonly mended: boolean }> {
  if (records.length === 0) return { mended: false };
  const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  try {
    const file = await open(path, 'a+');
    try {
      const opening = await openingFor(file);
      const bytes = Buffer.from(opening + lines);
      const { bytesWritten } = await file.write(bytes);
      if (bytesWritten < bytes.length)
        throw new Error(`only ${bytesWritten} of ${bytes.length} bytes could be written`);
      await file.sync();
      await syncFolder(path);
      return { mended: opening.startsWith(tornMark) };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new PitwallError({
      code: 'output.unwritable',
      problem: `the history cannot be written: ${(error as Error).message}`,
      fix: 'Name a file in a folder that exists, that you may write to, and that has room',
      place: { file: shown },
      cause: error,
    });
  }
}

/** What has to stand between the end of the file and a new line. */
async function openingFor(file: FileHandle): Promise<string> {
  const { size } = await file.stat();
  if (size === 0) return '';
  const end = Buffer.alloc(1);
  await file.read(end, 0, 1, size - 1);
  if (end[0] === 0x0a) return '';
  const last = decode(splitLines(await readFrom(file, size)).at(-1) ?? new Uint8Array());
  const isWhole = last !== undefined && last.trim() !== '' && readJson(last, '').fault === undefined;
  return isWhole ? '\n' : `${tornMark}\n`;
}

async function readFrom(file: FileHandle, size: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(size);
  const { bytesRead } = await file.read(bytes, 0, size, 0);
  return bytes.subarray(0, bytesRead);
}

/** A new file is only there after a power cut when its folder knows of it. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r').catch(() => undefined);
  // Windows has no such thing, and needs none
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
