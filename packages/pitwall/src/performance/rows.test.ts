import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DuckDBEngine, openDuckDB } from '../data/duckdb/engine.ts';
import { openPaths } from '../data/open.ts';
import { createFolder, type Folder } from '../testing/data-files.ts';
import { type ModelSettings, modelSchema } from './config.ts';
import { withJoined } from './joined.ts';
import { judgeModel } from './judge.ts';
import { binaryModel } from './model-rows.suite.ts';
import { type ModelRows, noRows, type RowsOptions, readRows, rowsFrom, rowsWhere } from './rows.ts';

let engine: DuckDBEngine;
let folder: Folder;

beforeAll(async () => {
  engine = await openDuckDB();
  folder = createFolder();
});

afterAll(() => {
  engine.close();
  folder.remove();
});

interface Files {
  readonly predictions: string;
  readonly labels?: string;
  readonly champion?: string;
}

async function read(files: Files, settings: ModelSettings, options?: RowsOptions): Promise<ModelRows> {
  const open = async (name: keyof Files) => {
    const content = files[name];
    if (content === undefined) return undefined;
    folder.write(`${name}.csv`, content);
    return openPaths(engine, [`${name}.csv`], folder.path, {});
  };
  const predictions = await open('predictions');
  if (!predictions) throw new Error('there are no predictions');
  const tables = { predictions, labels: await open('labels'), champion: await open('champion') };
  return withJoined(tables, settings, [], (joined) => readRows(joined, options));
}

const csv = (head: string, rows: readonly (readonly string[])[]): string =>
  `${[head, ...rows.map((cells) => cells.join(','))].join('\n')}\n`;

const columnOf = (rows: ModelRows, role: keyof ModelRows['judged']['columns']): number[] =>
  Array.from(rows.judged.columns[role] ?? []);

const joined = binaryModel({ id: 'id', labels: 'labels.csv' });

/** Few ids, so that they meet, and cells as they come in practice. */
const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e', '7', '07', '');
const saidRows = fc.array(fc.tuple(ids, fc.constantFrom('0.1', '0.9', '0.5', '1', '1.5', 'nan', 'likely', '')), {
  maxLength: 10,
});
const labelRows = fc.array(fc.tuple(ids, fc.constantFrom('0', '1', '1', '0', '2', 'won', '')), { maxLength: 10 });

type Pairs = readonly (readonly [id: string, cell: string])[];

/** What the engine is to find, with loops that anybody can follow. */
function joinPlainly(said: Pairs, told: Pairs) {
  const times = (rows: Pairs, id: string): number => rows.filter(([own]) => own === id).length;
  const expected = { predictions: said.length, labelled: 0, ambiguous: 0, waiting: 0, judged: [] as number[][] };
  for (const [id, p] of said) {
    const isUsable = p !== '' && Number(p) >= 0 && Number(p) <= 1;
    if (id === '' || times(said, id) > 1 || times(told, id) > 1) {
      expected.ambiguous += 1;
      continue;
    }
    const label = told.find(([own]) => own === id)?.[1] ?? '';
    if (label === '') expected.waiting += isUsable ? 1 : 0;
    else expected.labelled += 1;
    if (isUsable && (label === '0' || label === '1')) expected.judged.push([Number(label), Number(p)]);
  }
  const strangers = told.filter(([id]) => id !== '' && times(said, id) === 0).length;
  return { ...expected, strangers };
}

