import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { verifyChain } from './audit-chain.ts';
import { appendAudit } from './audit-table.ts';
import { findCredential, listCredentials } from './credential-table.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/list.ts';
import { checksumOf } from './migrations/migration.ts';
import type { StatePlace } from './open.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import type { Bench, OpenAt, World } from './state.suite.ts';
import type { Reader, State } from './state.ts';

export function migrateSuite(bench: () => Bench, place: World['place'], openAt: OpenAt): void {
  it('has its steps numbered from 1 on', () => {
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
  });

  it('has published steps that stay as they are', () => {
    expect(migrations.map((migration) => [migration.name, checksumOf(migration).slice(0, 16)])).toEqual([
      ['audit', '72d5e8972a4b3373'],
      ['finding', '7377b78ecefdf4b6'],
      ['job', '9ccdd2a80ecba4dd'],
      ['idempotency', 'a873bc7da92bf329'],
      ['token', '68ad850530653ec2'],
      ['metric', '31e6a4b0c2b3901c'],
      ['job-due', '4eb7ada2e31c5c17'],
      ['monitor', '5e9ea32ad59dc8ac'],
      ['baseline', 'f705ddc5205ab2b7'],
      ['profile', '93dc4b148b678d9d'],
      ['access', 'c1ed2781d3ea8d4b'],
      ['secret', '8c65316e92c66900'],
      ['signing', '16ba8af1082562ce'],
      ['audit-trust', '3c830853f065218c'],
      ['privacy', '5ca3684a0021b908'],
      ['alert', '048600edb1a5cdc8'],
      ['delivery', '174f5f9eb9c1097f'],
    ]);
  });

  it('says which steps were made and when', async () => {
    const { state, now } = bench();
    const rows = await state.db.selectFrom('migration').select(['number', 'name', 'at']).orderBy('number').execute();
    expect(rows).toEqual(migrations.map(({ number, name }) => ({ number, name, at: now })));
  });

  it.each(migrations.map(({ number }) => number - 1).filter((steps) => steps > 0))(
    'is brought up from step %i, with what was in it',
    async (steps) => {
      const { state, now } = bench();
      const where = await place();
      const old = await makeOld(where, steps, now);
      await old.transaction().execute((tx) => appendAudit(tx, { ...record, at: now }));
      await old.destroy();

      const brought = await openAt(where);
      expect(await verifyChain(brought.db)).toMatchObject({ sound: true, entries: 1 });
      const schema = await schemaOf(brought);
      expect(schema).toEqual(await schemaOf(state));
      expect(schema.length).toBeGreaterThan(20);
    },
  );

  it('makes credentials of the tokens of before: of the administrator a key, and what was revoked stays so', async () => {
    const { now } = bench();
    const where = await place();
    const old = await makeOld(where, 10, now);
    const tokens = { administrator: null, 'sign-in-link': null, 'session-abc': null, ci: now + 5 };
    for (const [name, revoked] of Object.entries(tokens))
      await sql`insert into token values (${`${name} hash`}, ${name}, ${now}, ${revoked})`.execute(old);
    await old.destroy();
    const brought = await openAt(where);
    const found = await listCredentials(brought.db);
    expect(
      found
        .map(({ name, kind, grants, expiresAt, revokedAt }) => [name, kind, grants, expiresAt - now, revokedAt])
        .sort(),
    ).toEqual([
      ['administrator', 'key', [{ role: 'admin', on: [] }], 365 * 86_400_000, null],
      ['ci', 'key', [], 365 * 86_400_000, now + 5],
      ['session-abc', 'session', null, 12 * 3_600_000, null],
      ['sign-in', 'link', null, 3_600_000, null],
    ]);
    expect((await findCredential(brought.db, 'administrator hash'))?.account).toBeNull();
  });

  it('of a newer version is refused and left as it is', async () => {
    const { state, place: where } = bench();
    await state.change((tx) =>
      tx.insertInto('migration').values({ number: 99, name: 'future', checksum: 'x', at: 0 }).execute(),
    );
    await expect(openAt(where)).rejects.toMatchObject({
      code: 'state.newer',
      problem: `Expected a state of schema ${migrations.length} or older, found schema 99 (future)`,
    });
    expect(await state.db.selectFrom('migration').select('number').execute()).toHaveLength(migrations.length + 1);
  });

  it('with a step that was changed after it was made is refused', async () => {
    const { state, place: where } = bench();
    await state.change((tx) => tx.updateTable('migration').set({ checksum: 'f00' }).where('number', '=', 2).execute());
    await expect(openAt(where)).rejects.toMatchObject({
      code: 'state.changed',
      problem: expect.stringContaining('found step 2 "finding" with the checksum f00'),
    });
  });

  it('with a step that is missing between others is refused', async () => {
    const { state, place: where } = bench();
    await state.change((tx) => tx.deleteFrom('migration').where('number', '=', 2).execute());
    await expect(openAt(where)).rejects.toMatchObject({ code: 'state.changed' });
  });

  it('stays as it was when a step fails', async () => {
    const { state, now } = bench();
    const broken = { number: migrations.length + 1, name: 'broken', statements: ['create table half (a text)', 'no'] };
    const failed = state.change((tx) =>
      migrate(tx, { where: 'here', now: () => now, migrations: [...migrations, broken] }),
    );
    await expect(failed).rejects.toThrow(/syntax/);
    expect((await schemaOf(state)).filter((text) => text.includes('half'))).toEqual([]);
    expect(await state.db.selectFrom('migration').select('number').execute()).toHaveLength(migrations.length);
  });
}

