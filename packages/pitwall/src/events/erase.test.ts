import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { batchOf } from './batch.ts';
import { rowsOf } from './database.ts';
import type { PersonEvents } from './person.ts';
import { type Events, rebuildEvents } from './store.ts';
import { within } from './within-events.suite.ts';

const scratch = mkdtempSync(join(tmpdir(), 'pitwall-erase-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;
const newFolder = (): string => join(scratch, String(++folders));
const now = new Date('2026-03-01T12:00:00Z');

const customer = (value: string): PersonEvents => ({ model: 'm', place: { feature: 'customer/id' }, value });

const predict = (events: Events, made: readonly (readonly [id: string, customer: unknown])[], model = 'm') =>
  events.ingest(
    batchOf(
      made.map(([id, one]) => ({
        model,
        id,
        at: now.getTime(),
        prediction: 0.5,
        features: { 'customer/id': one, email: `planted-${String(one)}@example.org`, age: 44 },
      })),
      { kind: 'prediction', now },
    ),
  );
const label = (events: Events, ids: readonly string[]) =>
  events.ingest(
    batchOf(
      ids.map((id) => ({ model: 'm', id, at: now.getTime(), label: 1 })),
      { kind: 'label', now },
    ),
  );

const idsOf = async (events: Events, table: 'prediction' | 'label'): Promise<string[]> =>
  (await rowsOf(events.reader, `SELECT id FROM ${table} ORDER BY id`)).map(([id]) => String(id));

/** In which files of a folder a text stands. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path).includes(text));
}

describe('erasing the events of a person', () => {
  it('T27: takes out what names them, with its labels, and leaves no byte of it on the disk', async () => {
    const folder = newFolder();
    await within({ folder }, async (events) => {
      await predict(events, [
        ['a', 'zelda'],
        ['b', 'bob'],
        ['c', 'zelda'],
      ]);
      await label(events, ['a', 'b']);
      await events.settled();
      await events.forget();
      // what is in the file, and what is only in the journal
      await predict(events, [['d', 'zelda']]);
      await predict(events, [['e', 'zelda']], 'other');
      expect(filesWith(folder, 'planted-zelda').length).toBeGreaterThan(0);
      expect(await events.erase([customer('zelda'), { ...customer('zelda'), model: 'other' }])).toEqual({
        predictions: 4,
        labels: 1,
        conflicts: 0,
        left: [],
      });
      expect(await idsOf(events, 'prediction')).toEqual(['b']);
      expect(await idsOf(events, 'label')).toEqual(['b']);
      for (const text of ['zelda', 'planted-zelda', 'planted-z']) expect(filesWith(folder, text)).toEqual([]);
      expect((await events.list({ model: 'm' })).predictions[0]?.features).toMatchObject({ 'customer/id': 'bob' });
      expect(await events.removed()).toBe(5);
    });
    for (const text of ['zelda', 'planted-z']) expect(filesWith(folder, text)).toEqual([]);
  });

  it('T27: does not come back, neither at a start nor in a database that is made of the journal', async () => {
    const folder = newFolder();
    await within({ folder }, async (events) => {
      await predict(events, [
        ['a', 'zelda'],
        ['b', 'bob'],
      ]);
      await events.erase([customer('zelda')]);
      await predict(events, [['f', 'ada']]);
    });
    await within({ folder }, async (events) => expect(await idsOf(events, 'prediction')).toEqual(['b', 'f']));
    const events = await rebuildEvents({ folder }, 'aside');
    try {
      expect(await idsOf(events, 'prediction')).not.toContain('a');
      expect((await events.erase([customer('zelda')])).left).toEqual(['events.duckdb.aside']);
    } finally {
      await events.close();
    }
  });

  it('takes the same id again as new afterwards, and can erase it again', () =>
    within({ folder: newFolder() }, async (events) => {
      await predict(events, [['a', 'zelda']]);
      await events.erase([customer('zelda')]);
      const { outcome } = await predict(events, [['a', 'zelda']]);
      await events.settled();
      expect(await outcome).toMatchObject({ added: 1, repeated: 0 });
      expect(await events.erase([customer('zelda')])).toMatchObject({ predictions: 1 });
    }));

  it('compares numbers as their text, and takes values as they are, whatever is in them', () =>
    within({ folder: newFolder() }, async (events) => {
      await predict(events, [
        ['a', 123],
        ['b', '123'],
        ['c', `'; DROP TABLE prediction; --`],
        ['d', 1234],
      ]);
      expect(await events.erase([customer('123')])).toMatchObject({ predictions: 2 });
      expect(await events.erase([customer(`'; DROP TABLE prediction; --`)])).toMatchObject({ predictions: 1 });
      expect(await events.erase([customer(`x' OR '1'='1`)])).toMatchObject({ predictions: 0 });
      expect(await idsOf(events, 'prediction')).toEqual(['d']);
    }));

  it('by the id takes labels that came alone, and conflicts', () =>
    within({ folder: newFolder() }, async (events) => {
      const person: PersonEvents = { model: 'm', place: { column: 'id' }, value: 'zelda' };
      await label(events, ['zelda', 'bob']);
      await predict(events, [['zelda', 1]]);
      await predict(events, [['zelda', 2]]);
      await events.settled();
      expect(await events.erase([person])).toMatchObject({ predictions: 1, labels: 1, conflicts: 1 });
      expect(await idsOf(events, 'label')).toEqual(['bob']);
      expect(await events.conflicts()).toEqual([]);
    }));

  it(
    'ends with what one can understand while somebody reads all the time, and is done when it is asked for again',
    () =>
      within({ folder: newFolder() }, async (events) => {
        await predict(events, [['a', 'zelda']]);
        await events.settled();
        const engine = await events.openEngine();
        await engine.query('BEGIN');
        await engine.query('CREATE TABLE held (a INTEGER)');
        await expect(events.erase([customer('zelda')])).rejects.toMatchObject({ code: 'events.busy' });
        await engine.query('ROLLBACK');
        engine.close();
        await events.erase([customer('zelda')]);
        expect(await idsOf(events, 'prediction')).toEqual([]);
        expect(filesWith(events.folder, 'zelda')).toEqual([]);
      }),
    60_000,
  );

  it('keeps what comes in meanwhile', () =>
    within({ folder: newFolder() }, async (events) => {
      await predict(events, [['a', 'zelda']]);
      const erasing = events.erase([customer('zelda')]);
      const late = await Promise.all(
        Array.from({ length: 20 }, (_, index) => predict(events, [[`late-${index}`, 'bob']])),
      );
      expect(await erasing).toMatchObject({ predictions: 1 });
      await events.settled();
      expect(await idsOf(events, 'prediction')).toHaveLength(20);
      expect(new Set(late.map(({ position }) => position)).size).toBe(20);
    }));

  it('takes copies of cut logs and what was spilled with it', async () => {
    const folder = newFolder();
    await within({ folder }, async (events) => {
      await predict(events, [['a', 'zelda']]);
    });
    writeFileSync(join(folder, 'events.duckdb.wal.damaged'), 'planted-zelda');
    writeFileSync(join(folder, 'spill', 'duckdb_temp_storage_left.tmp'), 'planted-zelda');
    await within({ folder }, async (events) => {
      expect(existsSync(join(folder, 'spill', 'duckdb_temp_storage_left.tmp'))).toBe(false);
      await events.erase([customer('zelda')]);
    });
    expect(filesWith(folder, 'zelda')).toEqual([]);
  });

  it('leaves no byte of many rows, in a file that has not grown by much', () =>
    within({ folder: newFolder() }, async (events) => {
      const many = (name: string, count: number) =>
        predict(
          events,
          Array.from({ length: count }, (_, index) => [`${name}-${index}`, name] as const),
        );
      await many('bob', 20_000);
      await many('zelda', 20_000);
      await events.settled();
      await events.forget();
      const before = statSync(join(events.folder, 'events.duckdb')).size;
      expect(await events.erase([customer('zelda')])).toMatchObject({ predictions: 20_000 });
      expect(filesWith(events.folder, 'zelda')).toEqual([]);
      expect(statSync(join(events.folder, 'events.duckdb')).size).toBeLessThan(4 * before + 8_000_000);
    }));
});
