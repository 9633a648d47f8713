import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PitwallError } from '../core/errors.ts';
import { type Key, readKey } from './key.ts';

export interface FileWorld {
  now(): number;
  random(bytes: number): Buffer;
}

const contentSchema = z.strictObject({
  version: z.literal(1),
  keys: z.array(z.strictObject({ id: z.string(), made: z.string(), key: z.string() })).min(1),
});

type Content = z.output<typeof contentSchema>;

export const keyFileOf = (folder: string): string => join(folder, 'keys.json');

/** The keys of a data directory, the newest first; undefined where there is no such file. */
export function readKeyFile(folder: string): readonly Key[] | undefined {
  return readContent(folder)?.keys;
}

/** When each key was made, by its id. */
export function keyFileDates(folder: string): ReadonlyMap<string, string> {
  return new Map(readContent(folder)?.content.keys.map(({ id, made }) => [id, made]));
}

/** Makes a new key the first of the file, which is made where there is none. Durable when this returns. */
export function addKeyToFile(folder: string, { now, random }: FileWorld): Key {
  const before = readContent(folder)?.content.keys ?? [];
  const text = random(32).toString('base64');
  const key = readKey(text, { file: keyFileOf(folder) });
  const made = new Date(now()).toISOString();
  writeContent(folder, { version: 1, keys: [{ id: key.id, made, key: text }, ...before] }, random);
  return key;
}

/** Takes a key out. Nobody may be left who needs it. */
export function dropKeyFromFile(folder: string, id: string, { random }: FileWorld): void {
  const before = readContent(folder)?.content.keys ?? [];
  writeContent(folder, { version: 1, keys: before.filter((key) => key.id !== id) }, random);
}

function readContent(folder: string): { readonly content: Content; readonly keys: readonly Key[] } | undefined {
  const file = keyFileOf(folder);
  const text = readPrivateFile(file, 0o077);
  if (text === undefined) return undefined;
  const content = contentOf(text, file);
  const keys = content.keys.map(({ id, key: written }) => {
    const key = readKey(written, { file });
    if (key.id !== id) throw damagedFile(file, `a key that is not the one of its id ${JSON.stringify(id)}`);
    return key;
  });
  return { content, keys };
}

function contentOf(text: string, file: string): Content {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // the message of the parser repeats a piece of the text
    throw damagedFile(file, 'no JSON');
  }
  const version = (json as { readonly version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > 1) {
    throw new PitwallError({
      code: 'secret.newer',
      problem: `expected a file of keys of version 1, found one of version ${version}`,
      fix: 'Use the version of pitwall that wrote it, or a newer one',
      place: { file },
    });
  }
  const parsed = contentSchema.safeParse(json);
  if (!parsed.success) throw damagedFile(file, 'another content');
  return parsed.data;
}

/** Whole or not at all: written beside it, synced, and put in its place. */
function writeContent(folder: string, content: Content, random: FileWorld['random']): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = keyFileOf(folder);
  const beside = `${file}.${random(6).toString('hex')}`;
  const handle = openSync(beside, 'wx', 0o600);
  try {
    fchmodSync(handle, 0o600);
    const bytes = Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(beside, file);
  const directory = openSync(folder, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

const mostBytes = 65_536;

/** The text of a file that only we may read; undefined where there is none. */
export function readPrivateFile(file: string, forbidden: number): string | undefined {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unreadable(
      file,
      code === 'EACCES' || code === 'EPERM' ? 'you may not read it' : `it cannot be read (${code})`,
    );
  }
  try {
    // of what is open, so that nobody puts another file in its place in between
    const found = fstatSync(handle);
    if (!found.isFile()) throw unreadable(file, 'it is not a file');
    if (found.size > mostBytes) throw unreadable(file, 'it is larger than 64 KiB');
    if (process.platform !== 'win32' && (found.mode & forbidden) !== 0) throw exposed(file, found.mode);
    return readFileSync(handle, 'utf8');
  } finally {
    closeSync(handle);
  }
}

const unreadable = (file: string, problem: string): PitwallError =>
  new PitwallError({
    code: 'secret.key_unavailable',
    problem: `expected a file of keys, but ${problem}`,
    fix: 'Name a file that the server may read',
    place: { file },
  });

const exposed = (file: string, mode: number): PitwallError =>
  new PitwallError({
    code: 'secret.key_exposed',
    problem: `expected a file of keys that nobody else may read, found the mode ${(mode & 0o777).toString(8)}`,
    fix: 'Say chmod 600, and make a new key where others may have read it',
    place: { file },
  });

const damagedFile = (file: string, found: string): PitwallError =>
  new PitwallError({
    code: 'secret.damaged',
    problem: `expected a file of keys as it was written, found ${found}`,
    fix: 'Bring it back from where you keep a copy of it; without it nothing that is sealed can be opened',
    place: { file },
  });
