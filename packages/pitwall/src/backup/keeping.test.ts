import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { destroySubjectKey, sealPersonal } from '../audit/personal.ts';
import { keyFileOf } from '../secrets/key-file.ts';
import { secretRewrap } from '../secrets/verbs/secret-rewrap.ts';
import { system } from '../server/actor.ts';
import { perform } from '../server/perform.ts';
import { listAudit } from '../state/audit-table.ts';
import { listFindings } from '../state/finding-table.ts';
import { openState } from '../state/open.ts';
import { createFolder, type Folder } from '../testing/data-files.ts';
import { judgeAge } from './age.ts';
import { backupSchema } from './config.ts';
import { clearUnfinished, lastGood, listBackups, prune, writingFile } from './folder.ts';
import { forgetInBackups } from './forget.ts';
import { backupJobs } from './jobs.ts';
import { sealingFor } from './keys.ts';
import { makeBackup } from './make.ts';
import { readManifest } from './manifest.ts';
import { reportBackups } from './report.ts';
import { restoreBackup } from './restore.ts';
import { unsealed } from './sealing.ts';
import { type Filled, ingest, noPause, openedWith, openFilled, sealingIn } from './testing/filled.ts';
import { flipByte, partFile } from './testing/kept.ts';
import { backupDrill } from './verbs/backup-drill.ts';
import { backupMake } from './verbs/backup-make.ts';
import { verifyBackup } from './verify.ts';

let folder: Folder;
let filled: Filled;
beforeEach(async () => {
  folder = createFolder();
  filled = await openFilled(folder.path, { config: { backup: { to: 'to', keep: 2, schedule: '0 2 * * *' } } });
});
afterEach(async () => {
  await filled.server.close();
  folder.remove();
});

const to = (): string => join(folder.path, 'to');
const context = () => ({ ...filled.server, config: filled.server.config, actor: system });
const make = async () => {
  filled.clock.now += 3_600_000;
  return (await perform(context(), backupMake, {})).output;
};

