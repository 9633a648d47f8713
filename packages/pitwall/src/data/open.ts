import { PitwallError } from '../core/errors.ts';
import type { DuckDBEngine } from './duckdb/engine.ts';
import { fitThreads } from './duckdb/threads.ts';
import { readHead, truncated } from './head.ts';
import { groupByShape, type Opened } from './readers/reader.ts';
import { readers } from './readers/readers.ts';
import { assertFormat, formatWords } from './signature.ts';
import { assertUnchanged, formats, type ReadOptions, resolveSources, type SourceFile } from './source.ts';
import type { Table, Unreadable } from './table.ts';

/** Everything that comes from files goes through here: one dataset, whatever formats its files have. */
export async function openTable(
  engine: DuckDBEngine,
  files: readonly SourceFile[],
  options: ReadOptions = {},
): Promise<Table> {
  const opened: Opened[] = [];
  for (const group of groupByShape(files, ({ format }) => format)) {
    const format = formats.find((name) => name === group[0]?.format);
    if (!format) continue;
    for (const file of group) assertFormat(file, await guarded([file], () => readHead(file, 512)));
    opened.push(await guarded(group, () => readers[format](engine, group, options)));
  }
  const parts = opened.flatMap((reader) => reader.parts);
  await fitThreads(engine, Math.max(0, ...parts.map(({ columns }) => columns.length)));
  return {
    engine,
    files,
    parts,
    async unreadable() {
      const all: Unreadable[] = [];
      for (const reader of opened) all.push(await reader.unreadable());
      return {
        count: all.reduce((sum, { count }) => sum + count, 0),
        first: all.flatMap(({ first }) => first),
        relations: all.flatMap(({ relations }) => relations),
      };
    },
    inspect: once(async () => {
      for (const reader of opened) await reader.inspect?.();
    }),
    async mend(always) {
      let mended = false;
      for (const reader of opened) mended = ((await reader.mend?.(always)) ?? false) || mended;
      return mended;
    },
  };
}

/** The same by path. `shownAs`: what to call a file, where its path is not what the user named. */
export async function openPaths(
  engine: DuckDBEngine,
  paths: readonly string[],
  folder: string,
  options: ReadOptions = {},
  shownAs: ReadonlyMap<string, string> = new Map(),
): Promise<Table> {
  const files = await resolveSources(paths, folder, options);
  return openTable(
    engine,
    files.map((file) => ({ ...file, path: shownAs.get(file.path) ?? file.path })),
    options,
  );
}

/**
 * The scan that counts: beside it the files are looked at as bytes, and after it proven unchanged, so that no
 * verdict is about half a file. Where the files turn out to be broken, they are mended and scanned again.
 */
export async function scanWhole<Result>(table: Table, scan: () => Promise<Result>): Promise<Result> {
  return guarded(table.files, async () => {
    const result = await scanMended(table, scan);
    await assertUnchanged(table.files);
    return result;
  });
}

async function scanMended<Result>(table: Table, scan: () => Promise<Result>): Promise<Result> {
  const inspected = table.inspect();
  // What nobody can read need not be scanned to its end.
  inspected.catch(() => table.engine.connection.interrupt());
  const [scanned, inspection] = await Promise.allSettled([scan(), inspected]);
  if (inspection.status === 'rejected') throw inspection.reason;
  if (scanned.status === 'fulfilled') return (await table.mend(false)) ? scan() : scanned.value;
  if (isAboutRecords(scanned.reason) && (await table.mend(true))) return scan();
  throw scanned.reason;
}

const isAboutRecords = (error: unknown): boolean =>
  error instanceof Error && /Invalid Input Error/.test(error.message) && /CSV/.test(error.message);

function once<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= run();
    return result;
  };
}

/** Turns what an engine says about a file into a sentence for the user. */
export async function guarded<Result>(files: readonly SourceFile[], read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw translateReadError(error, files);
  }
}

