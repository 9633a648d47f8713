import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { PitwallError } from '../core/errors.ts';
import { explain } from './failures.ts';

export interface FolderLock {
  release(): void;
}

/**
 * Makes sure that one server works in a data directory. The lock is SQLite's own on a file of its own, which the kernel
 * takes away from a process that ends in whatever way; a file with a number of a process in it would outlive it.
 * Nothing else may open that file: POSIX drops a lock when its process closes any handle of the file.
 */
export function lockFolder(folder: string, { now }: { readonly now: () => number }): FolderLock {
  const file = join(folder, 'pitwall.lock');
  const holder = `${file}.json`;
  let database: Database.Database | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    database = new Database(file);
    database.exec('begin exclusive');
    const since = new Date(now()).toISOString();
    writeFileSync(holder, `${JSON.stringify({ pid: process.pid, host: hostname(), since })}\n`);
  } catch (error) {
    database?.close();
    const told = explain(error, file);
    if (!(told instanceof PitwallError) || told.code !== 'state.busy') throw told;
    throw new PitwallError({
      code: 'state.locked',
      problem: `The data directory is in use by ${describeHolder(holder)}`,
      fix: 'Stop that server, or name another data directory',
      place: { file: folder },
      cause: error,
    });
  }
  const held = database;
  return {
    release() {
      if (!held.open) return;
      rmSync(holder, { force: true });
      held.exec('rollback');
      held.close();
    },
  };
}

function describeHolder(file: string): string {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    return `process ${pid} on ${host} since ${since}`;
  } catch {
    // it may be about to write its name, or may not be ours to read
    return 'another process';
  }
}