describe('backups that are kept', () => {
  it('are so many as is said, and the audit says which went', async () => {
    const ids = [await make(), await make(), await make()].map(({ id }) => id);
    expect((await listBackups(to())).map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const { items } = await listAudit(filled.server.state.db, { verb: 'backup.make', limit: 1 });
    expect(items[0]).toMatchObject({
      actor: 'system',
      subject: 'server:backups',
      outcome: 'done',
      input: { backup: ids[2], removed: [ids[0]], encrypted: true },
    });
  });

  it('always have the last good one among them', async () => {
    const first = await make();
    const second = await make();
    rmSync(partFile(join(to(), second.id), 'database'));
    expect(await prune(to(), 'courtside', 1, filled.clock.now)).toEqual([]);
    expect(lastGood(await listBackups(to()), 'courtside')?.id).toBe(first.id);
    const far = filled.clock.now + 400 * 86_400_000;
    expect(await prune(to(), 'courtside', '30d', far)).toEqual([]);
    const third = await make();
    expect(await prune(to(), 'courtside', '30d', far)).toEqual(expect.arrayContaining([first.id, second.id]));
    expect((await listBackups(to())).map(({ id }) => id)).toEqual([third.id]);
    expect(await prune(to(), 'another', 1, far)).toEqual([]);
  });

  it('are not among what a process left that was killed, which is taken away', async () => {
    const kept = await make();
    const left = join(to(), 'backup-2026-01-05t12-00-00z-0000000000');
    mkdirSync(left);
    writeFileSync(join(left, 'state.part'), 'half');
    writeFileSync(join(left, writingFile), JSON.stringify({ pid: process.pid, host: 'elsewhere' }));
    expect((await listBackups(to())).map(({ id }) => id)).toEqual([kept.id]);
    await clearUnfinished(to());
    expect(existsSync(left)).toBe(true);
    const { hostname } = await import('node:os');
    writeFileSync(join(left, writingFile), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
    await clearUnfinished(to());
    expect(readdirSync(to())).toEqual([kept.id]);
  });

  it('forget whoever was forgotten since, and nothing else', async () => {
    const { server, data } = filled;
    const query = (text: string) => server.state.change((tx) => sql.raw(text).execute(tx));
    const table = await sql<{ name: string }>`select name from sqlite_master where name = 'subject_key'`.execute(
      server.state.db,
    );
    if (table.rows.length === 0) {
      await query('create table subject_key (subject text not null primary key, sealed text, made_at bigint)');
    }
    const columns = await sql<{ name: string; notnull: number; type: string }>`
      select name, "notnull", type from pragma_table_info('subject_key')`.execute(server.state.db);
    const names = columns.rows.map(({ name }) => name);
    const row = (id: string) =>
      columns.rows
        .map(({ type }, at) => (at === 0 ? `'${id}'` : /int/i.test(type) ? '7' : `'sealed-${id}-${at}'`))
        .join(', ');
    await query(`insert into subject_key (${names.join(', ')}) values (${row('ann')}), (${row('bob')})`);
    const sealing = await sealingIn(data);
    const manifest = await makeBackup(server, { to: to(), sealing, pause: noPause });
    const forget = async () => {
      const { changed, failed } = await forgetInBackups({
        state: server.state,
        file: join(data, 'state.db'),
        backups: await listBackups(to()),
        sealingOf: openedWith(data),
        pause: noPause,
      });
      expect(failed).toEqual([]);
      return changed;
    };
    expect(await forget()).toEqual([]);
    await query(`delete from subject_key where ${names[0]} = 'ann'`);
    expect(await forget()).toEqual([manifest.id]);
    const after = await readManifest(join(to(), manifest.id));
    expect(after.state.tables.subject_key?.rows).toBe(1);
    expect(after.parts.filter(({ name }) => name !== 'subject-keys')).toEqual(
      manifest.parts.filter(({ name }) => name !== 'subject-keys'),
    );
    expect(existsSync(partFile(join(to(), manifest.id), 'subject-keys'))).toBe(false);
    await verifyBackup({ backup: join(to(), manifest.id), sealingOf: openedWith(data), pause: noPause });
    expect(await forget()).toEqual([]);
  });

  const seal = (name: string) =>
    filled.server.state.change((tx) => sealPersonal(tx, filled.server.keys, filled.server.world, name, { name }));
  const forgetPerson = (name: string) =>
    filled.server.state.change((tx) => destroySubjectKey(tx, filled.server.keys, name, filled.clock.now));
  /** The keys as somebody keeps them who made a copy at this moment. */
  const copyKeys = (): string => {
    const safe = join(folder.path, 'safe');
    mkdirSync(safe, { mode: 0o700 });
    copyFileSync(keyFileOf(filled.data), keyFileOf(safe));
    return safe;
  };
  const rotate = async (): Promise<void> => {
    filled.server.keys.addKey();
    await perform(context(), secretRewrap, {});
  };

  it('keep nobody from being backed up or forgotten where one of them cannot be read', async () => {
    await seal('person:ann');
    const [first, second] = [await make(), await make()];
    flipByte(partFile(join(to(), second.id), 'subject-keys'), 0.5);
    await forgetPerson('person:ann');
    // the third one takes the place of the first
    const third = await make();
    expect(third).toMatchObject({ removed: [first.id], forgotten: [], unread: [second.id] });
    const { items } = await listAudit(filled.server.state.db, { verb: 'backup.make', limit: 1 });
    expect(items[0]).toMatchObject({ outcome: 'done', input: { backup: third.id, unread: [second.id] } });
  });

  it('open with the key that they name alone, also when somebody was forgotten in them behind a new key', async () => {
    await seal('person:ann');
    await seal('person:bob');
    const made = await make();
    const safe = copyKeys();
    await rotate();
    await forgetPerson('person:ann');
    expect(await make()).toMatchObject({ forgotten: [made.id] });
    const backup = join(to(), made.id);
    await verifyBackup({ backup, sealingOf: openedWith(safe), pause: noPause });
    const data = join(folder.path, 'restored');
    await restoreBackup({ backup, data, sealingOf: openedWith(safe), world: filled.world });
    const restored = await openState({ folder: data }, { now: filled.world.now });
    try {
      const rows = await restored.db.selectFrom('subject_key').select('sealed').execute();
      const old = (await readManifest(backup)).key;
      expect(rows.map(({ sealed }) => sealed?.split('.')[1] ?? null).sort()).toEqual([old, null].sort());
    } finally {
      await restored.close();
    }
  });

  it('open with the key that they name alone, also where it was rotated while they were made', async () => {
    const safe = copyKeys();
    const sealing = sealingFor(filled.server);
    let isRotated = false;
    const pause = async (): Promise<void> => {
      if (!isRotated) filled.server.keys.addKey();
      isRotated = true;
    };
    const { id } = await makeBackup(filled.server, { to: to(), sealing, pause });
    expect(isRotated).toBe(true);
    await verifyBackup({ backup: join(to(), id), sealingOf: openedWith(safe), pause: noPause });
  });
});

describe('a drill', () => {
  it('says how long it takes to be there again, and leaves nothing behind', async () => {
    await ingest(filled.server, 'winner', 0, 100);
    const { id } = await make();
    filled.clock.now += 90_000;
    const { output } = await perform(context(), backupDrill, {});
    expect(output).toMatchObject({ backup: id, passed: true, problems: [] });
    expect(existsSync(join(filled.data, 'drill'))).toBe(false);
    expect(await reportBackups(filled.server)).toMatchObject({
      recoveryPointMilliseconds: 90_000,
      recoveryTimeMilliseconds: output.milliseconds,
      drill: { backup: id, passed: true },
    });
    // that it went well is no news
    expect((await listFindings(filled.server.state.db)).items).toEqual([]);
  });

  it('finds a backup that cannot be relied on, once, and says when there is a good one again', async () => {
    const { id } = await make();
    flipByte(partFile(join(to(), id), 'state'), 0.5);
    for (const _ of [1, 2]) {
      expect((await perform(context(), backupDrill, {})).output).toMatchObject({ passed: false });
      filled.clock.now += 1_000;
    }
    const told = async () =>
      (await listFindings(filled.server.state.db, { order: 'oldest' })).items.map(({ finding }) => [
        finding.subject,
        finding.metric,
        finding.status,
      ]);
    expect(await told()).toEqual([['backup:courtside', 'backup.drill', 'alert']]);
    await make();
    await perform(context(), backupDrill, {});
    expect(await told()).toEqual([
      ['backup:courtside', 'backup.drill', 'alert'],
      ['backup:courtside', 'backup.drill', 'pass'],
    ]);
  });
});

describe('a backup that was planned', () => {
  const { schedule } = backupSchema.parse({ schedule: '0 2 * * *' });
  const hours = (count: number): number => filled.clock.now + count * 3_600_000;

  it('is missed when two hours have gone since', async () => {
    if (!schedule) throw new Error('Expected a schedule.');
    const since = filled.clock.now;
    // planned for 02:00, which is 14 hours from noon
    const judge = (now: number) => judgeAge({ project: 'courtside', schedule, newest: undefined, since, now });
    expect(judge(hours(15)).status).toBe('pass');
    expect(judge(hours(16.1))).toMatchObject({
      status: 'alert',
      value: 16.1,
      message: expect.stringMatching(/^There is no backup/),
    });
    const made = await makeBackup(filled.server, { to: to(), sealing: unsealed, pause: noPause });
    const newest = lastGood(await listBackups(to()), 'courtside');
    expect(newest?.id).toBe(made.id);
    const later = { project: 'courtside', schedule, newest, since: 0 };
    expect(judgeAge({ ...later, now: hours(15) }).status).toBe('pass');
    expect(judgeAge({ ...later, now: hours(40) })).toMatchObject({ status: 'alert', value: 40 });
  });

  it('is found missing once, and found again', async () => {
    const since = filled.clock.now;
    const [, watch] = backupJobs(filled.server.config.backup, { since });
    const look = () => watch?.run({ context: context(), due: 0, run: 'r', signal: new AbortController().signal });
    await look();
    filled.clock.now += 30 * 3_600_000;
    await look();
    await look();
    await make();
    await look();
    const found = (await listFindings(filled.server.state.db, { order: 'oldest' })).items;
    expect(found.map(({ finding }) => [finding.metric, finding.status])).toEqual([
      ['backup.age', 'alert'],
      ['backup.age', 'pass'],
    ]);
  });
});