describe('readRows', () => {
  it('finds what a plain join finds, in the order of the predictions', async () => {
    await fc.assert(
      fc.asyncProperty(saidRows, labelRows, async (said, told) => {
        const files = { predictions: csv('id,p', said), labels: csv('id,won', told) };
        const rows = await read(files, joined, { waiting: true });
        const labels = columnOf(rows, 'label');
        const probabilities = columnOf(rows, 'prediction');
        expect({
          predictions: rows.predictions,
          labelled: rows.labelled,
          ambiguous: rows.ambiguous,
          waiting: rows.waiting.rows,
          judged: labels.map((label, row) => [label, probabilities[row]]),
          strangers: rows.strangers.labels,
        }).toEqual(joinPlainly(said, told));
        expect(rows.judged.rows).toBe(labels.length);
      }),
      { numRuns: 40 },
    );
  });

  it('leads to a verdict that no order of the rows of either file changes', async () => {
    const thresholds = {
      accuracy: { warning: '< 0.7', alert: '< 0.5' },
      brier: { alert: '> 0.234567' },
      roc_auc: { alert: '< 0.51' },
    };
    const settings = binaryModel({ id: 'id', labels: 'labels.csv', performance: { thresholds } });
    const verdict = async (said: Pairs, told: Pairs) => {
      const rows = await read({ predictions: csv('id,p', said), labels: csv('id,won', told) }, settings);
      const { findings, report } = judgeModel('m', rows, settings, { now: new Date(0), pictures: false });
      return {
        statuses: findings.map(({ metric, status }) => [metric, status]),
        rows: report.rows,
        values: report.metrics.map(({ name, value }) => [name, value === null ? null : value.toFixed(12)]),
      };
    };
    const shuffled = <Row>(rows: readonly Row[]) => fc.shuffledSubarray([...rows], { minLength: rows.length });
    await fc.assert(
      fc.asyncProperty(
        fc
          .tuple(saidRows, labelRows)
          .chain(([said, told]) =>
            fc.tuple(fc.constant([said, told] as const), fc.tuple(shuffled(said), shuffled(told))),
          ),
        async ([before, after]) => {
          expect(await verdict(...after)).toEqual(await verdict(...before));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('takes labels beside the predictions row by row, whether or not there are ids', async () => {
    const predictions = csv('id,p,won', [
      ['a', '0.9', '1'],
      ['a', '0.2', '0'],
      ['', '0.6', ''],
    ]);
    for (const settings of [binaryModel(), binaryModel({ id: 'id' })]) {
      const rows = await read({ predictions }, settings);
      expect([rows.predictions, rows.labelled, rows.ambiguous, rows.judged.rows]).toEqual([3, 2, 0, 2]);
    }
  });

  it('does not judge what was predicted after its label was known; a day is known when it is over', async () => {
    const settings = binaryModel({ time: 'at', label: { column: 'won', time: 'known' } });
    const predictions = csv('p,won,at,known', [
      ['0.1', '0', '2026-01-03T10:00:00Z', '2026-01-03'],
      ['0.2', '0', '2026-01-03T10:00:00Z', '2026-01-03T09:00:00Z'],
      ['0.3', '0', '2026-01-03T10:00:00Z', '2026-01-02'],
      ['0.4', '0', '2026-01-03T10:00:00Z', ''],
      ['0.5', '0', '2026-01-03T10:00:00Z', '2026-01-04'],
    ]);
    expect(columnOf(await read({ predictions }, settings), 'prediction')).toEqual([0.1, 0.4, 0.5]);
  });

  it('puts rows in the order of their time', async () => {
    const predictions = csv('p,won,at', [
      ['0.3', '1', '2026-01-03'],
      ['0.1', '0', '2026-01-01'],
      ['0.2', '1', '2026-01-02'],
    ]);
    expect(columnOf(await read({ predictions }, binaryModel({ time: 'at' })), 'prediction')).toEqual([0.1, 0.2, 0.3]);
    expect(columnOf(await read({ predictions }, binaryModel()), 'prediction')).toEqual([0.3, 0.1, 0.2]);
  });

  it('names the labels that came where none is the positive one, and no others', async () => {
    const predictions = csv('p,won', [
      ['0.3', 'loss'],
      ['0.1', 'Win'],
      ['0.2', 'loss'],
    ]);
    const named = async (positive: string) =>
      (await read({ predictions }, binaryModel({ label: { column: 'won', positive } }))).notPositive;
    expect(await named('win')).toEqual(['loss', 'Win']);
    expect(await named('Win')).toEqual([]);
    expect((await read({ predictions }, binaryModel())).notPositive).toEqual([]);
  });

  it('leaves out rows whose probabilities are not 1 together', async () => {
    const several = modelSchema.parse({
      task: 'multiclass',
      prediction: { probabilities: { x: 'x', y: 'y' } },
      label: 'was',
    });
    const predictions = csv('was,x,y', [
      ['x', '0.7', '0.3'],
      ['y', '0.7', '0.7'],
      ['y', '0.335', '0.667'],
      ['x', '', '1'],
    ]);
    expect(columnOf(await read({ predictions }, several), 'label')).toEqual([0, 1]);
  });

  it('leaves out an item that a list has twice, and takes it from lists of others', async () => {
    const ranking = modelSchema.parse({ task: 'ranking', prediction: 's', label: 'r', user: 'u', item: 'i' });
    const predictions = csv('u,i,s,r', [
      ['x', 'a', '0.9', '1'],
      ['x', 'a', '0.8', '0'],
      ['x', 'b', '0.7', '0'],
      ['y', 'a', '0.6', '1'],
      ['', 'a', '0.5', '1'],
      ['', 'a', '0.4', '1'],
    ]);
    const rows = await read({ predictions }, ranking);
    expect(columnOf(rows, 'prediction')).toEqual([0.7, 0.6]);
    expect([rows.predictions, rows.labelled, rows.ambiguous]).toEqual([6, 4, 2]);
  });

  it('has what a champion said of the same rows beside them, and nothing where it said nothing usable', async () => {
    const files = {
      predictions: csv('id,p,won', [
        ['a', '0.9', '1'],
        ['b', '0.2', '0'],
        ['c', '0.6', '1'],
        ['d', '0.7', '1'],
      ]),
      champion: csv('id,p', [
        ['b', '0.3'],
        ['a', '0.8'],
        ['c', '7'],
        ['d', '0.1'],
        ['d', '0.2'],
        ['x', '0.5'],
      ]),
    };
    const rows = await read(files, binaryModel({ id: 'id' }));
    expect(columnOf(rows, 'prediction')).toEqual([0.9, 0.2, 0.6, 0.7]);
    expect(Array.from(rows.champion?.columns.prediction ?? [])).toEqual([0.8, 0.3, Number.NaN, Number.NaN]);
    expect(rows.strangers.champion).toBe(1);
  });
});

describe('some of the rows', () => {
  const rows = {
    ...noRows,
    rows: 4,
    columns: { label: Float64Array.of(0, 1, 0, 1), prediction: Float64Array.of(0.1, 0.2, 0.3, 0.4) },
    further: { x0: Float64Array.of(5, 6, 7, 8) },
  };

  it('are those between two places', () => {
    const some = rowsFrom(rows, 1, 3);
    expect(some.rows).toBe(2);
    expect(Array.from(some.columns.prediction ?? [])).toEqual([0.2, 0.3]);
    expect(Array.from(some.further.x0 ?? [])).toEqual([6, 7]);
  });

  it('are those that are asked for', () => {
    const some = rowsWhere(rows, (row) => rows.columns.label[row] === 1);
    expect(some.rows).toBe(2);
    expect(Array.from(some.columns.prediction ?? [])).toEqual([0.2, 0.4]);
    expect(Array.from(some.further.x0 ?? [])).toEqual([6, 8]);
    expect(rowsWhere(rows, () => false).rows).toBe(0);
  });
});