function translateReadError(error: unknown, files: readonly SourceFile[]): unknown {
  if (error instanceof PitwallError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const file = files.find(({ absolute }) => message.includes(absolute)) ?? files[0];
  const place = file ? { place: { file: file.path } } : {};
  const failure = failures.find(({ says }) => says.test(message));
  if (!file) return error;
  if (!failure) return isAboutData.test(message) ? unreadable(file, message, error) : error;
  if (failure.code === 'data.truncated') return truncated(file, error);
  const { code, problem, fix } = failure;
  return new PitwallError({ code, problem: problem(message), fix, ...place, cause: error });
}

/** Of the kinds of errors that DuckDB knows, those that bytes can cause; the others would be mistakes of ours. */
const isAboutData =
  /^(Invalid Error|Invalid Input Error|IO Error|Serialization Error|Out of Range Error|Not implemented Error|Unknown Error|INTERNAL Error|Conversion Error: Could not convert Timestamp)\b|^std::/;

function unreadable(file: SourceFile, message: string, cause: unknown): PitwallError {
  const [, reason = message] = /^(?:[A-Za-z ]+ Error: )?([^\n]*)/.exec(message) ?? [];
  return new PitwallError({
    code: 'data.unreadable',
    problem: `expected ${formatWords[file.format]}, found bytes that cannot be read (${reason.slice(0, 200)})`,
    fix: 'Write it again; it may have been changed on the way',
    place: { file: file.path },
    cause,
  });
}

const failures: readonly {
  readonly says: RegExp;
  readonly code: PitwallError['code'];
  readonly problem: (message: string) => string;
  readonly fix: string;
}[] = [
  {
    says: /No files found that match|No such file/,
    code: 'data.missing',
    problem: () => 'the file is gone: it was there a moment ago',
    fix: 'Write data under another name and rename it when it is complete, then check again',
  },
  {
    says: /Out of Memory/i,
    code: 'data.memory',
    problem: () => 'the data needs more memory than it may have',
    fix: 'Give it more: --memory 2GB',
  },
  {
    says: /invalid UTF-8 encoding in string/,
    code: 'data.encoding',
    problem: () => 'expected JSON in UTF-8, found bytes that are not',
    fix: 'Convert it: iconv -f LATIN1 -t UTF-8',
  },
  {
    says: /not a GZIP stream/i,
    code: 'data.unreadable',
    problem: () => 'expected gzip data to the end, found other bytes behind or within it',
    fix: 'Compress it anew, or fetch it again',
  },
  {
    says: /Malformed JSON.*unexpected end of data/s,
    code: 'data.truncated',
    problem: () => '',
    fix: '',
  },
  {
    says: /Malformed JSON/,
    code: 'data.format',
    problem: (message) =>
      `expected JSON, found something that is not: ${/at byte \d+ in [^:]+: [^.\n]+/.exec(message)?.[0] ?? 'look at the file'}`,
    fix: 'Mend it there, or write it again; if it has an object a line, name it .ndjson',
  },
  {
    says: /No magic bytes found|too small to be a Parquet|not a Parquet file|footer/i,
    code: 'data.truncated',
    problem: () => '',
    fix: '',
  },
  {
    says: /Invalid Error: (TProtocolException|don't know what type)|Snappy|thrift|corrupt/i,
    code: 'data.unreadable',
    problem: () => 'expected a Parquet file, found bytes that are not one',
    fix: 'Write it again; it may have been changed on the way',
  },
  {
    says: /Maximum line size|maximum_object_size/i,
    code: 'data.line_too_long',
    problem: () => 'a record is longer than what can be read',
    fix: 'Check that its quotes or braces are closed',
  },
  {
    says: /Permission denied|Cannot open file/,
    code: 'data.unreadable',
    problem: () => 'the file may not be read by this user',
    fix: 'Give read permission, or run as a user who has it',
  },
];
