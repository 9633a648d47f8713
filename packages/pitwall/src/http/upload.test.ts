import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { openDuckDB } from '../data/duckdb/engine.ts';
import { auditOf, lines, listed, predictions, problemOf } from './testing/asking.ts';
import { type Bench, useServers } from './testing/bench.ts';

const servers = useServers();

const csv = { 'content-type': 'text/csv' };
const parquet = { 'content-type': 'application/vnd.apache.parquet' };
const arrowFile = { 'content-type': 'application/vnd.apache.arrow.file' };
const arrowStream = { 'content-type': 'application/vnd.apache.arrow.stream' };
const labels = '/api/v1/models/m/labels';

async function parquetOf(sql: string): Promise<Uint8Array<ArrayBuffer>> {
  const engine = await openDuckDB();
  const path = join(engine.scratch, 'x.parquet');
  await engine.query(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
  const bytes = new Uint8Array(readFileSync(path));
  engine.close();
  return bytes;
}

const arrowOf = (columns: Record<string, unknown[] | Float64Array>, as: 'file' | 'stream'): Uint8Array<ArrayBuffer> =>
  new Uint8Array(tableToIPC(tableFromArrays(columns), as));

const plain = (items: readonly Record<string, unknown>[]) =>
  items.map(({ id, prediction, features, odds, at }) => ({ id, prediction, features, odds, at }));

const spooled = (bench: Bench): string[] => {
  const folder = join(bench.folder, 'events', 'uploads');
  return existsSync(folder) ? readdirSync(folder) : [];
};

const time = '2026-01-05T10:00:00.000Z';
const wanted = [
  { id: 'a', prediction: 0.25, features: { pace: 70.5, team: 'x' }, odds: 1.9, at: time },
  { id: 'b', prediction: 0.75, features: { pace: null, team: 'y' }, odds: null, at: time },
];

describe('a table of predictions', () => {
  const text = `id,time,prediction,odds,pace,features.team\na,${time},0.25,1.9,70.5,x\nb,${time},0.75,,,y\n`;
  const sql = `SELECT * FROM (VALUES ('a', TIMESTAMP '2026-01-05 10:00:00', 0.25::DOUBLE, 1.9::DOUBLE, 70.5::DOUBLE, 'x'),
    ('b', TIMESTAMP '2026-01-05 10:00:00', 0.75, NULL, 'nan'::DOUBLE, 'y')) t(id, "at", prediction, odds, pace, team)`;
  const columns = {
    id: ['a', 'b'],
    time: [time, time],
    prediction: Float64Array.of(0.25, 0.75),
    odds: [1.9, null],
    pace: [70.5, null],
    team: ['x', 'y'],
  };

  it.each([
    ['CSV', csv, async () => text],
    ['CSV in gzip', { ...csv, 'content-encoding': 'gzip' }, async () => new Uint8Array(gzipSync(text))],
    ['TSV', { 'content-type': 'text/tab-separated-values' }, async () => text.replaceAll(',', '\t')],
    ['Parquet', parquet, () => parquetOf(sql)],
    [
      'Parquet in gzip',
      { ...parquet, 'content-encoding': 'gzip' },
      async () => new Uint8Array(gzipSync(await parquetOf(sql))),
    ],
    ['an Arrow file', arrowFile, async () => arrowOf(columns, 'file')],
    ['an Arrow stream', arrowStream, async () => arrowOf(columns, 'stream')],
  ])('comes in as %s, and leaves nothing beside the journal', async (_, headers, body) => {
    const bench = await servers.start();
    const answer = await bench.send(`${predictions}?wait=true`, await body(), headers);
    expect(await answer.json()).toMatchObject({ accepted: 2, position: 1, added: 2, repeated: 0 });
    expect(answer.status).toBe(200);
    expect(plain((await listed(bench)).items)).toEqual(wanted);
    expect(spooled(bench)).toEqual([]);
  });

  it('may call its columns what it will, hold a column for each class, and is a table of labels as well', async () => {
    const bench = await servers.start();
    const table = 'game,prediction.home,prediction.away,target,pace\n7,0.6,0.4,home,70\n8,0.1,0.9,away,71\n';
    expect((await bench.send(`${predictions}?id=game&label=target`, table, csv)).status).toBe(202);
    expect((await bench.send(`${labels}?id=game&label=target`, table, csv)).status).toBe(202);
    const { items } = await listed(bench);
    expect(items.map(({ id, prediction, features, label }) => ({ id, prediction, features, label }))).toEqual([
      { id: '7', prediction: { home: 0.6, away: 0.4 }, features: { pace: 70 }, label: 'home' },
      { id: '8', prediction: { home: 0.1, away: 0.9 }, features: { pace: 71 }, label: 'away' },
    ]);
  });

  it('is done once under one key, whatever its format', async () => {
    const bench = await servers.start();
    const key = { ...csv, 'idempotency-key': 'k' };
    const first = await bench.send(predictions, text, key);
    const again = await bench.send(predictions, text, key);
    expect([first.status, again.status]).toEqual([202, 200]);
    expect(await again.json()).toEqual(await first.json());
    expect(bench.server.events.state().last).toBe(1);
    expect((await bench.send(predictions, `${text}c,${time},1,,,z\n`, key)).status).toBe(422);
  });

  it.each([
    [
      'a cell of another type',
      csv,
      'id,prediction,odds\na,1,2\nb,1,x\n',
      /row 2, column "odds": expected a number, found "x"/,
    ],
    ['no number in a prediction', csv, 'id,prediction\na,NaN\n', /row 1, column "prediction": .*a number that is none/],
    ['an empty prediction', csv, 'id,prediction\na,1\nb,\n', /row 2, column "prediction": .*found nothing/],
    [
      'a class without a number',
      csv,
      'id,prediction.x,prediction.y\na,1,\n',
      /row 1, column "prediction\.y": .*found nothing/,
    ],
    ['a time that is none', csv, 'id,prediction,time\na,1,yesterday\n', /row 1, column "time": expected a time/],
    [
      'a time from the future',
      csv,
      'id,prediction,at\na,1,2099-01-01T00:00:00Z\n',
      /row 1, column "at": expected a time/,
    ],
    ['no column of ids', csv, 'name,prediction\na,1\n', /row 1: expected a text.*found nothing.*name its column/],
    ['a row that is too long', csv, 'id,prediction\na,1\nb,1,2\n', /1 that cannot be read/],
    ['a row that is too short', csv, 'id,prediction,pace\na,1,1\nb,1\n', /1 that cannot be read/],
    ['a header and nothing else', csv, 'id,prediction\n', /expected at least one row, found none/],
    ['nothing', csv, '', /empty/],
    ['a column twice', csv, 'id,id,prediction\na,b,1\n', /id/],
    ['a feature twice', csv, 'id,prediction,pace,features.pace\na,1,1,2\n', /one column for the feature "pace"/],
    ['another model', csv, 'model,id,prediction\nother,a,1\n', /row 1, column "model": there is no model "other"/],
    ['bytes that are no Parquet', parquet, 'id,prediction\na,1\n', /Parquet/],
    ['bytes that are no Arrow', arrowFile, 'id,prediction\na,1\n', /Arrow/],
    ['bytes that are no gzip', { ...csv, 'content-encoding': 'gzip' }, 'id,prediction\na,1\n', /packed with gzip/],
  ])('is refused whole, with the place: %s', async (_, headers, body, says) => {
    const bench = await servers.start();
    const answer = await bench.send(predictions, body, headers);
    const problem = await problemOf(answer);
    expect(problem.status).toBe(400);
    expect(problem.detail).toMatch(says);
    expect(JSON.stringify(problem)).not.toContain(bench.folder);
    expect(bench.server.events.state().last).toBe(0);
    expect(spooled(bench)).toEqual([]);
    expect(bench.failures).toEqual([]);
  });

  it('that is infinite or none in Parquet is refused by that word, in a late row as well, and nothing is taken', async () => {
    const bench = await servers.start();
    for (const word of ['nan', 'inf']) {
      const body = await parquetOf(
        `SELECT i AS id, 0.5::DOUBLE AS prediction, CASE WHEN i = 11999 THEN '${word}'::DOUBLE ELSE 2 END AS odds FROM range(12000) t(i)`,
      );
      const { detail } = await problemOf(await bench.send(predictions, body, parquet));
      expect(detail).toContain(`row 12000, column "odds": expected a number, found "${word}"`);
    }
    expect(bench.server.events.state().last).toBe(0);
  });

  it('that is cut off is refused, wherever the cut is', async () => {
    const bench = await servers.start();
    const sqlOf = 'SELECT i AS id, 0.5::DOUBLE AS prediction FROM range(2000) t(i)';
    const columnsOf = { id: Array.from({ length: 2000 }, (_, id) => `${id}`), prediction: new Float64Array(2000) };
    const packed = new Uint8Array(gzipSync(Array.from({ length: 2000 }, (_, id) => `${id},1`).join('\n')));
    const whole = [
      [parquet, await parquetOf(sqlOf)],
      [arrowFile, arrowOf(columnsOf, 'file')],
      [arrowStream, arrowOf(columnsOf, 'stream')],
      [{ ...csv, 'content-encoding': 'gzip' }, packed],
    ] as const;
    for (const [headers, bytes] of whole) {
      for (const share of [0.1, 0.5, 0.9, 0.999]) {
        const cut = bytes.slice(0, Math.floor(bytes.length * share));
        const answer = await bench.send(predictions, cut, headers);
        expect(answer.status, `${JSON.stringify(headers)} ${share}`).toBe(400);
      }
    }
    expect(bench.server.events.state().last).toBe(0);
    expect(bench.failures).toEqual([]);
    expect(spooled(bench)).toEqual([]);
  });
});

describe('a body that unpacks to more than is taken', () => {
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(20 << 20, 0x20), { level: 9 }));

  it.each([
    ['lines', {}, 1 << 20],
    ['JSON', { 'content-type': 'application/json' }, 1 << 20],
    ['CSV', csv, 1 << 20],
  ])('is refused at the limit of %s', async (_, headers, limit) => {
    const bench = await servers.start({ limits: { bodyBytes: limit, fileBytes: limit } });
    expect(bomb.length).toBeLessThan(100_000);
    const answer = await bench.send(predictions, bomb, { ...headers, 'content-encoding': 'gzip' });
    expect(await problemOf(answer)).toMatchObject({ status: 413, code: 'request.too_large' });
    expect(spooled(bench)).toEqual([]);
    expect((await bench.ask('/healthz')).status).toBe(200);
  });
});

