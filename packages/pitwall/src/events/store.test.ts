import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { batchOf } from './batch.ts';
import { rowsOf } from './database.ts';
import { smallDisk } from './journal/faulty-disk.suite.ts';
import { type Events, openEvents, rebuildEvents } from './store.ts';
import { within } from './within-events.suite.ts';

const scratch = mkdtempSync(join(tmpdir(), 'pitwall-events-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;
const newFolder = (): string => {
  folders += 1;
  return join(scratch, String(folders));
};
const now = new Date('2026-03-01T12:00:00Z');
const ids = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const batch = (numbers: readonly number[]) =>
  batchOf(
    numbers.map((id) => ({ model: 'm', id, at: now.getTime() - 1_000 * (id % 10), prediction: id / 100 })),
    { kind: 'prediction', now },
  );

async function idsOf(events: Events): Promise<number[]> {
  await events.settled();
  return (await rowsOf(events.reader, 'SELECT CAST(id AS INTEGER) FROM prediction ORDER BY ALL')).map(([id]) =>
    Number(id),
  );
}

describe('events', () => {
  it('taken in by many at once are all there once, in the order in which they were acknowledged', () =>
    within({ folder: newFolder() }, async (events) => {
      const acknowledged = await Promise.all(ids(0, 200).map((id) => events.ingest(batch([id, id % 50]))));
      expect(acknowledged.map(({ position }) => position)).toEqual(ids(1, 201));
      expect(await idsOf(events)).toEqual(ids(0, 200));
      expect(events.state()).toMatchObject({ last: 200, applied: 200, waitingBytes: 0, trouble: undefined });
      expect(
        await rowsOf(
          events.reader,
          'SELECT count(*) FROM prediction WHERE CAST(id AS INTEGER) + 1 <> position AND CAST(id AS INTEGER) >= 50',
        ),
      ).toEqual([[0n]]);
    }));

  it('are read back after a start, and a journal that was forgotten is not missed', async () => {
    const folder = newFolder();
    await within({ folder, segmentBytes: 1_000 }, async (events) => {
      for (const id of ids(0, 50)) await events.ingest(batch([id]));
      await events.settled();
      expect(await events.forget()).toBeGreaterThan(2);
    });
    await within({ folder }, async (events) => {
      expect(events.recovery).toEqual({ torn: [], mended: undefined, replayed: 0 });
      expect(await idsOf(events)).toEqual(ids(0, 50));
      expect((await events.ingest(batch([50]))).position).toBe(51);
    });
  });

  it('can be put together again from the journal alone', async () => {
    const folder = newFolder();
    await within({ folder, segmentBytes: 1_000 }, async (events) => {
      for (const id of ids(0, 50)) await events.ingest(batch([id]));
    });
    const events = await rebuildEvents({ folder }, 'before');
    expect(events.recovery.replayed).toBe(50);
    expect(await idsOf(events)).toEqual(ids(0, 50));
    await events.close();
    expect(existsSync(join(folder, 'events.duckdb.before'))).toBe(true);
  });

  it('that are neither in the database nor in the journal are missed loudly', async () => {
    const folder = newFolder();
    await within({ folder, segmentBytes: 500 }, async (events) => {
      for (const id of ids(0, 30)) await events.ingest(batch([id]));
      await events.settled();
      await events.forget();
    });
    rmSync(join(folder, 'events.duckdb'));
    await expect(openEvents({ folder })).rejects.toMatchObject({
      code: 'events.damaged',
      problem: expect.stringMatching(/^\d+ batches/),
    });
    rmSync(join(folder, 'events.duckdb'));
    await within({ folder, acceptLoss: true }, async (events) => expect((await idsOf(events)).length).toBeLessThan(30));
  });

  it('refuses at once what is more than may wait', () =>
    within({ folder: newFolder(), maxWaitingBytes: 20_000 }, async (events) => {
      const all = await Promise.allSettled(
        ids(0, 20).map((turn) => events.ingest(batch(ids(turn * 100, turn * 100 + 100)))),
      );
      const taken = all.filter(({ status }) => status === 'fulfilled').length;
      expect(taken).toBeGreaterThan(0);
      expect(taken).toBeLessThan(20);
      for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'events.busy' });
      expect(await idsOf(events)).toHaveLength(100 * taken);
      expect(events.state().waitingBytes).toBe(0);
      await events.ingest(batch([9_999]));
    }));

  it('on a full disk are refused, what was taken stays readable, and with room it goes on', async () => {
    const disk = smallDisk(4_000);
    const folder = newFolder();
    await within({ folder, disk }, async (events) => {
      const taken: number[] = [];
      for (const id of ids(0, 60))
        await events.ingest(batch([id])).then(
          () => taken.push(id),
          (error) => expect(error).toMatchObject({ code: 'events.disk_full' }),
        );
      expect(taken.length).toBeLessThan(60);
      expect(await idsOf(events)).toEqual(taken);
      disk.grow(100_000);
      await events.ingest(batch([100]));
      expect(await idsOf(events)).toEqual([...taken, 100]);
    });
  });
});

