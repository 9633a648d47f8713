import { type Kysely, sql } from 'kysely';
import { PitwallError } from '../core/errors.ts';
import { migrations as ours } from './migrations/list.ts';
import { checksumOf, type Migration } from './migrations/migration.ts';
import type { MigrationRow, Tables } from './tables.ts';

export interface MigrateOptions {
  /** What the errors call the database. */
  readonly where: string;
  readonly now: () => number;
  readonly migrations?: readonly Migration[];
}

/**
 * Brings the schema up to ours, all steps or none: `db` is a transaction that keeps others out. Answers with the numbers
 * of the steps that were made.
 */
export async function migrate(
  db: Kysely<Tables>,
  { where, now, migrations = ours }: MigrateOptions,
): Promise<readonly number[]> {
  await sql`create table if not exists migration (
    number bigint not null primary key, name text not null, checksum text not null, at bigint not null
  )`.execute(db);
  const made = await db.selectFrom('migration').selectAll().orderBy('number').execute();
  const missing = missingOf(made, where, migrations);
  for (const migration of missing) {
    for (const statement of migration.statements) await sql.raw(statement).execute(db);
    const { number, name } = migration;
    await db
      .insertInto('migration')
      .values({ number, name, checksum: checksumOf(migration), at: now() })
      .execute();
  }
  return missing.map(({ number }) => number);
}

/** The steps that are not made yet. Refuses a schema that is not the beginning of ours. */
export function missingOf(
  made: readonly MigrationRow[],
  where: string,
  migrations: readonly Migration[] = ours,
): readonly Migration[] {
  const last = made.at(-1);
  if (last && last.number > migrations.length) {
    throw new PitwallError({
      code: 'state.newer',
      problem: `Expected a state of schema ${migrations.length} or older, found schema ${last.number} (${last.name})`,
      fix: 'Use the version of Pitwall that wrote it, or a newer one; nothing was changed',
      place: { file: where },
    });
  }
  for (const [index, row] of made.entries()) {
    const migration = migrations[index];
    if (migration?.number === row.number && checksumOf(migration) === row.checksum) continue;
    throw new PitwallError({
      code: 'state.changed',
      problem: `Expected step ${index + 1} of the schema to be "${migration?.name}" as this version knows it, found step ${row.number} "${row.name}" with the checksum ${row.checksum.slice(0, 12)}`,
      fix: 'Use the version of Pitwall that wrote the state, or put a backup in its place; nothing was changed',
      place: { file: where },
    });
  }
  return migrations.slice(made.length);
}
