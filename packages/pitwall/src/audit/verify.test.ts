import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { verifyChain, verifyRows } from '../state/audit-chain.ts';
import { lastCheckpoint, listAuditKeys } from '../state/audit-checkpoint-table.ts';
import { auditHead, listAudit } from '../state/audit-table.ts';
import { hashOfEntry } from '../state/audit-text.ts';
import type { StatePlace } from '../state/open.ts';
import type { AuditRow } from '../state/tables.ts';
import { findPostgres, noPostgres, type PostgresServer, startPostgres } from '../state/testing/postgres.ts';
import { createFolder } from '../testing/data-files.ts';
import { appendCheckpoints } from './checkpoint-file.ts';
import { readNotes, writeCheckpoint } from './checkpoint-text.ts';
import { checkpointJob, closeAudit } from './job.ts';
import { signNote } from './note.ts';
import { signingKey } from './signing-key.ts';
import { type Book, noon, openBook } from './testing/book.ts';
import { verifyAudit } from './verify.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const bin = findPostgres();
let server: PostgresServer | undefined;
afterAll(() => server?.remove(), 30_000);

function place(folder: string): Promise<StatePlace> | StatePlace {
  return { folder };
}
async function postgresPlace(): Promise<StatePlace> {
  server ??= startPostgres(bin ?? '');
  return { url: await server.database() };
}