describe('what a server that was killed left of an upload', () => {
  it('is gone when it is up again', async () => {
    const folder = servers.folder();
    const uploads = join(folder, 'events', 'uploads');
    mkdirSync(uploads, { recursive: true });
    writeFileSync(join(uploads, 'half'), 'id,predic');
    await servers.start({ folder });
    expect(existsSync(uploads) ? readdirSync(uploads) : []).toEqual([]);
  });
});

describe('lines', () => {
  it('that are longer than memory go through a file, and a mistake is found on its line', async () => {
    const bench = await servers.start({ limits: { bodyBytes: 10_000 } });
    const events = Array.from({ length: 30_000 }, (_, id) => ({ id, prediction: 0.5, features: { pace: id } }));
    const answer = await bench.send(`${predictions}?wait=true`, lines(...events));
    expect(await answer.json()).toMatchObject({ accepted: 30_000, added: 30_000 });
    const bad = `${lines(...events.slice(0, 20_000))}\n${lines({ id: 'x', prediction: [] })}`;
    const problem = await problemOf(await bench.send(predictions, bad));
    expect(problem).toMatchObject({ status: 400, code: 'events.invalid', line: 20_002, field: 'prediction' });
    const long = `{"id":"${'x'.repeat(4 << 20)}","prediction":1}`;
    expect((await problemOf(await bench.send(predictions, long))).detail).toMatch(/expected a line of at most/);
    expect(spooled(bench)).toEqual([]);
  });

  it('take no names of columns', async () => {
    const bench = await servers.start();
    const answer = await bench.send(`${predictions}?id=game`, lines({ id: 'a', prediction: 1 }));
    expect(await problemOf(answer)).toMatchObject({ status: 400, code: 'request.invalid' });
  });
});

