import { groupCommit, type WriterLimits } from './group-commit.ts';
import { lockWriters, openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { State } from './state.ts';

/** A data directory, in which SQLite keeps the state, or the address of a Postgres. */
export type StatePlace = { readonly folder: string } | { readonly url: string };

export interface OpenStateOptions {
  readonly now: () => number;
  readonly longestChangeMs?: number;
}

/**
 * SQLite works in our thread, so a commit's callers are how long all else waits. Postgres remembers up to 64 savepoints
 * of a transaction where every reader sees them cheaply.
 */
const callersPerCommit = { sqlite: 128, postgres: 64 } as const;
const longestChange = 10_000;

/** Our own records: opened, checked and brought up to the schema of this version, or refused with a word. */
export async function openState(place: StatePlace, options: OpenStateOptions): Promise<State> {
  const { now, longestChangeMs = longestChange } = options;
  const engine = 'url' in place ? 'postgres' : 'sqlite';
  const { reader, writer } = 'url' in place ? await openPostgres(place.url, now) : await openSqlite(place.folder, now);
  const limits: WriterLimits = { callersPerCommit: callersPerCommit[engine], longestChangeMs };
  const commits = groupCommit(writer, limits, engine === 'postgres' ? lockWriters : undefined);
  let closing: Promise<void> | undefined;
  return {
    engine,
    db: reader,
    change: commits.change,
    close() {
      closing ??= (async () => {
        await commits.finish();
        await reader.destroy();
        await writer.destroy();
      })();
      return closing;
    },
  };
}
