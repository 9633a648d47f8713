import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseTime } from './foreign-record.ts';
import { run } from './history.suite.ts';
import { importHistory } from './import.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitwall-import-'));
  await mkdir(join(folder, 'models'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, value: unknown) =>
  writeFile(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
const valuesOf = (imported: Awaited<ReturnType<typeof importHistory>>) =>
  imported.records.map(({ metrics }) =>
    Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value])),
  );

const file = 'models/v1.0.5_metadata.json';
const at = { timestamp: '2025-10-26T12:34:56.789012', model_name: 'bitcoin' };
const wanted = { accuracy: 0.568, f1: 0.55, rmse: 1.21, r_squared: -0.61 };

describe('metadata of a version', () => {
  it.each([
    ['flat', { ...at, accuracy: 0.568, f1_score: 0.55, rmse: 1.21, r2: -0.61, epochs: 12, precision_type: 'fp16' }],
    [
      'nested',
      {
        ...at,
        classification_metrics: { accuracy: 0.568, f1: 0.55, model: 'forest' },
        regression_metrics: { rmse: 1.21, r2_score: -0.61 },
      },
    ],
    [
      'under metrics',
      { ...at, metrics: { classification: { accuracy: 0.568, f1: 0.55 }, rmse: { value: 1.21 }, r2: -0.61 } },
    ],
    [
      'both, and equal',
      { ...at, accuracy: 0.568, classification_metrics: { accuracy: 0.568, f1: 0.55 }, rmse: 1.21, r2: -0.61 },
    ],
  ])('with metrics %s', async (_, metadata) => {
    await write(file, metadata);
    const imported = await importHistory([file], folder, { metrics: ['accuracy', 'f1', 'rmse', 'r2'] });
    expect(valuesOf(imported)).toEqual([wanted]);
    expect(imported.records[0]).toMatchObject({
      at: '2025-10-26T12:34:56.789Z',
      model: 'bitcoin',
      version: 'v1.0.5',
      source: file,
    });
  });

  it('keeps how many rows it was trained and tested on', async () => {
    await write(file, { ...at, accuracy: 0.6, train_samples: 292, test_samples: 73, test_size: 0.2 });
    expect((await importHistory([file], folder)).records[0]).toMatchObject({
      rows: 73,
      train_samples: 292,
      test_samples: 73,
    });
  });

  it('knows which way is better, and leaves unknown what nobody said', async () => {
    await write(file, { ...at, metrics: { rmse: 1.21, zeal: 3 } });
    expect((await importHistory([file], folder)).records[0]?.metrics).toEqual({
      rmse: { value: 1.21, low: null, high: null, status: null, better: 'lower' },
      zeal: { value: 3, low: null, high: null, status: null },
    });
  });

  it.each([
    ['absent', { ...at, accuracy: 0.6 }, 'f1', /expected the metric f1.*found timestamp, model_name, accuracy/],
    ['at a wrong key', { ...at, scores: { f1: 0.6 }, accuracy: 1 }, 'f1', /expected the metric f1/],
    ['null', { ...at, classification_metrics: { f1: null } }, 'classification_metrics.f1', /found null/],
    [
      'a text',
      { ...at, classification_metrics: { f1: '0.6' } },
      'classification_metrics.f1',
      /expected a number, found "0.6"/,
    ],
    ['a text at the top', { ...at, f1: 'NaN' }, 'f1', /expected a number, found "NaN"/],
    [
      'there twice',
      { ...at, f1: 0.5, classification_metrics: { f1: 0.6 } },
      'classification_metrics.f1',
      /found 0.5 at f1 and 0.6 at/,
    ],
    ['too large', `{"timestamp": "2026-01-01", "f1": 1e999}`, 'f1', /too large/],
    ['in a group that is none', { ...at, metrics: [0.6] }, 'metrics', /expected metrics by their name/],
  ])('with a metric that is %s is an error with file and key, never 0', async (_, metadata, field, problem) => {
    await write(file, metadata);
    await expect(importHistory([file], folder, { metrics: ['f1'], model: 'b' })).rejects.toMatchObject({
      code: 'data.format',
      place: { file, field },
      message: expect.stringMatching(problem),
    });
  });

  it.each([
    ['no metric at all', { ...at, epochs: 3 }, undefined, /expected metrics like accuracy/],
    ['no time', { model: 'b', accuracy: 0.6 }, 'timestamp', /expected the time of the run/],
    ['no time that is one', { model: 'b', accuracy: 0.6, date: '2026-02-30' }, 'date', /expected a time like/],
    ['no model', { timestamp: '2026-01-01', accuracy: 0.6 }, 'model', /expected the name of the model/],
    ['a list', [1], undefined, /expected an object with metrics, found a list/],
  ])('with %s is refused', async (_, metadata, field, problem) => {
    await write(file, metadata);
    await expect(importHistory([file], folder)).rejects.toMatchObject({
      place: field === undefined ? { file } : { file, field },
      message: expect.stringMatching(problem),
    });
  });

  it('takes time, model and version from the options where the file is silent', async () => {
    await write('m.json', { accuracy: 0.6 });
    const { records } = await importHistory(['m.json'], folder, {
      model: 'b',
      version: '2',
      at: '2026-01-01T00:00:00.000Z',
    });
    expect(records[0]).toMatchObject({ model: 'b', version: '2', at: '2026-01-01T00:00:00.000Z', rows: null });
  });

  it.each([
    ['{"accuracy": 0.6,\n "f1": NaN}', 2, 8, /found "NaN"/],
    ['{"accuracy": 0.6', 1, 17, /the end of the text/],
    ['', 1, 1, /the end of the text/],
  ])('that is corrupted says where: %j', async (text, line, column, problem) => {
    await write(file, text);
    await expect(importHistory([file], folder)).rejects.toMatchObject({
      place: { file, line, column },
      message: expect.stringMatching(problem),
    });
  });
});

