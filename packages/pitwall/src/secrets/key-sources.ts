import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { durationMilliseconds } from '../core/duration.ts';
import { PitwallError, type Place } from '../core/errors.ts';
import type { KeySource } from './config.ts';
import { type Key, readKey } from './key.ts';
import { readPrivateFile } from './key-file.ts';

export interface SourceOptions {
  /** Paths count from here. */
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const mostOutput = 65_536;

/** The keys of all sources, in their order, each once. */
export async function readSources(sources: readonly KeySource[], options: SourceOptions): Promise<readonly Key[]> {
  const found: Key[] = [];
  for (const source of sources) found.push(...readLines(await textOf(source, options), placeOf(source, options)));
  return distinct(found);
}

/** The same without asking a program, which would hold everything up; undefined where there are only programs. */
export function readSourcesAtOnce(sources: readonly KeySource[], options: SourceOptions): readonly Key[] {
  return distinct(
    sources.flatMap((source) =>
      'command' in source ? [] : readLines(textAtOnce(source, options), placeOf(source, options)),
    ),
  );
}

const distinct = (keys: readonly Key[]): readonly Key[] => [...new Map(keys.map((key) => [key.id, key])).values()];

/** One key a line; what begins with # is a remark. */
function readLines(text: string, place: Place): readonly Key[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const keys = lines.flatMap((line, index) =>
    line === '' || line.startsWith('#')
      ? []
      : [readKey(line, place.file === undefined ? place : { ...place, line: index + 1 })],
  );
  if (keys.length === 0) throw unavailable('expected a key, found nothing', place);
  return keys;
}

async function textOf(source: KeySource, options: SourceOptions): Promise<string> {
  return 'command' in source ? printed(source, options) : textAtOnce(source, options);
}

function textAtOnce(source: Exclude<KeySource, { command: unknown }>, { home, env }: SourceOptions): string {
  if ('env' in source) {
    const text = env[source.env];
    if (text !== undefined) return text;
    throw unavailable(`the environment variable ${source.env} is not set`, { field: 'secrets.keys' });
  }
  const file = resolve(home, source.file);
  // a group may be that of the container; everybody is everybody
  const text = readPrivateFile(file, 0o007);
  if (text === undefined) throw unavailable('there is no such file of keys', { file });
  return text;
}

/** What the program printed is not repeated, nor what it complained of: both may hold the key. */
function printed(
  { command: [program = '', ...words], timeout }: Extract<KeySource, { command: unknown }>,
  { home, env }: SourceOptions,
): Promise<string> {
  const milliseconds = durationMilliseconds(timeout);
  return new Promise((resolved, reject) => {
    const options = {
      cwd: home,
      env: { ...env },
      timeout: milliseconds,
      killSignal: 'SIGKILL',
      maxBuffer: mostOutput,
    } as const;
    execFile(program, words, options, (error, out) => {
      if (!error) resolved(out);
      else
        reject(
          unavailable(`the program ${JSON.stringify(program)} gave no key: ${whyNot(error)}`, {
            field: 'secrets.keys',
          }),
        );
    }).stdin?.end();
  });

  function whyNot({ code, killed, signal }: { code?: unknown; killed?: boolean; signal?: unknown }): string {
    if (code === 'ENOENT') return 'there is no such program';
    if (code === 'EACCES') return 'it may not be run';
    if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'it printed more than 64 KiB';
    if (killed) return `it took longer than ${timeout}`;
    return typeof code === 'number' ? `it ended with ${code}` : `it was ended by ${String(signal)}`;
  }
}

const placeOf = (source: KeySource, { home }: SourceOptions): Place =>
  'file' in source ? { file: resolve(home, source.file) } : { field: 'secrets.keys' };

const unavailable = (problem: string, place: Place): PitwallError =>
  new PitwallError({
    code: 'secret.key_unavailable',
    problem,
    fix: 'Give the key where secrets.keys of the configuration says that it is, or change what it says',
    place,
  });
