import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { appendAudit, listAudit } from '../state/audit-table.ts';
import type { StatePlace } from '../state/open.ts';
import { forgetOverwritten } from '../state/subject-key-table.ts';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from '../state/testing/postgres.ts';
import { createFolder } from '../testing/data-files.ts';
import { destroySubjectKey, openPersonal, sealPersonal } from './personal.ts';
import { type Book, noon, openBook } from './testing/book.ts';
import { verifyAudit } from './verify.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
const bin = findPostgres();
let server: PostgresServer | undefined;
afterAll(() => server?.remove(), 30_000);

async function open(where: (folder: string) => Promise<StatePlace>): Promise<Book & { readonly folder: string }> {
  const scratch = createFolder();
  undo.push(() => scratch.remove());
  const folder = join(scratch.path, 'data');
  mkdirSync(folder, { recursive: true });
  const book = await openBook(folder, await where(folder));
  undo.push(() => book.state.close());
  return { ...book, folder };
}

const onSqlite = async (folder: string): Promise<StatePlace> => ({ folder });
const onPostgres = async (): Promise<StatePlace> => {
  server ??= startPostgres(bin ?? '');
  return { url: await server.database() };
};

const planted = { email: 'ada-planted@example.org', name: 'Ada Planted' };

/** An entry of somebody, with what is said of them. */
const note = ({ state, ring, world }: Book, subject: string): Promise<string> =>
  state.change(async (tx) => {
    const sealed = await sealPersonal(tx, ring, world, subject, planted);
    const record = { at: noon, actor: 'system', verb: 'account.add', subject: 'account:u-a', outcome: 'done' } as const;
    await appendAudit(tx, { ...record, input: {}, sealed });
    return sealed;
  });

function suite(where: (folder: string) => Promise<StatePlace>): void {
  it('is read by whoever has the keys, and by nobody without', async () => {
    const book = await open(where);
    const sealed = await note(book, 'account:u-a');
    expect(sealed).not.toContain('u-a');
    const other = await note(book, 'account:u-a');
    expect(other.split('.')[1]).toBe(sealed.split('.')[1]);
    expect(await openPersonal(book.state.db, book.ring, sealed)).toEqual({ data: planted });
    expect((await listAudit(book.state.db)).items[0]?.sealed).toBe(other);
    expect(JSON.stringify(await book.state.db.selectFrom('audit').selectAll().execute())).not.toContain('planted');
  });

  it('that was damaged, or belongs to another key, is told apart from what was erased', async () => {
    const book = await open(where);
    const [one, two] = [await note(book, 'account:u-a'), await note(book, 'account:u-b')];
    const [, id] = one.split('.');
    const [, , text] = two.split('.');
    for (const bad of [
      `personal.${id}.${text}`,
      `${one.slice(0, -6)}AAAAAA`,
      'personal.x.y',
      '',
      `personal.${id}.AA`,
    ]) {
      expect(await openPersonal(book.state.db, book.ring, bad), bad).toEqual({ unknown: 'damaged' });
    }
  });

  it('T27: is unreadable once its key is destroyed, while the chain is sound and others are read', async () => {
    const book = await open(where);
    const [one, two] = [await note(book, 'account:u-a'), await note(book, 'account:u-b')];
    await book.checkpoint();
    expect(await book.state.change((tx) => destroySubjectKey(tx, book.ring, 'account:u-a', noon + 5))).toBe(true);
    expect(await book.state.change((tx) => destroySubjectKey(tx, book.ring, 'account:u-a', noon + 6))).toBe(false);
    expect(await openPersonal(book.state.db, book.ring, one)).toEqual({ unknown: 'erased' });
    expect(await openPersonal(book.state.db, book.ring, two)).toEqual({ data: planted });
    expect(await verifyAudit(book.state.db)).toMatchObject({ sound: true, checkpoints: 1 });
    // what is left of it is a number that belongs to nobody
    const kept = await book.state.db
      .selectFrom('subject_key')
      .selectAll()
      .where('destroyed_at', 'is not', null)
      .execute();
    expect(kept).toMatchObject([{ pseudonym: null, sealed: null, made_at: noon, destroyed_at: noon + 5 }]);
    const again = await note(book, 'account:u-a');
    expect(await openPersonal(book.state.db, book.ring, again)).toEqual({ data: planted });
    expect(await openPersonal(book.state.db, book.ring, one)).toEqual({ unknown: 'erased' });
  });

  it('T27: an erasure that is undone leaves the key as it was', async () => {
    const book = await open(where);
    const sealed = await note(book, 'account:u-a');
    const undone = book.state.change(async (tx) => {
      await destroySubjectKey(tx, book.ring, 'account:u-a', noon);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await openPersonal(book.state.db, book.ring, sealed)).toEqual({ data: planted });
  });
}

describe('what is said of a person, on SQLite', () => {
  suite(onSqlite);

  it('T27: neither the data nor its key is left anywhere in the files', async () => {
    const book = await open(onSqlite);
    const sealed = await note(book, 'account:u-a');
    // so that the row moves between pages, as in a table that is used
    for (let index = 0; index < 40; index++) await note(book, `account:other-${index}`);
    const [, id = ''] = sealed.split('.');
    const row = await book.state.db
      .selectFrom('subject_key')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    // the ciphertext stays in the chain; the envelope of its key, and whom it belongs to, go
    const wanted = [row.sealed ?? '', row.pseudonym ?? ''];
    const foundIn = (): string[] =>
      readdirSync(book.folder).filter((name) => {
        const bytes = readFileSync(join(book.folder, name));
        return [...wanted, 'planted'].some((text) => bytes.includes(text));
      });
    expect(foundIn()).not.toEqual([]);
    await book.state.change((tx) => destroySubjectKey(tx, book.ring, 'account:u-a', noon));
    expect(foundIn()).toContain('state.db-wal');
    expect(await forgetOverwritten(book.state)).toBe(true);
    expect(foundIn()).toEqual([]);
    await book.state.close();
    expect(foundIn()).toEqual([]);
    expect(readFileSync(join(book.folder, 'state.db')).includes(sealed)).toBe(true);
  });
});

describe.skipIf(!bin)(`what is said of a person, on Postgres (skipped where there is ${noPostgres})`, () => {
  suite(onPostgres);
});