describe('a manifest', () => {
  beforeEach(() => write(file, { ...at, ...wanted }));

  it.each([
    ['the latest', { latest: 'v1.0.5' }],
    ['versions', { latest_version: 'v1.0.5', versions: ['v1.0.5'] }],
    ['a file', { models: [{ version: 'v1.0.5', metadata: 'models/v1.0.5_metadata.json' }] }],
    ['metrics', { models: { bitcoin: { version: 'v1.0.5', timestamp: at.timestamp, metrics: wanted } } }],
    ['metrics a version', { versions: { 'v1.0.5': { ...at, regression_metrics: wanted } } }],
  ])('that names %s', async (_, manifest) => {
    await write('models/manifest.json', manifest);
    const imported = await importHistory(['models/manifest.json'], folder);
    expect(valuesOf(imported)).toEqual([wanted]);
    expect(imported.records[0]).toMatchObject({ model: 'bitcoin', version: 'v1.0.5' });
  });

  it.each([
    ['of nothing', { models: [] }, 'models', /at least one model or version/],
    ['of a version without metadata', { latest: 'v9' }, 'latest', /v9_metadata.json, which holds its metrics/],
    ['of something else', { models: [{ id: 3 }] }, 'models.0', /expected metrics, or a version/],
    ['that leads out of its folder', { latest: '../../etc/passwd' }, 'latest', /models\/passwd_metadata.json/],
  ])('%s is an error with file and key', async (_, manifest, field, problem) => {
    await write('models/manifest.json', manifest);
    await expect(importHistory(['models/manifest.json'], folder)).rejects.toMatchObject({
      place: { file: 'models/manifest.json', field },
      message: expect.stringMatching(problem),
    });
  });

  it('is not read twice where the folder has the metadata too', async () => {
    await write('models/manifest.json', { latest: 'v1.0.5' });
    await write('models/v1.0.6_metadata.json', { ...at, accuracy: 0.6 });
    const { records } = await importHistory(['models'], folder);
    expect(records.map(({ version }) => version)).toEqual(['v1.0.5', 'v1.0.6']);
  });
});

describe('a history', () => {
  it('of another program is read line by line, with a torn last line', async () => {
    await write(
      'h.jsonl',
      `${JSON.stringify({ ...at, accuracy: 0.5 })}\n\n{"timestamp": 1768000000, "accuracy": 0.6}\n{"timest`,
    );
    const imported = await importHistory(['h.jsonl'], folder, { model: 'b' });
    expect(imported.torn).toEqual(['h.jsonl']);
    expect(imported.records).toMatchObject([
      { model: 'bitcoin', source: 'h.jsonl:1' },
      { model: 'b', at: '2026-01-09T23:06:40.000Z', source: 'h.jsonl:3' },
    ]);
  });

  it('of ours is taken as it is', async () => {
    const record = { ...run(1, { accuracy: 0.6 }), commit: 'ab12' };
    await write('h.jsonl', `${JSON.stringify(record)}\n`);
    expect((await importHistory(['h.jsonl'], folder)).records).toEqual([record]);
  });

  it('with a bad line in the middle is an error with the line', async () => {
    await write(
      'h.jsonl',
      `{"timestamp": "2026-01-01", "accuracy": 0.6}\n{"accuracy": oops}\n{"timestamp": "2026-01-02"}\n`,
    );
    await expect(importHistory(['h.jsonl'], folder, { model: 'b' })).rejects.toMatchObject({
      place: { file: 'h.jsonl', line: 2, column: 14 },
    });
    await write('h.jsonl', `{"timestamp": "2026-01-01", "accuracy": 0.6}\n{"timestamp": "2026-01-02", "f1": 0.6}\n`);
    await expect(importHistory(['h.jsonl'], folder, { model: 'b', metrics: ['accuracy'] })).rejects.toMatchObject({
      place: { file: 'h.jsonl', line: 2, field: 'accuracy' },
    });
  });
});

describe('files', () => {
  it('that are not there, and folders without any, are errors', async () => {
    await expect(importHistory(['no.json'], folder)).rejects.toMatchObject({ code: 'data.missing' });
    await expect(importHistory(['models'], folder)).rejects.toMatchObject({
      code: 'data.missing',
      place: { file: 'models' },
    });
  });
});

describe('a time', () => {
  it.each([
    ['2026-01-12', '2026-01-12T00:00:00.000Z'],
    ['2026-01-12 06:30', '2026-01-12T06:30:00.000Z'],
    ['2026-01-12T06:30:00.123456', '2026-01-12T06:30:00.123Z'],
    ['2026-01-12T06:30:00+02:00', '2026-01-12T04:30:00.000Z'],
    ['2026-01-12 06:30:00 UTC', '2026-01-12T06:30:00.000Z'],
    ['2026-02-30', undefined],
    ['2026-01-12T25:00', undefined],
    ['12.01.2026', undefined],
    ['', undefined],
  ])('%j is %s, wherever it is read', (text, time) => {
    expect(parseTime(text)).toBe(time);
  });
});
