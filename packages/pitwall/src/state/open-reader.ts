import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Kysely } from 'kysely';
import Database from 'libsql';
import { PitwallError } from '../core/errors.ts';
import { explain, foreign } from './failures.ts';
import type { StatePlace } from './open.ts';
import { postgresReader } from './postgres.ts';
import { applicationId } from './sqlite.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import type { Reader } from './state.ts';
import type { Tables } from './tables.ts';

export interface StateReader {
  readonly db: Reader;
  close(): Promise<void>;
}

/**
 * The state as it is, of whatever version, beside a server that runs on it or without one. Nothing is written: not even a
 * step of the schema is made.
 */
export async function openStateReader(place: StatePlace): Promise<StateReader> {
  if ('url' in place) {
    const db = postgresReader(place.url, 1);
    return { db, close: () => db.destroy() };
  }
  const file = join(place.folder, 'state.db');
  if (!existsSync(file)) {
    throw new PitwallError({
      code: 'server.missing',
      problem: 'expected a data directory of Pitwall, found a folder without its state',
      fix: 'Name another with --data; where the state is kept in Postgres, give its address with --state',
      place: { file: place.folder },
    });
  }
  const database = openOnly(file);
  const db = new Kysely<Tables>({ dialect: sqliteDialect(database, file) });
  return { db, close: () => db.destroy() };
}

function openOnly(file: string): Database.Database {
  const address = `${pathToFileURL(file).href}?mode=ro`;
  try {
    try {
      return probed(address, file);
    } catch (error) {
      // in a folder that cannot be written there can be no log, and nobody writes
      const log = `${file}-wal`;
      if (error instanceof PitwallError || (existsSync(log) && statSync(log).size > 0)) throw error;
      return probed(`${address}&immutable=1`, file);
    }
  } catch (error) {
    throw explain(error, file);
  }
}

function probed(address: string, file: string): Database.Database {
  const database = new Database(address);
  try {
    database.pragma('busy_timeout = 5000');
    const [row] = database.pragma('application_id') as readonly { readonly application_id: number }[];
    const id = row?.application_id;
    if (id === applicationId) return database;
    throw new PitwallError({ ...foreign(`an SQLite file of another program (${id})`), place: { file } });
  } catch (error) {
    database.close();
    throw error;
  }
}
