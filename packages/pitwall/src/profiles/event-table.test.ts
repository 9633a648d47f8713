import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { contractSchema, inferTypes, judgeTable } from '../contracts/index.ts';
import { type DuckDBEngine, openDuckDB } from '../data/duckdb/engine.ts';
import { openPaths } from '../data/open.ts';
import type { Table } from '../data/table.ts';
import { createBaseline, defaultDriftSettings, judgeDrift, nothingDeclared } from '../drift/index.ts';
import { modelSchema, performanceCheck } from '../performance/index.ts';
import { type EventBench, now, useEvents } from './event-bench.suite.ts';
import { eventTable } from './event-table.ts';

const start = useEvents();
const engines: DuckDBEngine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.close();
});
const begin = Date.parse('2026-02-01T00:00:00Z');

interface Game {
  readonly id: string;
  readonly time: string;
  readonly prediction: number;
  readonly label: number;
  readonly odds: number;
  readonly features: Readonly<Record<string, unknown>>;
}

/** Every way a feature can be: numbers, gaps, another type, texts, days, classes; later ones are shifted. */
function games(count: number, shift = 0): Game[] {
  return Array.from({ length: count }, (_, index) => {
    const spread = ((index * 7919) % 1000) / 1000;
    return {
      id: `g${shift}-${index}`,
      time: new Date(begin + (shift * 40 + index) * 60_000).toISOString(),
      prediction: 0.05 + 0.9 * spread,
      label: (index * 31) % 100 < 90 * spread ? 1 : 0,
      odds: 1.9 + ((index * 17) % 10) / 50,
      features: {
        pace: 60 + 20 * spread + shift,
        ...(index % 11 === 3 ? {} : { rest: index % 9 === 4 ? null : index % 5 }),
        venue: ['home', 'away', 'neutral'][(index + (index % 13 === 0 ? shift : 0)) % 3],
        odd: index % 37 === 0 ? 'n/a' : index / 8,
        tipoff: new Date(begin + index * 3_600_000).toISOString().slice(0, 10),
        flag: index % 2 === 0,
      },
    };
  });
}

async function send({ predict, label }: EventBench, rows: readonly Game[]): Promise<void> {
  await predict(rows.map(({ time, label: _, ...rest }) => ({ model: 'm', at: time, ...rest })));
  await label(rows.map(({ id, time, label: value }) => ({ model: 'm', id, at: time, label: value })));
}

/** The same rows in a file, with the columns in the order of the table of events. */
async function fileOf({ folder }: EventBench, name: string, rows: readonly Game[]): Promise<Table> {
  const names = [...new Set(rows.flatMap(({ features }) => Object.keys(features)))].sort();
  const lines = rows.map(({ features, time, ...row }) => ({
    id: row.id,
    time,
    version: null,
    segment: null,
    user: null,
    item: null,
    odds: row.odds,
    closing: null,
    stake: null,
    weight: null,
    prediction: row.prediction,
    label: row.label,
    label_time: time,
    ...Object.fromEntries(names.map((one) => [one, features[one] ?? null])),
  }));
  await writeFile(join(folder, name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const engine = await openDuckDB({ threads: 1 });
  engines.push(engine);
  return openPaths(engine, [name], folder);
}

const withoutFiles = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, member: unknown) => (key === 'file' ? undefined : member)));

const all = { model: 'm' } as const;