function suite(where: (folder: string) => Promise<StatePlace> | StatePlace): void {
  async function open(config: unknown = {}): Promise<Book & { readonly folder: string }> {
    const scratch = createFolder();
    undo.push(() => scratch.remove());
    const folder = join(scratch.path, 'data');
    mkdirSync(folder, { recursive: true });
    const book = await openBook(folder, await where(folder), config);
    undo.push(() => book.state.close());
    return { ...book, folder };
  }

  const rows = (book: Book): Promise<AuditRow[]> =>
    book.state.db.selectFrom('audit').selectAll().orderBy('seq').execute();

  /** The whole book, as an attacker leaves it who can write whatever there is. */
  const replace = (book: Book, all: readonly AuditRow[]): Promise<void> =>
    book.state.change(async (tx) => {
      await tx.deleteFrom('audit').execute();
      for (let from = 0; from < all.length; from += 100) {
        const some = all.slice(from, from + 100);
        if (some.length > 0) await tx.insertInto('audit').values(some).execute();
      }
    });

  function chained(all: readonly AuditRow[]): AuditRow[] {
    let previous = '0'.repeat(64);
    return all.map((row, index) => {
      const next = { ...row, seq: index + 1, previous };
      previous = hashOfEntry(next);
      return { ...next, hash: previous };
    });
  }

  it('T26: an untouched chain is sound, with all of its checkpoints', async () => {
    const book = await open();
    expect(await verifyAudit(book.state.db)).toMatchObject({ sound: true, entries: 0, checkpoints: 0, covered: 0 });
    for (const count of [1, 4, 10, 1_200]) {
      await book.append(count);
      await book.checkpoint();
    }
    // each checkpoint is an entry too
    const head = await auditHead(book.state.db);
    expect(head.seq).toBe(1_219);
    const reached: number[] = [];
    expect(await verifyAudit(book.state.db, { reached: (seq) => void reached.push(seq) })).toEqual({
      sound: true,
      entries: 1_219,
      head,
      checkpoints: 4,
      kept: 0,
      covered: 1_218,
    });
    expect(reached).toEqual([1_000, 1_219]);
  });

  it('T26: a random change of one entry is found at that entry', async () => {
    const book = await open();
    await book.append(30);
    const { note } = await book.checkpoint();
    const whole = await rows(book);
    const against = readNotes(note);
    const change = fc.record({
      at: fc.nat(29),
      other: fc.nat(29),
      how: fc.constantFrom('edit', 'delete', 'insert', 'swap', 'truncate', 'rehash', 'bit'),
      column: fc.constantFrom('actor', 'verb', 'subject', 'input', 'previous', 'hash'),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, other, how, column }) => {
        const all = whole.map((row) => ({ ...row }));
        const row = all[at] as AuditRow;
        let first = at + 1;
        if (how === 'edit') row[column as 'actor'] += 'x';
        else if (how === 'bit') row.at += 1;
        else if (how === 'delete') all.splice(at, 1);
        else if (how === 'truncate') all.splice(at);
        else if (how === 'insert') {
          all.splice(at, 0, { ...row });
          for (const [index, one] of all.entries()) one.seq = index + 1;
          // it goes unseen until the one behind it, which does not follow any more
          first = at + 2;
        } else if (how === 'swap') {
          const second = all[other] as AuditRow;
          [row.seq, second.seq] = [second.seq, row.seq];
          first = Math.min(at, other) + 1;
          if (at === other) return;
        } else {
          row.verb = 'c.d';
          row.hash = hashOfEntry(row);
          // fits in itself; the next one still follows the old one, and behind the last that was signed is the signature
          first = at === 29 ? 1 : at + 2;
        }
        await replace(book, all);
        const found = await verifyAudit(book.state.db, { against });
        expect({ how, at, ...found }).toMatchObject({ how, at, sound: false, seq: first });
      }),
      { numRuns: 150 },
    );
    await replace(book, whole);
    expect(await verifyAudit(book.state.db, { against })).toMatchObject({ sound: true, kept: 1 });
  });

  it('T26: what is read as text is judged as what is read as rows, whatever is put into an entry', async () => {
    const book = await open();
    await book.append(6);
    const whole = await rows(book);
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('', '\t', '\n', '"\t"', '\u007f', '\u2028', '\ufffd', '{"a":1}', 'null', '😀', '\\', '\b\f'),
    );
    const text = texts.map((one) => one.toWellFormed().replaceAll('\0', ''));
    const change = fc.record({
      at: fc.nat(5),
      column: fc.constantFrom('actor', 'verb', 'subject', 'input', 'previous', 'hash', 'request_id', 'sealed'),
      value: fc.oneof(text, fc.constant(null)),
      also: fc.oneof(text, fc.constant(null)),
      how: fc.constantFrom('edit', 'rehash', 'chain'),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, column, value, also, how }) => {
        const all = whole.map((row) => ({ ...row }));
        const row = all[at] as AuditRow;
        const mayBeNull = column === 'request_id' || column === 'sealed';
        Object.assign(row, { [column]: mayBeNull ? value : (value ?? ''), request_id: also });
        if (how === 'rehash') row.hash = hashOfEntry(row);
        await replace(book, how === 'chain' ? chained(all) : all);
        const stored = await rows(book);
        const slow = await verifyRows(
          (async function* () {
            yield stored;
          })(),
        );
        expect(await verifyChain(book.state.db)).toEqual(slow);
        if (how === 'chain') expect(slow).toMatchObject({ sound: true });
      }),
      { numRuns: 150 },
    );
  });

  it('T26: a tree or a root that was changed is not built upon', async () => {
    const book = await open();
    await book.append(10);
    await book.checkpoint();
    await book.append(10);
    const whole = await lastCheckpoint(book.state.db);
    const set = (column: 'tree' | 'root' | 'note', value = '') =>
      book.state.change((tx) =>
        tx
          .updateTable('audit_checkpoint')
          .set({ [column]: value })
          .execute(),
      );
    for (const column of ['tree', 'root', 'note'] as const) {
      const sound = whole?.[column] ?? '';
      const at = sound.search(/[0-9]/);
      await set(column, `${sound.slice(0, at)}${sound[at] === '9' ? '8' : '9'}${sound.slice(at + 1)}`);
      await expect(book.checkpoint()).rejects.toMatchObject({ code: 'audit.broken' });
      await set(column, sound);
    }
    expect(await book.checkpoint()).toMatchObject({ fresh: true });
    expect(await verifyAudit(book.state.db)).toMatchObject({ sound: true, checkpoints: 2 });
  });

  it('goes on writing checkpoints behind those of a chain that was ahead of what was restored', async () => {
    const book = await open();
    const file = join(book.folder, 'checkpoints.txt');
    await book.append(5);
    await book.checkpoint();
    const [old, checkpoints] = [
      await rows(book),
      await book.state.db.selectFrom('audit_checkpoint').selectAll().execute(),
    ];
    await book.append(20);
    await book.checkpoint();
    expect(await appendCheckpoints(book.state.db, file)).toBe(2);
    await replace(book, old);
    await book.state.change(async (tx) => {
      await tx.deleteFrom('audit_checkpoint').execute();
      await tx.insertInto('audit_checkpoint').values(checkpoints).execute();
    });
    await book.append(2);
    const { note } = await book.checkpoint();
    expect(await appendCheckpoints(book.state.db, file)).toBe(1);
    expect(await appendCheckpoints(book.state.db, file)).toBe(0);
    expect(readNotes(readFileSync(file, 'utf8')).at(-1)?.note).toBe(note);
  });

  it('T26: an end that was cut off is found by a stored checkpoint', async () => {
    const book = await open();
    await book.append(20);
    await book.checkpoint();
    await book.append(5);
    await replace(book, (await rows(book)).slice(0, 12));
    expect(await verifyAudit(book.state.db)).toEqual({
      sound: false,
      seq: 13,
      problem: 'the chain ends at entry 12, a checkpoint says that it had 20',
      fix: expect.stringContaining('backup'),
    });
  });

  it('T26: entries that were written anew with hashes that fit are found by a stored checkpoint', async () => {
    const book = await open();
    await book.append(10);
    await book.checkpoint();
    await book.append(9);
    await book.checkpoint();
    const all = await rows(book);
    await replace(book, chained(all.map((row) => (row.seq === 15 ? { ...row, actor: 'user:u-eve' } : row))));
    expect(await verifyAudit(book.state.db)).toMatchObject({
      sound: false,
      seq: 11,
      problem: 'one of the entries 11 to 20 is not the one that was signed',
    });
  });

  it('T26: all of it written anew and signed with the right key is found by a checkpoint that was kept', async () => {
    const book = await open();
    await book.append(10);
    const first = await book.checkpoint();
    await book.append(10);
    const all = await rows(book);
    await replace(book, chained(all.map((row) => (row.seq === 4 ? { ...row, actor: 'user:u-eve' } : row))));
    await book.state.change((tx) => tx.deleteFrom('audit_checkpoint').execute());
    await book.checkpoint();
    expect(await verifyAudit(book.state.db)).toMatchObject({ sound: true, checkpoints: 1 });
    expect(await verifyAudit(book.state.db, { against: readNotes(first.note) })).toMatchObject({
      sound: false,
      seq: 1,
      problem: 'one of the entries 1 to 10 is not the one that was signed',
    });
  });

  it('T26: an old backup that was brought back is found by a checkpoint that was kept', async () => {
    const book = await open();
    await book.append(10);
    await book.checkpoint();
    const [old, checkpoints] = [
      await rows(book),
      await book.state.db.selectFrom('audit_checkpoint').selectAll().execute(),
    ];
    await book.append(10);
    const late = await book.checkpoint();
    await replace(book, old);
    await book.state.change(async (tx) => {
      await tx.deleteFrom('audit_checkpoint').execute();
      await tx.insertInto('audit_checkpoint').values(checkpoints).execute();
    });
    expect(await verifyAudit(book.state.db)).toMatchObject({ sound: true, checkpoints: 1 });
    expect(await verifyAudit(book.state.db, { against: readNotes(late.note) })).toMatchObject({
      sound: false,
      seq: 12,
      problem: 'the chain ends at entry 11, a checkpoint says that it had 21',
    });
  });

  it('T26: a checkpoint that was changed, or signed by somebody else, is found', async () => {
    const book = await open();
    await book.append(10);
    const { size, note } = await book.checkpoint();
    const last = await lastCheckpoint(book.state.db);
    const other = signNote(
      writeCheckpoint({ origin: 'pitwall/audit/x', size, root: last?.root ?? '' }),
      {
        name: 'pitwall/audit/x',
        keyId: '00000000',
      },
      (await book.state.change((tx) => signingKey(tx, book.ring, book.world))).secret,
    );
    for (const change of [
      { root: '0'.repeat(64) },
      { note: note.replace(/[A-Za-z](?=[^A-Za-z]*\n$)/, (letter) => (letter === 'A' ? 'B' : 'A')) },
      { note: other },
      { note: 'none' },
      { head: '0'.repeat(64) },
      { size: 9 },
    ]) {
      await book.state.change((tx) => tx.updateTable('audit_checkpoint').set(change).execute());
      expect(await verifyAudit(book.state.db), JSON.stringify(change)).toMatchObject({
        sound: false,
        seq: change.size ?? 10,
        problem: `the checkpoint of entry ${change.size ?? 10} is not as it was signed`,
      });
      const { root, head } = last ?? {};
      if (root !== undefined && head !== undefined) {
        await book.state.change((tx) => tx.updateTable('audit_checkpoint').set({ size, root, head, note }).execute());
      }
    }
    expect(await verifyAudit(book.state.db)).toMatchObject({ sound: true });
  });

  it('T26: checkpoints of another chain are told apart', async () => {
    const [one, two] = [await open(), await open()];
    await Promise.all([one.append(3), two.append(3)]);
    const { note } = await one.checkpoint();
    await two.checkpoint();
    expect(await verifyAudit(two.state.db, { against: readNotes(note) })).toMatchObject({
      sound: false,
      problem: expect.stringContaining('another name'),
    });
  });

  it('T26: a chain that does not follow from what was signed is not signed any more', async () => {
    const book = await open();
    await book.append(10);
    await book.checkpoint();
    await book.append(10);
    const all = await rows(book);
    for (const bad of [
      all.slice(0, 5),
      all.map((row) => (row.seq === 15 ? { ...row, verb: 'x.y' } : row)),
      chained(all.map((row) => (row.seq === 3 ? { ...row, verb: 'x.y' } : row))),
    ]) {
      await replace(book, bad);
      await expect(book.checkpoint()).rejects.toMatchObject({ code: 'audit.broken' });
      await replace(book, all);
    }
    expect(await book.checkpoint()).toMatchObject({ fresh: true });
  });

  it('signs nothing anew while nothing is done, and goes on with a new key after a year', async () => {
    const book = await open();
    const run = () =>
      checkpointJob().run({ context: book.context, due: 0, run: 'r', signal: new AbortController().signal });
    await run();
    expect(await lastCheckpoint(book.state.db)).toBeUndefined();
    await book.append(2);
    await run();
    expect((await lastCheckpoint(book.state.db))?.size).toBe(2);
    for (let day = 1; day < 4; day++) {
      book.clock.now = noon + day * 86_400_000;
      await run();
    }
    expect((await auditHead(book.state.db)).seq).toBe(3);
    const again = await book.checkpoint();
    expect(again).toMatchObject({ fresh: false, size: 2 });
    book.clock.now = noon + 366 * 86_400_000;
    await book.append(1);
    await run();
    const keys = await listAuditKeys(book.state.db);
    expect(keys.map(({ madeAt }) => madeAt)).toEqual([book.clock.now, noon]);
    expect(new Set(keys.map(({ origin }) => origin)).size).toBe(1);
    expect(await verifyAudit(book.state.db)).toMatchObject({ sound: true, checkpoints: 2 });
    expect(JSON.stringify(keys)).not.toMatch(/PRIVATE/);
  });

  it('signs sooner where much is done, and at the end what is left', async () => {
    const book = await open({ audit: { checkpoint: { every: '1h', entries: 50 } } });
    const run = () =>
      checkpointJob().run({ context: book.context, due: 0, run: 'r', signal: new AbortController().signal });
    await book.append(1);
    await run();
    await book.append(20);
    book.clock.now += 60_000;
    await run();
    expect((await lastCheckpoint(book.state.db))?.size).toBe(1);
    await book.append(30);
    await run();
    expect((await lastCheckpoint(book.state.db))?.size).toBe(52);
    await book.append(1);
    await closeAudit(book.context);
    expect((await lastCheckpoint(book.state.db))?.size).toBe(54);
    await closeAudit(book.context);
    expect((await listAudit(book.state.db)).items).toHaveLength(55);
  });

  it('appends each checkpoint once to a file, also behind one that was cut off', async () => {
    const book = await open();
    const file = join(book.folder, 'checkpoints.txt');
    const grow = async (): Promise<void> => {
      await book.append(3);
      await book.checkpoint();
    };
    await grow();
    expect(await appendCheckpoints(book.state.db, file)).toBe(1);
    expect(await appendCheckpoints(book.state.db, file)).toBe(0);
    await grow();
    await grow();
    expect(await appendCheckpoints(book.state.db, file)).toBe(2);
    const text = readFileSync(file, 'utf8');
    const against = readNotes(text);
    expect(against.map(({ size }) => size)).toEqual([3, 7, 11]);
    expect(await verifyAudit(book.state.db, { against })).toMatchObject({ sound: true, kept: 3 });
    for (const cut of [5, 40, 100, 170]) {
      writeFileSync(file, text);
      appendFileSync(file, (against[0]?.note ?? '').slice(0, cut));
      await grow();
      expect(await appendCheckpoints(book.state.db, file)).toBeGreaterThan(0);
      const again = readNotes(readFileSync(file, 'utf8'));
      const last = await lastCheckpoint(book.state.db);
      expect([again[0]?.size, again.at(-1)?.size]).toEqual([3, last?.size]);
      expect(await verifyAudit(book.state.db, { against: again })).toMatchObject({ sound: true });
    }
    await expect(appendCheckpoints(book.state.db, join(book.folder, 'none/x'))).rejects.toMatchObject({
      code: 'output.unwritable',
    });
  });
}

describe('the audit on SQLite', () => {
  suite(place);

  it('T26: what is put behind a zero byte is found', async () => {
    const scratch = createFolder();
    undo.push(() => scratch.remove());
    const book = await openBook(scratch.path, { folder: scratch.path });
    undo.push(() => book.state.close());
    await book.append(3);
    for (const column of ['actor', 'verb', 'subject', 'input', 'previous', 'hash']) {
      const set = (value: string) =>
        book.state.change((tx) => sql.raw(`update audit set ${column} = ${value} where seq = 2`).execute(tx));
      await set(`${column} || char(0) || 'x'`);
      expect(await verifyChain(book.state.db)).toMatchObject({ sound: false, seq: 2 });
      await set(`substr(${column}, 1, instr(${column}, char(0)) - 1)`);
      expect(await verifyChain(book.state.db)).toMatchObject({ sound: true });
    }
  });
});
describe.skipIf(!bin)(`the audit on Postgres (skipped where there is ${noPostgres})`, () => suite(postgresPlace));
