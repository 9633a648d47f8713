import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import Database from 'libsql';
import { explain } from './failures.ts';
import type { State } from './state.ts';
import type { Tables } from './tables.ts';

/** What a cell holds on both engines. */
export type StoredCell = string | number | Uint8Array | null;

/** The whole state as it was at one moment; it goes on being written meanwhile. */
export interface StateSnapshot {
  /** In the order in which they were made, so that what a row refers to comes before it. */
  readonly tables: readonly string[];
  columns(table: string): Promise<readonly string[]>;
  /** Some rows at a time; cells in the order of the columns. */
  rows(table: string): AsyncGenerator<readonly (readonly StoredCell[])[], void>;
  close(): Promise<void>;
}

const rowsAtOnce = 500;
/** A row may be long: what a piece holds is bounded in characters too. */
const charactersAtOnce = 1 << 20;

/**
 * `file` is that of the state where it is SQLite: the snapshot has a connection of its own there, since a transaction on
 * the one that reads would hold up everybody.
 */
export function openStateSnapshot(state: Pick<State, 'engine' | 'db'>, file: string): Promise<StateSnapshot> {
  return state.engine === 'sqlite' ? sqliteSnapshot(file) : postgresSnapshot(state.db);
}

async function sqliteSnapshot(file: string): Promise<StateSnapshot> {
  try {
    const database = new Database(file);
    try {
      database.pragma('busy_timeout = 5000');
      database.pragma('query_only = on');
      database.exec('begin');
      // the moment is that of the first read
      const named = database
        .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by rowid")
        .all() as readonly { readonly name: string }[];
      return onSqlite(
        database,
        named.map(({ name }) => name),
        file,
      );
    } catch (error) {
      database.close();
      throw error;
    }
  } catch (error) {
    throw explain(error, file);
  }
}

function onSqlite(database: Database.Database, tables: readonly string[], file: string): StateSnapshot {
  const columnsOf = (table: string): readonly string[] =>
    (database.prepare(`select name from pragma_table_info('${table}') order by cid`).all() as { name: string }[]).map(
      ({ name }) => name,
    );
  return {
    tables,
    columns: async (table) => columnsOf(table),
    async *rows(table) {
      const columns = columnsOf(table);
      const all = `select ${columns.map(quoted).join(', ')}, rowid as "rowid " from ${quoted(table)}`;
      const next = database.prepare(`${all} where rowid > ? order by rowid limit ${rowsAtOnce}`);
      // read row by row, so that long ones need not all be there at once
      let after = Number.MIN_SAFE_INTEGER;
      for (;;) {
        let piece: StoredCell[][] = [];
        let characters = 0;
        let found = 0;
        try {
          for (const row of next.iterate(after) as IterableIterator<Record<string, StoredCell>>) {
            found += 1;
            after = Number(row['rowid ']);
            const cells = columns.map((column) => row[column] ?? null);
            characters += lengthOf(cells);
            piece.push(cells);
            if (characters < charactersAtOnce) continue;
            yield piece;
            piece = [];
            characters = 0;
          }
        } catch (error) {
          throw explain(error, file);
        }
        if (piece.length > 0) yield piece;
        if (found < rowsAtOnce) return;
        // libsql works in our thread
        await nextTurn();
      }
    },
    async close() {
      if (!database.open) return;
      database.exec('rollback');
      database.close();
    },
  };
}

async function postgresSnapshot(db: Kysely<Tables>): Promise<StateSnapshot> {
  const tx = await db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute();
  try {
    // the moment is that of the first read
    const found = await sql<{ name: string }>`
      select relname as name from pg_class join pg_namespace on relnamespace = pg_namespace.oid
      where nspname = current_schema() and relkind = 'r' order by pg_class.oid
    `.execute(tx);
    let cursors = 0;
    const columnsOf = async (table: string): Promise<readonly string[]> => {
      const { rows } = await sql<{ name: string }>`
        select column_name as name from information_schema.columns
        where table_schema = current_schema() and table_name = ${table} order by ordinal_position
      `.execute(tx);
      return rows.map(({ name }) => name);
    };
    return {
      tables: found.rows.map(({ name }) => name),
      columns: columnsOf,
      async *rows(table) {
        const columns = await columnsOf(table);
        const cursor = sql.raw(`piece_${++cursors}`);
        const names = sql.raw(columns.map(quoted).join(', '));
        await sql`declare ${cursor} no scroll cursor for select ${names} from ${sql.raw(quoted(table))}`.execute(tx);
        for (;;) {
          const { rows } = await sql<
            Record<string, StoredCell>
          >`fetch ${sql.raw(String(rowsAtOnce))} from ${cursor}`.execute(tx);
          if (rows.length > 0) yield rows.map((row) => columns.map((column) => row[column] ?? null));
          if (rows.length < rowsAtOnce) break;
        }
        await sql`close ${cursor}`.execute(tx);
      },
      async close() {
        if (!tx.isCommitted && !tx.isRolledBack) await tx.rollback().execute();
      },
    };
  } catch (error) {
    await tx
      .rollback()
      .execute()
      .catch(() => undefined);
    throw error;
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const lengthOf = (cells: readonly StoredCell[]): number =>
  cells.reduce<number>((sum, cell) => sum + (typeof cell === 'number' || cell === null ? 8 : cell.length), 0);