describe('a table of events is judged as the same rows in a file', () => {
  it('against a contract, with examples of the same rows', async () => {
    const bench = await start();
    const rows = games(400);
    await send(bench, rows);
    const contract = contractSchema.parse({
      columns: {
        id: { type: 'string', unique: true },
        time: 'timestamp',
        pace: { type: 'number', max: 78 },
        rest: 'integer',
        venue: { type: 'category', in: ['home', 'away'] },
        odd: 'number',
        tipoff: 'date',
        flag: 'boolean',
        gone: 'string',
        prediction: { type: 'number', min: 0.1 },
        odds: 'number',
      },
    });
    const [ofEvents, ofFile] = [
      await judgeTable('m', await eventTable(bench.engine, bench.events, all), contract, now),
      await judgeTable('m', await fileOf(bench, 'games.ndjson', rows), contract, now),
    ];
    expect(withoutFiles(ofEvents.findings)).toEqual(withoutFiles(ofFile.findings));
    expect(ofEvents.findings.filter(({ status }) => status !== 'pass').length).toBeGreaterThan(4);
    expect(JSON.stringify(ofEvents.findings)).toContain('"row":');
  });

  it('for drift, from the baseline on', async () => {
    const bench = await start();
    const [then, later] = [games(600), games(500, 30)];
    await send(bench, [...then, ...later]);
    const split = new Date(later[0]?.time ?? 0);
    const declared = { ...nothingDeclared, ignore: ['id', 'label', 'label_time', 'time'] };
    const options = { name: 'b', dataset: null, declared, infer: inferTypes, now };
    const judged = async (before: Table, after: Table) => {
      const { sources: _, ...baseline } = await createBaseline(before, options);
      const { findings, rows } = await judgeDrift(
        after,
        { ...baseline, sources: [] },
        { dataset: 'm', now, settings: defaultDriftSettings, pictures: false },
      );
      return { baseline, findings, rows };
    };
    const ofEvents = await judged(
      await eventTable(bench.engine, bench.events, { ...all, to: split }),
      await eventTable(bench.engine, bench.events, { ...all, from: split }),
    );
    const kindOnly = ({ baseline, ...rest }: typeof ofEvents) => ({
      ...rest,
      columns: baseline.columns.filter(({ name }) => !stored.has(name)),
    });
    // empty columns have a type in the one and none in the other
    const stored = new Set(['version', 'segment', 'user', 'item', 'closing', 'stake', 'weight', 'odds']);
    const ofFile = await judged(await fileOf(bench, 'a.ndjson', then), await fileOf(bench, 'b.ndjson', later));
    const about = ({ findings }: typeof ofEvents) =>
      findings.filter(({ subject }) => ![...stored].some((name) => subject.endsWith(`:${name}`)));
    expect(kindOnly(ofEvents).columns).toEqual(kindOnly(ofFile).columns);
    expect(ofEvents.rows).toBe(500);
    expect(about(ofEvents).map(({ subject, metric, status, value }) => [subject, metric, status, value])).toEqual(
      about(ofFile).map(({ subject, metric, status, value }) => [subject, metric, status, value]),
    );
    expect(about(ofEvents).some(({ status }) => status === 'alert')).toBe(true);
  });

  it('for performance', async () => {
    const bench = await start();
    const rows = games(500);
    await send(bench, rows);
    const settings = modelSchema.parse({
      task: 'binary',
      id: 'id',
      time: 'time',
      prediction: 'prediction',
      label: 'label',
      odds: 'odds',
      performance: { preset: 'cbb' },
    });
    const judge = (predictions: Table) =>
      performanceCheck.run({ model: 'm', predictions, settings, pictures: false }, { now });
    const [ofEvents, ofFile] = [
      await judge(await eventTable(bench.engine, bench.events, all)),
      await judge(await fileOf(bench, 'games.ndjson', rows)),
    ];
    expect(withoutFiles(ofEvents)).toEqual(withoutFiles(ofFile));
    expect(ofEvents.findings.length).toBeGreaterThan(3);
  });
});

const cellsOf = async (table: Table, names: readonly string[]) => {
  const [part] = table.parts;
  const cells = names.map((name, index) => {
    const column = part?.columns.find((one) => one.name === name);
    return `${column?.sql ?? "'no such column'"} AS x${index}`;
  });
  const rows = await table.engine.query(
    `SELECT _row, ${cells.join(', ')} FROM ${part?.numbered(undefined)} ORDER BY 1`,
  );
  return rows.map((row) => names.map((_, index) => row[`x${index}`]));
};
const namesOf = (table: Table) => table.parts[0]?.columns.map(({ name }) => name) ?? [];