describe('who waits', () => {
  it('is told what became of the events, and can read them at once', async () => {
    const bench = await servers.start();
    const send = async (path: string, ...events: unknown[]) => {
      const answer = await bench.send(`${path}?wait=true`, lines(...events));
      expect(answer.status).toBe(200);
      return (await answer.json()) as Record<string, number>;
    };
    expect(await send(predictions, { id: 'a', prediction: 1 })).toEqual({
      accepted: 1,
      position: 1,
      added: 1,
      repeated: 0,
      conflicting: 0,
      corrected: 0,
    });
    const second = await send(predictions, { id: 'a', prediction: 1 }, { id: 'b', prediction: 2 });
    expect(second).toMatchObject({ added: 1, repeated: 1 });
    expect(await send(predictions, { id: 'b', prediction: 3 })).toMatchObject({ added: 0, conflicting: 1 });
    expect(await send(labels, { id: 'a', label: 0 })).toMatchObject({ added: 1 });
    expect(await send(labels, { id: 'a', label: 1, supersedes: true })).toMatchObject({ corrected: 1 });
    const { items } = (await (await bench.ask(predictions)).json()) as { items: { id: string }[] };
    expect(items.map(({ id }) => id)).toEqual(['a', 'b']);
    expect((await auditOf(bench, '?verb=prediction.record')).length).toBe(3);
  });
});
