import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { batchOf } from './batch.ts';
import { rowsOf } from './database.ts';
import { type Events, openEvents, rebuildEvents } from './store.ts';
import { within } from './within-events.suite.ts';

const scratch = mkdtempSync(join(tmpdir(), 'pitwall-delete-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;
const newFolder = (): string => join(scratch, String(++folders));

const now = new Date('2026-03-01T12:00:00Z');
const day = 86_400_000;
const ago = (days: number): number => now.getTime() - days * day;

const predict = (events: Events, made: readonly (readonly [id: string, daysAgo: number])[]) =>
  events.ingest(
    batchOf(
      made.map(([id, days]) => ({ model: 'm', id, at: ago(days), prediction: 0.5 })),
      { kind: 'prediction', now },
    ),
  );
const label = (events: Events, made: readonly (readonly [id: string, daysAgo: number])[]) =>
  events.ingest(
    batchOf(
      made.map(([id, days]) => ({ model: 'm', id, at: ago(days), label: 1 })),
      { kind: 'label', now },
    ),
  );

async function idsOf(events: Events, table: 'prediction' | 'label'): Promise<string[]> {
  await events.settled();
  return (await rowsOf(events.reader, `SELECT id FROM ${table} ORDER BY id`)).map(([id]) => String(id));
}

async function deleteAll(events: Events, before: number, most?: number): Promise<number> {
  for (let pieces = 1; ; pieces += 1) if (!(await events.deleteBefore(before, most)).more) return pieces;
}

describe('deleting events', () => {
  it('takes out what was made before the moment, with its label, and nothing else', () =>
    within({ folder: newFolder() }, async (events) => {
      await predict(events, [
        ['old', 200],
        ['edge', 180],
        ['young', 179],
      ]);
      await label(events, [
        ['old', 10],
        ['young', 190],
        ['lone-old', 181],
        ['lone-young', 3],
      ]);
      await events.settled();
      expect(await events.held(ago(180))).toMatchObject({
        predictions: { rows: 3, goes: 1, oldest: ago(200) },
        labels: { rows: 4, goes: 2 },
      });
      expect(await events.deleteBefore(ago(180))).toEqual({ predictions: 1, labels: 2, conflicts: 0, more: false });
      expect(await idsOf(events, 'prediction')).toEqual(['edge', 'young']);
      expect(await idsOf(events, 'label')).toEqual(['lone-young', 'young']);
      expect(await events.removed()).toBe(3);
      expect(await events.deleteBefore(ago(180))).toEqual({ predictions: 0, labels: 0, conflicts: 0, more: false });
    }));

  it('goes piece by piece, and events come in between', () =>
    within({ folder: newFolder() }, async (events) => {
      await predict(
        events,
        Array.from({ length: 500 }, (_, index) => [`old-${index}`, 200 + index] as const),
      );
      await events.settled();
      const deleting = deleteAll(events, ago(180), 50);
      await predict(events, [['new', 0]]);
      await label(events, [['old-3', 0]]);
      await events.settled();
      expect(await deleting).toBeGreaterThanOrEqual(10);
      await deleteAll(events, ago(180));
      expect(await idsOf(events, 'prediction')).toEqual(['new']);
      // its prediction is gone, so it goes when it is old itself
      await deleteAll(events, now.getTime() + day);
      expect([await idsOf(events, 'prediction'), await idsOf(events, 'label')]).toEqual([[], []]);
    }));

  it('brings every piece further where many are of one moment', () =>
    within({ folder: newFolder() }, async (events) => {
      await predict(
        events,
        Array.from({ length: 40 }, (_, index) => [`same-${index}`, 200] as const),
      );
      await events.settled();
      expect(await deleteAll(events, ago(180), 7)).toBeLessThanOrEqual(2);
      expect(await idsOf(events, 'prediction')).toEqual([]);
    }));

  it('forgets conflicts of that time too', () =>
    within({ folder: newFolder() }, async (events) => {
      await predict(events, [['a', 1]]);
      await predict(events, [['a', 2]]);
      await events.settled();
      expect(await events.conflicts()).toHaveLength(1);
      expect(await events.deleteBefore(now.getTime() + 1)).toMatchObject({ predictions: 1, conflicts: 1 });
      expect(await events.conflicts()).toEqual([]);
    }));

  it('holds after a start, and a label that comes for what was deleted is no prediction', async () => {
    const folder = newFolder();
    await within({ folder }, async (events) => {
      await predict(events, [
        ['old', 200],
        ['young', 1],
      ]);
      await events.settled();
      await deleteAll(events, ago(180));
      await label(events, [['old', 0]]);
    });
    await within({ folder }, async (events) => {
      expect(await idsOf(events, 'prediction')).toEqual(['young']);
      expect((await events.list({ model: 'm' })).predictions.map(({ id }) => id)).toEqual(['young']);
      expect(await events.removed()).toBe(1);
    });
  });

  it('holds after the database was made anew from the journal', async () => {
    const folder = newFolder();
    await within({ folder }, async (events) => {
      await predict(events, [
        ['old', 200],
        ['young', 1],
      ]);
      await label(events, [
        ['old', 3],
        ['young', 0],
      ]);
      await events.settled();
      await deleteAll(events, ago(180));
      // an earlier moment does not bring the later one back
      await deleteAll(events, ago(300));
    });
    const events = await rebuildEvents({ folder }, 'old');
    try {
      expect(events.recovery.replayed).toBe(2);
      expect([await idsOf(events, 'prediction'), await idsOf(events, 'label')]).toEqual([['young'], ['young']]);
    } finally {
      await events.close();
    }
  });

  it('is refused once the store is closed', async () => {
    const events = await openEvents({ folder: newFolder() });
    await events.close();
    await expect(events.deleteBefore(ago(1))).rejects.toMatchObject({ code: 'events.closed' });
  });
});