describe('a table of events', () => {
  const hostile = [
    "it's",
    'a"b',
    'a.b',
    '$.x',
    '$',
    'ключ',
    '🏀',
    'a/b',
    'a~1b',
    '[0]',
    '*',
    '#-1',
    'constructor',
    "'); DROP TABLE prediction; --",
    'Pace',
    'pace',
    ' ',
  ];

  it('has every feature under its own name, whatever that is', async () => {
    const bench = await start();
    const features = Object.fromEntries(hostile.map((name, index) => [name, index]));
    await bench.predict([{ model: 'm', id: 1, prediction: 0.5, features }]);
    for (const selection of [all, { ...all, features: hostile }]) {
      const table = await eventTable(bench.engine, bench.events, selection);
      expect(await cellsOf(table, hostile)).toEqual([hostile.map((_, index) => String(index))]);
      expect(namesOf(table).slice(13).sort()).toEqual([...hostile].sort());
    }
  });

  it('calls a feature otherwise that is named like a column of events', async () => {
    const bench = await start();
    const features = { id: 7, 'features.id': 8, 'prediction.home': 9, label_time: 'x', plain: 1 };
    await bench.predict([{ model: 'm', id: 'a', prediction: { home: 0.2, away: 0.8 }, features }]);
    const table = await eventTable(bench.engine, bench.events, all);
    expect(namesOf(table).slice(13)).toEqual([
      'prediction.away',
      'prediction.home',
      'features.features.id',
      'features.id',
      'features.label_time',
      'plain',
      'features.prediction.home',
    ]);
    const wanted = ['id', 'features.id', 'features.features.id', 'prediction.home', 'features.prediction.home'];
    expect(await cellsOf(table, wanted)).toEqual([['a', '7', '8', '0.2', '9']]);
  });

  it('is in the order of time and has null where nothing is, or null was sent', async () => {
    const bench = await start();
    const at = (hour: number): string => new Date(begin + hour * 3_600_000).toISOString();
    await bench.predict([
      { model: 'm', id: 'late', at: at(3), prediction: 'home', features: { x: null, y: 'null' } },
      { model: 'm', id: 'early', at: at(1), prediction: true, features: { x: [1, 2] } },
      { model: 'other', id: 'early', at: at(1), prediction: 0 },
    ]);
    await bench.label([{ model: 'm', id: 'late', label: 'away', at: at(4) }]);
    const table = await eventTable(bench.engine, bench.events, all);
    expect(await cellsOf(table, ['id', 'prediction', 'label', 'label_time', 'x', 'y', 'odds'])).toEqual([
      ['early', 'true', null, null, '[1,2]', null, null],
      ['late', '"home"', '"away"', at(4), null, '"null"', null],
    ]);
  });

  it('holds what came in between two positions, and frees what it took', async () => {
    const bench = await start();
    for (const id of ['a', 'b', 'c']) await bench.predict([{ model: 'm', id, prediction: 1 }]);
    const between = await eventTable(bench.engine, bench.events, { ...all, afterPosition: 1, upToPosition: 2 });
    expect(await cellsOf(between, ['id'])).toEqual([['b']]);
    await between.drop();
    expect(
      await bench.engine.query("SELECT * FROM duckdb_tables() WHERE table_name LIKE 'event%' AND temporary"),
    ).toEqual([]);
  });

  it('of no events has its own columns and no rows', async () => {
    const bench = await start();
    const table = await eventTable(bench.engine, bench.events, all);
    expect(namesOf(table)).toHaveLength(13);
    expect(await cellsOf(table, ['id'])).toEqual([]);
    const { findings } = await judgeTable('m', table, contractSchema.parse({ columns: { id: 'string' } }), now);
    expect(findings.some(({ status }) => status === 'unknown')).toBe(true);
  });
});
