import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import Database from 'libsql';
import { afterAll, describe, expect, it } from 'vitest';
import { verifyChain } from './audit-chain.ts';
import { appendAudit } from './audit-table.ts';
import { openState } from './open.ts';
import { applicationId } from './sqlite.ts';
import type { State } from './state.ts';

const home = mkdtempSync(join(tmpdir(), 'pitwall-faults-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let stores = 0;
const newFolder = (): string => {
  const folder = join(home, `store-${++stores}`);
  mkdirSync(folder);
  return folder;
};
const open = (folder: string): Promise<State> => openState({ folder }, { now: () => 0 });
const append = (state: State, subject: string): Promise<unknown> =>
  state.change((tx) => appendAudit(tx, { at: 0, actor: 'a', verb: 'v', subject, outcome: 'done', input: null }));

/** A closed store with so many entries, all of it in the one file. */
async function madeStore(entries: number): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = newFolder();
  const state = await open(folder);
  await Promise.all(Array.from({ length: entries }, (_, index) => append(state, `subject ${index}`)));
  await state.close();
  return { folder, file: join(folder, 'state.db') };
}

async function expectRefused(folder: string, expected: object): Promise<void> {
  const file = join(folder, 'state.db');
  const before = existsSync(file) ? readFileSync(file) : undefined;
  await expect(open(folder)).rejects.toMatchObject(expected);
  expect(existsSync(file) ? readFileSync(file) : undefined, 'what was refused stays as it was').toEqual(before);
}

describe('a state database on SQLite', () => {
  it('waits for the disk with every commit', async () => {
    const state = await open(newFolder());
    const set = await state.change(async (tx) => [
      await sql`pragma synchronous`.execute(tx),
      await sql`pragma foreign_keys`.execute(tx),
    ]);
    // 2 is FULL
    expect(set.map(({ rows }) => rows)).toEqual([[{ synchronous: 2 }], [{ foreign_keys: 1 }]]);
    await state.close();
  });

  it('is ours by its mark, and leaves nothing behind that was begun', async () => {
    const { folder, file } = await madeStore(3);
    const database = new Database(file);
    expect(database.pragma('application_id')).toEqual([{ application_id: applicationId }]);
    expect(database.pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    database.close();
    expect(readdirSync(folder).filter((name) => name.includes('new'))).toEqual([]);
  });

  it('takes away what a process left that was killed while it made one', async () => {
    const folder = newFolder();
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    for (const pid of [gone, process.pid]) writeFileSync(join(folder, `state.db.new-${pid}-999`), 'half');
    await (await open(folder)).close();
    expect(readdirSync(folder).filter((name) => name.includes('new'))).toEqual([`state.db.new-${process.pid}-999`]);
  });

  it('is made once where several make it at once', async () => {
    const folder = newFolder();
    const states = await Promise.all([open(folder), open(folder), open(folder)]);
    await Promise.all(states.map((state, index) => append(state, `opener ${index}`)));
    for (const { db } of states) expect(await verifyChain(db)).toMatchObject({ sound: true, entries: 3 });
    await Promise.all(states.map((state) => state.close()));
  });

  it('is whole in its one file once it was closed', async () => {
    const { file } = await madeStore(10);
    const folder = newFolder();
    writeFileSync(join(folder, 'state.db'), readFileSync(file));
    const copy = await open(folder);
    expect(await verifyChain(copy.db)).toMatchObject({ sound: true, entries: 10 });
    await copy.close();
  });

  it('that holds something else is refused', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'state.db'), 'season,team\n2025,Elk River\n'.repeat(400));
    await expectRefused(folder, { code: 'state.corrupt', problem: expect.stringContaining('file is not a database') });
  });

  it('that is empty is refused and not taken for a new one', async () => {
    const { folder, file } = await madeStore(3);
    truncateSync(file, 0);
    await expectRefused(folder, { code: 'state.corrupt', problem: expect.stringContaining('the file is empty') });
  });

  it('that was cut off is refused', async () => {
    const { folder, file } = await madeStore(200);
    truncateSync(file, 3 * 4096);
    await expectRefused(folder, { code: 'state.corrupt' });
  });

  it('with a page of rubbish is refused', async () => {
    const { folder, file } = await madeStore(200);
    const bytes = readFileSync(file);
    // every page but the first, which says what the file is: one of them is in use
    bytes.fill(0xa5, 4096);
    writeFileSync(file, bytes);
    await expectRefused(folder, { code: 'state.corrupt' });
  });

  it('that is gone while its log is there is refused', async () => {
    const folder = newFolder();
    const state = await open(folder);
    await append(state, 'x');
    const log = readFileSync(join(folder, 'state.db-wal'));
    await state.close();
    rmSync(join(folder, 'state.db'));
    writeFileSync(join(folder, 'state.db-wal'), log);
    await expectRefused(folder, { code: 'state.corrupt', problem: expect.stringContaining('its log is here') });
  });

  it('of another program is refused', async () => {
    for (const mark of [0, 1234]) {
      const folder = newFolder();
      const database = new Database(join(folder, 'state.db'));
      database.exec(`create table cars (name text); pragma application_id = ${mark}`);
      database.close();
      await expectRefused(folder, { code: 'state.foreign', problem: expect.stringContaining(`(${mark})`) });
      expect(readdirSync(folder)).toEqual(['state.db']);
    }
  });

  it('that stands for a folder, or in one that is a file, is told', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'state.db'));
    await expect(open(folder)).rejects.toMatchObject({ code: 'state.unreachable' });
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    await expect(open(file)).rejects.toMatchObject({ code: 'state.unreachable' });
  });

  it('that another process keeps locked for too long is told, and written when it is free', async () => {
    const folder = newFolder();
    const state = await open(folder);
    const other = new Database(join(folder, 'state.db'));
    other.exec('begin immediate');
    await expect(append(state, 'x')).rejects.toMatchObject({ code: 'state.busy' });
    other.exec('rollback');
    await append(state, 'y');
    expect(await verifyChain(state.db)).toMatchObject({ sound: true, entries: 1 });
    await state.close();
  });

  it.skipIf(process.getuid?.() === 0)(
    'in a folder that may not be written is told (skipped where everything may be written, by root)',
    async () => {
      const folder = newFolder();
      chmodSync(folder, 0o500);
      await expect(open(folder)).rejects.toMatchObject({ code: 'state.unreachable' });
    },
  );
});

