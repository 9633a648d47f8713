import {
  type Dialect,
  SqliteAdapter,
  type SqliteDialectConfig,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type Database from 'libsql';
import { explain } from './failures.ts';
import { checkedCompiler } from './storable.ts';

/** Kysely over one connection of libsql. `where` is what errors call the file. */
export function sqliteDialect(database: Database.Database, where: string): Dialect {
  const told = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw explain(error, where);
    }
  };
  return {
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => checkedCompiler(new SqliteQueryCompiler()),
    createDriver: () =>
      new ImmediateDriver((text) => told(() => database.exec(text)), {
        database: {
          close: () => closeSettled(database),
          prepare(text) {
            const statement = told(() => database.prepare(text));
            return {
              reader: statement.reader,
              all: (parameters) => told(() => statement.all(...parameters)),
              run: (parameters) => told(() => statement.run(...parameters)),
              iterate: (parameters) => told(() => statement.iterate(...parameters)),
            };
          },
        },
      }),
  };
}

/**
 * libsql keeps a closed connection until the last of its statements is collected, so the log is brought into the file
 * here. It stays beside the file where that is not possible, and the next start reads it.
 */
function closeSettled(database: Database.Database): void {
  try {
    database.exec('pragma wal_checkpoint(truncate)');
  } catch {
    // another process reads, or the disk is full: nothing is lost
  }
  database.close();
}

/**
 * Takes the right to write when a transaction begins. Taken at its first write, as SQLite does by itself, it fails where
 * another process wrote in between, and no waiting helps. Nothing is prepared for it: a prepared `begin` that met a lock
 * counts as under way until libsql collects it, and until then no savepoint can be made.
 */
class ImmediateDriver extends SqliteDriver {
  readonly #execute: (text: string) => void;

  constructor(execute: (text: string) => void, config: SqliteDialectConfig) {
    super(config);
    this.#execute = execute;
  }

  override async beginTransaction(): Promise<void> {
    this.#execute('begin immediate');
  }

  override async commitTransaction(): Promise<void> {
    this.#execute('commit');
  }

  override async rollbackTransaction(): Promise<void> {
    this.#execute('rollback');
  }
}