describe('the database file', () => {
  /** A folder as kill -9 leaves it: the journal whole, the database with a log that no checkpoint has emptied. */
  async function killedFolder(): Promise<string> {
    const folder = newFolder();
    const copy = newFolder();
    await within({ folder }, async (events) => {
      for (const id of ids(0, 12)) {
        await events.ingest(batch([id]));
        await events.settled();
      }
      await cp(folder, copy, { recursive: true });
    });
    return copy;
  }

  it('opens with any torn end of its log, and nothing is lost or there twice', async () => {
    const killed = await killedFolder();
    const log = await readFile(join(killed, 'events.duckdb.wal'));
    expect(log.length).toBeGreaterThan(1_000);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: log.length - 1 }),
        fc.constantFrom('cut', 'zeros', 'garbage'),
        async (from, kind) => {
          const folder = newFolder();
          await cp(killed, folder, { recursive: true });
          const path = join(folder, 'events.duckdb.wal');
          const end =
            kind === 'zeros'
              ? Buffer.alloc(log.length - from)
              : Buffer.from(log.subarray(from)).map((byte, index) => byte ^ (37 + (index % 200)));
          await writeFile(path, kind === 'cut' ? log.subarray(0, from) : Buffer.concat([log.subarray(0, from), end]));
          await within({ folder }, async (events) => expect(await idsOf(events)).toEqual(ids(0, 12)));
          rmSync(folder, { recursive: true });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('that belongs to something else, or is none, is left as it is', async () => {
    const folder = newFolder();
    await within({ folder }, async () => undefined);
    const path = join(folder, 'events.duckdb');
    writeFileSync(path, 'not a database, but a text that somebody may still need');
    await expect(openEvents({ folder })).rejects.toMatchObject({ code: 'events.database' });
    expect((await readFile(path)).toString()).toMatch(/^not a database/);
  });

  it('T18: is open in one process at a time, and reads no other file', () =>
    within({ folder: newFolder() }, async (events) => {
      await expect(rowsOf(events.reader, "SELECT * FROM read_text('/etc/hostname')")).rejects.toThrow(/disabled/);
      await expect(rowsOf(events.reader, 'SET enable_external_access = true')).rejects.toThrow();
    }));

  it('that is behind the journal catches up, also past a torn tail of it', async () => {
    const killed = await killedFolder();
    rmSync(join(killed, 'events.duckdb.wal'));
    const segment = join(killed, 'journal', readdirSync(join(killed, 'journal'))[0] ?? '');
    appendFileSync(segment, Buffer.alloc(100));
    truncateSync(segment, statSync(segment).size);
    await within({ folder: killed }, async (events) => {
      expect(events.recovery).toMatchObject({ replayed: 12, torn: [{ bytes: 100 }] });
      expect(await idsOf(events)).toEqual(ids(0, 12));
    });
  });
});

describe('a list', () => {
  it('goes through all pages without a gap or a repetition while more comes in', () =>
    within({ folder: newFolder() }, async (events) => {
      await events.ingest(batch(ids(0, 95)));
      await events.settled();
      const seen: string[] = [];
      let cursor: string | undefined;
      let turn = 0;
      do {
        const page = await events.list({ model: 'm', limit: 10, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.predictions.map(({ id }) => id));
        expect(page.predictions.map(({ at }) => at)).toEqual(page.predictions.map(({ at }) => at).sort());
        cursor = page.next;
        turn += 1;
        await events.ingest(batch([1_000 + turn]));
        await events.settled();
      } while (cursor !== undefined);
      expect(new Set(seen).size).toBe(seen.length);
      expect(ids(0, 95).filter((id) => !seen.includes(String(id)))).toEqual([]);
    }));

  it('goes from the newest to the oldest where that is asked, page by page', () =>
    within({ folder: newFolder() }, async (events) => {
      await events.ingest(batch(ids(0, 35)));
      await events.settled();
      const oldestFirst = (await events.list({ model: 'm' })).predictions.map(({ id }) => id);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await events.list({ model: 'm', order: 'newest', limit: 8, ...(cursor ? { cursor } : {}) });
        seen.push(...page.predictions.map(({ id }) => id));
        cursor = page.next;
      } while (cursor !== undefined);
      expect(seen).toEqual(oldestFirst.toReversed());
    }));

  it('keeps to its model, its time and whether there is a label', () =>
    within({ folder: newFolder() }, async (events) => {
      await events.ingest(batch(ids(0, 20)));
      await events.ingest(batchOf([{ model: 'other', id: 1, prediction: 1 }], { kind: 'prediction', now }));
      await events.ingest(
        batchOf(
          ids(0, 5).map((id) => ({ model: 'm', id, label: 1 })),
          { kind: 'label', now },
        ),
      );
      await events.settled();
      const found = async (options: object) =>
        (await events.list({ model: 'm', ...options })).predictions.map(({ id }) => Number(id)).sort((a, b) => a - b);
      expect(await found({})).toEqual(ids(0, 20));
      expect(await found({ labelled: true })).toEqual(ids(0, 5));
      expect(await found({ labelled: false })).toEqual(ids(5, 20));
      expect(await found({ from: new Date(now.getTime() - 1_000), to: now })).toEqual([1, 11]);
      expect(await found({ from: now })).toEqual([0, 10]);
      expect(
        await rowsOf(events.reader, `SELECT count(*), count(label) FROM (${events.relation({ model: 'm' })})`),
      ).toEqual([[20n, 5n]]);
    }));

  it.each(['', 'x', '%%%', Buffer.from('["1); DROP TABLE prediction; --",1,1,""]').toString('base64url')])(
    'refuses %j as a cursor',
    (cursor) =>
      within({ folder: newFolder() }, async (events) => {
        await expect(events.list({ model: 'm', cursor })).rejects.toMatchObject({ code: 'events.cursor' });
      }),
  );

  it('refuses the cursor of another question, and limits without bounds', () =>
    within({ folder: newFolder() }, async (events) => {
      await events.ingest(batch(ids(0, 20)));
      await events.settled();
      const { next } = await events.list({ model: 'm', limit: 5 });
      await expect(events.list({ model: 'm', labelled: true, cursor: next ?? '' })).rejects.toMatchObject({
        code: 'events.cursor',
      });
      await expect(events.list({ model: 'm', order: 'newest', cursor: next ?? '' })).rejects.toMatchObject({
        code: 'events.cursor',
      });
      expect((await events.list({ model: 'm', order: 'oldest', cursor: next ?? '' })).predictions).toHaveLength(15);
      for (const limit of [0, -1, 1_001, Number.NaN])
        await expect(events.list({ model: 'm', limit })).rejects.toMatchObject({ code: 'events.invalid' });
    }));
});

describe('an engine on the events', () => {
  it('sees what is settled, keeps its temporary tables to itself and takes none of the files of this machine', async () => {
    const events = await openEvents({ folder: newFolder() });
    try {
      await events.ingest(batch(ids(0, 10)));
      await events.settled();
      const [one, other] = [await events.openEngine(), await events.openEngine()];
      await one.query('CREATE TEMP TABLE mine AS SELECT 1 AS a');
      await expect(other.query('SELECT * FROM mine')).rejects.toThrow(/mine/);
      expect(await other.query(`SELECT count(*) AS n FROM (${events.relation({ model: 'm' })})`)).toEqual([{ n: 10 }]);
      await expect(one.query("SELECT * FROM read_text('/etc/hostname')")).rejects.toThrow(/disabled/);
      one.close();
      expect(await other.query('SELECT count(*) AS n FROM prediction')).toEqual([{ n: 10 }]);
      other.close();
    } finally {
      await events.close();
    }
  });
});