const small = join(home, 'small');
mkdirSync(small);
const mounted =
  process.getuid?.() === 0 &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1500k', 'tmpfs', small], { stdio: 'ignore' }).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', ['-l', small], { stdio: 'ignore' });
});

describe.skipIf(!mounted)('a full disk (skipped where no small one can be mounted: that takes root)', () => {
  it('is told, loses nothing that was acknowledged, and writing goes on when there is room', async () => {
    const ballast = join(small, 'ballast');
    writeFileSync(ballast, Buffer.alloc(600_000));
    const state = await open(join(small, 'data'));
    const acknowledged: string[] = [];
    let failure: unknown;
    for (let index = 0; failure === undefined && index < 500; index++) {
      const subjects = Array.from({ length: 4 }, (_, caller) => `${index}/${caller} ${'x'.repeat(1000)}`);
      const outcomes = await Promise.allSettled(subjects.map((subject) => append(state, subject)));
      for (const [caller, outcome] of outcomes.entries()) {
        if (outcome.status === 'fulfilled') acknowledged.push(subjects[caller] ?? '');
        else failure = outcome.reason;
      }
    }
    expect(failure).toMatchObject({ code: 'state.full', place: { file: join(small, 'data', 'state.db') } });
    expect(acknowledged.length).toBeGreaterThan(10);
    const read = async (): Promise<readonly string[]> =>
      (await state.db.selectFrom('audit').select('subject').orderBy('seq').execute()).map(({ subject }) => subject);
    expect([...(await read())].sort()).toEqual(acknowledged.sort());

    rmSync(ballast);
    await append(state, 'there is room');
    expect(await verifyChain(state.db)).toMatchObject({ sound: true, entries: acknowledged.length + 1 });
    await state.close();
  });
});
