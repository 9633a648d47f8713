import { resolve } from 'node:path';
import { z } from 'zod';
import { visible } from '../../../core/visible.ts';
import { defineChannel, type Outcome } from '../channel.ts';
import { appendLine } from './append.ts';
import { composeLine } from './compose.ts';

const long = z.strictObject({
  path: z.string().min(1).describe('Where it is written; counts from the folder of the configuration'),
  max_bytes: z
    .int()
    .min(1_000)
    .default(10_000_000)
    .describe('A file that would be longer is moved away, and a new one begun'),
  keep: z.int().min(1).max(1_000).default(10).describe('So many files that were moved away are kept'),
});

const settings = z
  .union([z.string().min(1), long])
  .describe('A file with one line of JSON for each message: its path, or more about it');

export const fileChannel = defineChannel({
  kind: 'file',
  summary: 'One line of JSON for each message, in a file that makes room for a new one when it is full',
  settings,
  targets: () => [''],
  updates: false,
  async send(message, settings, { key, home }) {
    const {
      path,
      max_bytes: maxBytes,
      keep,
    } = typeof settings === 'string' ? long.parse({ path: settings }) : settings;
    try {
      const place = { path: resolve(home, path), maxBytes, keep };
      await appendLine(place, composeLine(message, key), key.slice(0, 8));
      return { kind: 'delivered', detail: `written to ${visible(path)}` };
    } catch (error) {
      return failure(error, visible(path));
    }
  },
});

/** What goes away by itself, or with what somebody does about the machine; everything else is about the path. */
const passing: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room on it',
  EDQUOT: 'there is no more room for this user; make room',
  EIO: 'the disk fails; look at it',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  EBUSY: 'something else holds it',
  EAGAIN: 'something else holds it',
  ESTALE: 'the disk on the network is gone for now',
  ETIMEDOUT: 'the disk on the network does not answer',
};

const lasting: Readonly<Record<string, string>> = {
  EACCES: 'the server may not write there; give it the right to, or name another path',
  EPERM: 'the server may not write there; give it the right to, or name another path',
  EROFS: 'that disk can only be read; name another path',
  EISDIR: 'it is no file; name the file itself',
  ENOTDIR: 'a part of the path is no folder; name another path',
  EEXIST: 'a part of the path is no folder; name another path',
  ENAMETOOLONG: 'the name is too long; name a shorter path',
  ELOOP: 'its links lead in a circle; name another path',
};

function failure(error: unknown, path: string): Outcome {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const mend = passing[code];
  if (mend !== undefined) return { kind: 'failed', detail: `expected to write to ${path}, but ${mend}` };
  const why = lasting[code] ?? `it is not possible (${code || 'no reason is known'}); name another path`;
  return { kind: 'refused', detail: `expected to write to ${path}, but ${why}` };
}