const record = { actor: 'user:ada', verb: 'token.make', subject: 'token:ci', outcome: 'done', input: {} } as const;

/** A store as the version that had so many steps left it. */
async function makeOld(where: StatePlace, steps: number, now: number): Promise<Reader> {
  const { reader, writer } =
    'url' in where ? await openPostgres(where.url, () => now) : await openSqlite(where.folder, () => now);
  await reader.destroy();
  await writer.transaction().execute(async (tx) => {
    for (const name of [
      'delivery_remote',
      'delivery_channel',
      'delivery_attempt',
      'delivery',
      'alert_mark',
      'alert_received',
      'alert_rule',
      'alert_silence',
      'alert_member',
      'alert_group',
      'alert_event',
      'alert',
      'erasure',
      'hold',
      'oidc_state',
      'signing_key',
      'installation',
      'secret',
      'subject_key',
      'audit_checkpoint',
      'audit_key',
      'profile_hour',
      'profile_mark',
      'baseline_promotion',
      'baseline',
      'monitor_window',
      'monitor',
      'metric_bucket',
      'metric_series',
      'job_run',
      'job',
      'credential',
      'role',
      'account',
      'idempotency',
      'finding',
      'audit',
      'counter',
      'migration',
    ])
      await sql`drop table ${sql.table(name)}`.execute(tx);
    await migrate(tx, { where: 'old', now: () => now, migrations: migrations.slice(0, steps) });
  });
  return writer;
}

/** Tables, columns and indexes, as the engine tells them. */
async function schemaOf({ db, engine }: State): Promise<readonly string[]> {
  const { rows } =
    engine === 'sqlite'
      ? await sql<{
          text: string;
        }>`select name || ' ' || tbl_name || coalesce(sql, '') as text from sqlite_master`.execute(db)
      : await sql<{ text: string }>`
          select indexdef as text from pg_indexes where schemaname = 'pitwall'
          union all
          select concat_ws(' ', table_name, ordinal_position, column_name, data_type, is_nullable)
          from information_schema.columns where table_schema = 'pitwall'
          union all
          select conrelid::regclass || pg_get_constraintdef(oid) from pg_constraint
          where connamespace = 'pitwall'::regnamespace
        `.execute(db);
  return rows.map(({ text }) => text).sort();
}
