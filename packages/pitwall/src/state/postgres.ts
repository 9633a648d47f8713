import { type DatabaseConnection, type Dialect, Kysely, PostgresDialect, PostgresQueryCompiler, sql } from 'kysely';
import pg from 'pg';
import { PitwallError } from '../core/errors.ts';
import { explain, foreign } from './failures.ts';
import { migrate } from './migrate.ts';
import { checkedCompiler } from './storable.ts';
import type { Tables } from './tables.ts';

/** Everything of ours is in one schema, so that other programs may live in the same database. */
const schema = 'pitwall';

/** Whoever writes holds this lock until it commits: writers go one after another over all servers. */
const writersLock = 0x50495457;

const readers = 8;
/** Moments and counts come as 64-bit integers; ours are below 2^53. */
const int8 = 20;
const patienceMs = 10_000;

export interface PostgresConnections {
  readonly reader: Kysely<Tables>;
  readonly writer: Kysely<Tables>;
}

export async function openPostgres(url: string, now: () => number): Promise<PostgresConnections> {
  const where = nameOf(url);
  const writer = new Kysely<Tables>({
    dialect: dialect(url, where, 1, [
      // on a server that was told to acknowledge before it writes, our writes still wait
      `select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'`,
      `set lock_timeout = ${patienceMs}`,
      `set statement_timeout = ${2 * patienceMs}`,
      // a server that hangs must not keep all others from writing
      `set idle_in_transaction_session_timeout = ${2 * patienceMs}`,
    ]),
  });
  try {
    await checkServer(writer, where);
    await writer.transaction().execute(async (tx) => {
      await lockWriters(tx);
      await ensureSchema(tx, where);
      await migrate(tx, { where, now });
    });
  } catch (error) {
    await writer.destroy();
    throw error;
  }
  return { reader: postgresReader(url, readers), writer };
}

/** Refuses to write, and looks neither at the schema nor for the right to write. */
export function postgresReader(url: string, connections: number): Kysely<Tables> {
  return new Kysely<Tables>({
    dialect: dialect(url, nameOf(url), connections, [
      'set default_transaction_read_only = on',
      `set statement_timeout = ${2 * patienceMs}`,
    ]),
  });
}

export async function lockWriters(tx: Kysely<Tables>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(writersLock)})`.execute(tx);
}

async function checkServer(db: Kysely<Tables>, where: string): Promise<void> {
  const asked = await sql<{ version: number; fsync: string }>`
    select current_setting('server_version_num')::int as version, current_setting('fsync') as fsync
  `.execute(db);
  const { version = 0, fsync = 'off' } = asked.rows[0] ?? {};
  if (version < 150_000) {
    throw new PitwallError({
      code: 'state.server',
      problem: `Expected PostgreSQL 15 or newer, found ${Math.floor(version / 10_000)}`,
      fix: 'Upgrade the server, or keep the state in a data directory',
      place: { file: where },
    });
  }
  if (fsync !== 'on') {
    throw new PitwallError({
      code: 'state.server',
      problem: 'Expected a server that writes what it acknowledges, found `fsync = off`',
      fix: 'Set `fsync = on` in postgresql.conf: without it a power cut destroys the database',
      place: { file: where },
    });
  }
}

async function ensureSchema(tx: Kysely<Tables>, where: string): Promise<void> {
  const found = await sql<{ name: string; tables: number; ours: number }>`
    select nspname as name, count(relname) as tables, count(*) filter (where relname = 'migration') as ours
    from pg_namespace left join pg_class on relnamespace = pg_namespace.oid and relkind = 'r'
    where nspname = ${schema} group by nspname
  `.execute(tx);
  const [there] = found.rows;
  if (there === undefined) {
    await sql`create schema ${sql.ref(schema)}`.execute(tx);
  } else if (there.tables > 0 && there.ours === 0) {
    throw new PitwallError({
      ...foreign(`a schema "${schema}" with ${there.tables} tables of another program`),
      place: { file: where },
    });
  }
}

function dialect(url: string, where: string, max: number, settings: readonly string[]): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'pitwall',
    connectionTimeoutMillis: patienceMs,
    keepAlive: true,
    types: { getTypeParser: (oid, format) => (oid === int8 ? Number : pg.types.getTypeParser(oid, format)) },
  });
  // a connection that breaks while nobody uses it is replaced by the next use
  pool.on('error', () => {});
  // goes before whatever is asked of the new connection; one that cannot be set up is of no use
  pool.on('connect', (client) => {
    // one that breaks in use fails what was asked of it; unheard, it would end the process besides
    client.on('error', () => {});
    client.query([`set search_path = ${schema}`, ...settings].join('; ')).catch(() => client.end().catch(() => {}));
  });
  const kysely = new PostgresDialect({
    pool: {
      end: () => pool.end(),
      connect: () => pool.connect().catch((error: unknown) => Promise.reject(explain(error, where))),
    },
    onCreateConnection: async (connection) => tellFailures(connection, where),
  });
  return {
    createAdapter: () => kysely.createAdapter(),
    createDriver: () => kysely.createDriver(),
    createIntrospector: (db) => kysely.createIntrospector(db),
    createQueryCompiler: () => checkedCompiler(new PostgresQueryCompiler()),
  };
}

function tellFailures(connection: DatabaseConnection, where: string): void {
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = (query) =>
    execute<never>(query).catch((error: unknown) => Promise.reject(explain(error, where)));
}

/** The place without the password. */
export function nameOf(url: string): string {
  return url.replace(/^(postgres(?:ql)?:\/\/[^:@/?]*):[^@]*@/, '$1@').replace(/([?&]password=)[^&]*/gi, '$1…');
}
