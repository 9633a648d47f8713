import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDuckDB } from '../data/duckdb/engine.ts';
import { rowsOf } from './database.ts';
import { ingestFiles } from './files.ts';
import { type Events, openEvents } from './store.ts';

const scratch = mkdtempSync(join(tmpdir(), 'pitwall-event-files-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const stage = join(scratch, 'stage');
let folders = 0;
const now = new Date('2026-03-01T12:00:00Z');

async function withEvents(use: (events: Events) => Promise<void>): Promise<void> {
  folders += 1;
  const events = await openEvents({ folder: join(scratch, String(folders)) });
  try {
    await use(events);
  } finally {
    await events.close();
  }
}

async function writeParquet(name: string, sql: string): Promise<string> {
  const engine = await openDuckDB();
  await engine.query(`COPY (${sql}) TO '${join(scratch, name)}' (FORMAT parquet)`);
  engine.close();
  return name;
}

describe('a file of predictions', () => {
  it('in Parquet is taken in with its types, and a second time changes nothing', () =>
    withEvents(async (events) => {
      const file = await writeParquet(
        'predictions.parquet',
        `SELECT 'm' AS model, i AS id, TIMESTAMP '2026-02-01 00:00:00' + INTERVAL (i) SECOND AS "at", i / 100000.0::DOUBLE AS prediction,
          CASE WHEN i % 2 = 0 THEN 1.91 END AS odds, CASE WHEN i = 3 THEN 'nan'::DOUBLE ELSE 70.5 END AS pace, 'team ' || i % 3 AS team, i % 2 = 0 AS home
          FROM range(12000) t(i)`,
      );
      for (const _ of [1, 2]) {
        expect(await ingestFiles(events, [file], scratch, { kind: 'prediction', now, stage })).toMatchObject({
          events: 12_000,
        });
        await events.settled();
        expect(await rowsOf(events.reader, 'SELECT count(*), count(odds) FROM prediction')).toEqual([
          [12_000n, 6_000n],
        ]);
      }
      expect(await events.conflicts()).toEqual([]);
      const { predictions } = await events.list({ model: 'm', limit: 4 });
      expect(predictions[3]).toMatchObject({
        id: '3',
        at: '2026-02-01T00:00:03.000Z',
        prediction: 0.00003,
        odds: null,
        features: { pace: null, team: 'team 0', home: false },
      });
    }));

  it('in CSV may lack the model, and numbers in it are numbers', () =>
    withEvents(async (events) => {
      await writeFile(
        join(scratch, 'p.csv'),
        'id,at,prediction,pace,team\n007,2026-02-01T10:00:00Z,0.5,70,x\n8,2026-02-02T10:00:00Z,win,,7b\n',
      );
      await ingestFiles(events, ['p.csv'], scratch, { kind: 'prediction', now, model: 'm', stage });
      await events.settled();
      expect((await events.list({ model: 'm' })).predictions).toMatchObject([
        { id: '007', prediction: 0.5, features: { pace: 70, team: 'x' } },
        { id: '8', at: '2026-02-02T10:00:00.000Z', prediction: 'win', features: { pace: null, team: '7b' } },
      ]);
    }));

  it('with a bad row is refused with the row, and nothing of the file is taken', () =>
    withEvents(async (events) => {
      const file = await writeParquet(
        'bad.parquet',
        "SELECT 'm' AS model, i AS id, CASE WHEN i = 6000 THEN NULL ELSE 0.5 END AS prediction FROM range(7000) t(i)",
      );
      await expect(ingestFiles(events, [file], scratch, { kind: 'prediction', now, stage })).rejects.toMatchObject({
        code: 'events.invalid',
        problem: expect.stringMatching(/^row 6001, column "prediction": expected a number/),
        place: { field: 'prediction' },
      });
      await events.settled();
      expect(await rowsOf(events.reader, 'SELECT count(*) FROM prediction')).toEqual([[0n]]);
      expect(existsSync(stage)).toBe(false);
    }));

  it('of labels has labels and corrections', () =>
    withEvents(async (events) => {
      const file = await writeParquet(
        'labels.parquet',
        "SELECT 'm' AS model, i AS id, i % 2 AS label FROM range(10) t(i)",
      );
      const fixes = await writeParquet('fixes.parquet', "SELECT 'm' AS model, 0 AS id, 1 AS label, true AS supersedes");
      await ingestFiles(events, [file], scratch, { kind: 'label', now, stage });
      await ingestFiles(events, [fixes], scratch, { kind: 'label', now, stage });
      await events.settled();
      expect(await rowsOf(events.reader, "SELECT label, corrections FROM label WHERE id = '0'")).toEqual([['1', 1]]);
    }));
});
