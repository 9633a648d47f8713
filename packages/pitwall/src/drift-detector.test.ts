import { basename } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { figureOf, normal } from '../../stats/src/drift/testing/samples.ts';
import { inferTypes } from './contracts/index.ts';
import { openDuckDB } from './data/duckdb/engine.ts';
import { openColumns } from './data/rows.ts';
import { createBaseline, nothingDeclared, writeBaseline } from './drift/index.ts';
import { type DataInput, type DetectorOptions, DriftDetector } from './index.ts';
import { createFolder } from './testing/data-files.ts';
import {
  again,
  asRows,
  type Columns,
  calm,
  compare,
  driftedIn,
  moved,
  now,
  rows,
  writeColumns,
} from './testing/drift-windows.ts';

const folder = createFolder();
afterAll(() => folder.remove());
const surroundings = { now, cwd: folder.path };
const asFile = (name: string, columns: Columns): string => basename(writeColumns(folder, name, columns));

describe('data in any form', () => {
  const shapes: readonly (readonly [string, (columns: Columns, name: string) => DataInput])[] = [
    ['columns of arrays', (columns) => columns],
    ['rows', asRows],
    ['a file', (columns, name) => asFile(`${name}.csv`, columns)],
    ['paths and globs of files', (columns, name) => [asFile(`${name}-glob.csv`, columns).replace('.csv', '*.csv')]],
  ];

  it.each(shapes)('is compared alike: %s', async (_, shape) => {
    const detector = new DriftDetector(shape(calm, 'calm'), surroundings);
    const same = await detector.detectDrift(shape(again, 'again'));
    expect(same.overallDriftDetected).toBe(false);
    expect(same.recommendations).toEqual([]);
    const other = await detector.detectDrift(shape(moved, 'moved'));
    expect(other.overallDriftDetected).toBe(true);
    expect(driftedIn(other)).toEqual(['pace']);
    const inMemory = await compare(calm, moved);
    expect(other.features).toEqual(inMemory.features);
  });

  it('may have rows of an interface, which has no index signature', async () => {
    interface Game {
      readonly pace: number;
    }
    const games = (values: Float64Array): Game[] => Array.from(values, (pace) => ({ pace }));
    expect(driftedIn(await compare(games(calm.pace), games(moved.pace)))).toEqual(['pace']);
  });

  it('has a feature for each column, with figures, severity and words', async () => {
    const { features, recommendations, findings } = await compare(calm, moved);
    expect(Object.keys(features)).toEqual(['pace', 'rest']);
    expect(features.pace).toEqual({
      psi: expect.closeTo(0.9, 0),
      ks: expect.closeTo(0.4, 1),
      kl: expect.closeTo(0.45, 0),
      drift: true,
      severity: 'high',
      changes: [expect.stringMatching(/^pace has moved: /)],
    });
    expect(features.rest).toMatchObject({ drift: false, severity: 'none', changes: [] });
    expect(recommendations[0]).toBe('Look at pace first: it moved most.');
    expect(findings.every(({ at }) => at === now().toISOString())).toBe(true);
  });

  it('of any kind is judged: categories, times, vectors', async () => {
    const side = (shift: number): Columns => ({
      venue: Array.from({ length: rows }, (_, row) => (row % 10 < 3 + 4 * shift ? 'home' : 'away')),
      at: Array.from({ length: rows }, (_, row) => new Date(1.7e12 + 3_600_000 * (shift ? 24 * row : row))),
      style: Array.from(calm.pace, (pace, row) => [pace, (calm.rest[row] ?? 0) + 3 * shift]),
    });
    expect(driftedIn(await compare(side(0), side(0)))).toEqual([]);
    const { features } = await compare(side(0), side(1));
    expect(features).toMatchObject({
      venue: { drift: true, severity: 'high', ks: null },
      at: { drift: true, changes: [expect.stringContaining('at (hour) has moved')] },
      style: { drift: true, severity: 'high', changes: expect.arrayContaining([expect.stringContaining('vectors')]) },
    });
  });

  it('has the severity of what moved most, also where only whole vectors show it', async () => {
    const vectors = (seed: number, shift: number): Columns => {
      const values = normal(seed, 64 * rows);
      return {
        style: Array.from({ length: rows }, (_, row) =>
          Array.from(values.subarray(64 * row, 64 * row + 64), (value, at) => (at === 0 ? value + shift : value)),
        ),
      };
    };
    const { features, report } = await compare(vectors(21, 0), vectors(23, 2));
    expect(report.columns).toMatchObject([{ effect: { measure: 'separability' }, severity: 'high' }]);
    expect(features.style).toMatchObject({ drift: true, severity: 'high' });
  });

  it('has figures of the values that are there: missing ones are a question of their own', async () => {
    const pace = Array.from(again.pace, (value, row) => (row % 3 === 0 ? null : value));
    const { features } = await compare(calm, { ...again, pace });
    expect(features.pace).toMatchObject({ drift: true, changes: [expect.stringContaining('more values are missing')] });
    expect(features.pace?.psi).toBeLessThan(0.1);
  });

  it('says which segment moved, although the reference was read long before', async () => {
    const venue = Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 'home' : 'away'));
    const pace = again.pace.map((value, row) => (row % 2 === 0 ? value + 2 : value));
    const { features } = await compare({ pace: calm.pace, venue }, { pace, venue });
    expect(features.pace?.changes.join()).toContain('venue = home');
  });
});

describe('a detector', () => {
  it('reads its reference once', async () => {
    const file = asFile('once.csv', calm);
    const detector = new DriftDetector(file, surroundings);
    expect((await detector.detectDrift(again)).overallDriftDetected).toBe(false);
    asFile(file, moved);
    expect((await detector.detectDrift(again)).overallDriftDetected).toBe(false);
  });

  it('waits for a reference that is not there yet', async () => {
    const detector = new DriftDetector('later.csv', surroundings);
    await expect(detector.detectDrift(again)).rejects.toMatchObject({ code: 'data.missing' });
    asFile('later.csv', calm);
    expect((await detector.detectDrift(again)).overallDriftDetected).toBe(false);
  });

  it('compares many windows at the same time', async () => {
    const detector = new DriftDetector(calm, surroundings);
    const found = await Promise.all([again, moved, again, moved].map((window) => detector.detectDrift(window)));
    expect(found.map(({ overallDriftDetected }) => overallDriftDetected)).toEqual([false, true, false, true]);
  });

  it('takes a baseline as its reference, which holds no rows', async () => {
    const engine = await openDuckDB();
    const baseline = await createBaseline(await openColumns(engine, calm), {
      name: 'calm',
      dataset: null,
      declared: nothingDeclared,
      infer: inferTypes,
      now: now(),
    });
    engine.close();
    await writeBaseline(`${folder.path}/baselines/calm.json.gz`, baseline, 'calm');
    const detector = new DriftDetector('baselines/calm.json.gz', surroundings);
    expect(driftedIn(await detector.detectDrift(again))).toEqual([]);
    const results = await detector.detectDrift(moved);
    expect(driftedIn(results)).toEqual(['pace']);
    expect(results.report.baseline).toBe('calm');
    expect(() => new DriftDetector('baselines/calm.json.gz', { parity: 'cbb' })).toThrow(
      /expected data as the reference of the classic rule, which measures values, found a baseline of counts/,
    );
  });
});

describe('settings are those of the configuration', () => {
  it('false_alarms and checks say how strong the evidence must be', async () => {
    const levelOf = async (options: DetectorOptions): Promise<number> =>
      (await compare(calm, again, options)).report.level;
    expect(await levelOf({ false_alarms: '1 in 20' })).toBe(0.05);
    expect(await levelOf({ false_alarms: '1 per week', checks: '10 per day' })).toBeCloseTo(1 / 70);
    const little = { pace: normal(11, 40, 0.55), rest: normal(13, 40) };
    expect(driftedIn(await compare(calm, little, { false_alarms: '1 in 10' }))).toEqual(['pace']);
    expect(driftedIn(await compare(calm, little, { false_alarms: '1 in 1000000' }))).toEqual([]);
  });

  it('ignore leaves columns out, of either rule', async () => {
    for (const rule of [{}, { parity: 'cbb' }] as const) {
      const results = await compare(calm, moved, { ...rule, ignore: ['pace'] });
      expect(Object.keys(results.features)).toEqual(['rest']);
      expect(results.overallDriftDetected).toBe(false);
    }
  });

  it('target and prediction are called so', async () => {
    const { features } = await compare(calm, moved, { target: 'pace' });
    expect(features.pace?.changes.join()).toMatch(/^the target pace has moved/);
  });

  it('time_moves: false compares points in time', async () => {
    const at = (start: number): Columns => ({
      at: Array.from({ length: rows }, (_, hour) => new Date(start + 3_600_000 * hour)),
    });
    const [before, after] = [at(Date.UTC(2025, 0, 6)), at(Date.UTC(2026, 0, 5))];
    expect(driftedIn(await compare(before, after))).toEqual([]);
    expect(driftedIn(await compare(before, after, { time_moves: false }))).toEqual(['at']);
  });

  it('joint: false does not look at columns together', async () => {
    const twin = { pace: calm.pace, rest: calm.pace.map((value) => value * 2) };
    const apart = { pace: again.pace, rest: again.rest.map((value) => value * 2) };
    expect((await compare(twin, apart)).overallDriftDetected).toBe(true);
    expect((await compare(twin, apart, { joint: false })).overallDriftDetected).toBe(false);
  });

  it('read says how files are read', async () => {
    folder.write('marked.csv', 'pace\n-1\n-1\n2\n3\n');
    const read = { null_values: ['-1'] };
    const { report } = await compare('marked.csv', 'marked.csv', { read, parity: 'cbb', cwd: folder.path });
    expect(report.columns[0]?.missing).toEqual({ reference: 2, current: 2 });
  });

  const wrong: readonly (readonly [string, unknown, string, RegExp])[] = [
    ['a misspelt key', { false_alarm: '1 in 20' }, 'config.unknown_key', /Did you mean `false_alarms`/],
    ['a rate that is none', { false_alarms: 'seldom' }, 'config.invalid', /expected words like 1 per month/],
    ['alarms all the time', { false_alarms: '1 per day' }, 'config.invalid', /at most 20 % of the comparisons/],
    ['another rule', { parity: 'psi' }, 'config.invalid', /expected cbb, found "psi"/],
    ['thresholds without their rule', { thresholds: { psi: 0.2 } }, 'config.unknown_key', /no key `thresholds`/],
    ['a rate for the classic rule', { parity: 'cbb', checks: '1 per day' }, 'config.unknown_key', /no key `checks`/],
    ['another measure', { parity: 'cbb', thresholds: { js: 1 } }, 'config.unknown_key', /no key `js`/],
    ['a negative threshold', { parity: 'cbb', thresholds: { psi: -1 } }, 'config.invalid', /at least 0, found -1/],
    ['NaN as threshold', { parity: 'cbb', thresholds: { ks: Number.NaN } }, 'config.invalid', /a number, found NaN/],
    ['a name that is no list', { ignore: 'pace' }, 'config.invalid', /expected a list, found "pace"/],
  ];
  it.each(wrong)('and refused at once: %s', (_, options, code, words) => {
    const make = () => new DriftDetector(calm, options as DetectorOptions);
    expect(make).toThrow(expect.objectContaining({ code }));
    expect(make).toThrow(words);
  });
});

describe('the measures on their own', () => {
  const own = new DriftDetector(calm);
  const classic = new DriftDetector(calm, { parity: 'cbb' });

  it('follow the rule of the detector', () => {
    for (const measure of ['computePsi', 'computeKl', 'computeKs'] as const) {
      expect(own[measure](calm.pace, moved.pace), measure).toMatchObject({ mode: 'pitwall', n_reference: rows });
      expect(classic[measure](calm.pace, moved.pace), measure).toMatchObject({ mode: 'cbb', n_current: rows });
    }
    expect(figureOf(own.computePsi(calm.pace, calm.pace))).toBe(0);
    expect(figureOf(own.computeKs([1, 2, 3, 4], [3, 4, 5, 6]))).toBe(0.5);
    expect(
      figureOf(
        classic.computeKl(
          ['a'].map(() => 1),
          [1],
        ),
      ),
    ).toBe(0);
  });

  it('take a number of bins', () => {
    expect(classic.computePsi(calm.pace, moved.pace, 4)).toMatchObject({ counts: { reference: { length: 4 } } });
    expect(classic.computeKl(calm.pace, moved.pace, 4)).toMatchObject({ counts: { reference: { length: 4 } } });
    expect(() => own.computePsi(calm.pace, moved.pace, 0)).toThrow(RangeError);
  });

  it('say why there is no figure', () => {
    expect(own.computePsi([], [1])).toMatchObject({ value: null, reason: 'empty_reference' });
    expect(own.computeKs(['a'], ['b'])).toMatchObject({ value: null, reason: 'not_numeric' });
    expect(own.computeKl([1, 2], ['a', 'b'])).toMatchObject({ value: null, reason: 'different_kinds' });
  });
});

describe('the report for a person', () => {
  it('says that nothing has moved in three lines', async () => {
    const { text } = await compare(calm, again);
    expect(text.split('\n')).toEqual([
      '✓ no drift against the reference: 500 rows then, 500 now',
      '  ✓ 2 columns without drift',
      '  Against the reference: nothing has moved; 2 columns are as before.',
    ]);
  });

  it('names what moved, the worst first, then what is unknown, then what to do', async () => {
    const before = { low: calm.pace, high: calm.pace, gone: calm.rest, rest: calm.rest };
    const after = { low: again.pace.map((value) => value + 0.5), high: moved.pace.map((x) => x + 9), rest: again.rest };
    const { text } = await compare(before, after, { joint: false });
    expect(text.split('\n')).toEqual([
      '✗ drift against the reference: 500 rows then, 500 now',
      expect.stringMatching(/^ {2}✗ high {2}high {4}PSI \d+\.\d+ {2}KS [\d.]+ {2}KL \d+\.\d+$/),
      expect.stringMatching(/^ {6}high has moved: PSI \d+\.\d+ \(high\), chance alone does that /),
      expect.stringMatching(/^ {2}✗ low {3}(low|medium) +PSI 0\.\d+ {2}KS 0\.\d+ {2}KL 0\.\d+$/),
      expect.stringMatching(/^ {6}low has moved: /),
      '  ? gone  unknown  the data has no such column',
      '  ✓ 1 column without drift',
      '  alert: gone of the baseline is not in the data',
      expect.stringMatching(/^ {2}Against the reference: low and high have moved together; /),
      '  → Look at high first: it moved most.',
      '  → Ask why gone did not come.',
      expect.stringMatching(/^ {2}→ If the change is meant to stay, retrain /),
    ]);
  });

  it('of the classic rule says which thresholds were exceeded', async () => {
    const { text } = await compare(calm, moved, { parity: 'cbb' });
    expect(text.split('\n')).toEqual([
      '✗ drift against the reference: 500 rows then, 500 now',
      expect.stringMatching(/^ {2}✗ pace {2}high {4}PSI /),
      expect.stringMatching(/^ {6}pace has drifted: PSI [\d.]+ is above 0.25, KS 0.\d+ is above 0.1, KL /),
      '  ✓ 1 column without drift',
      '  1 of 2 numeric columns have drifted from the reference by the classic rule.',
      '  → More than a quarter of the columns have drifted: monitor closely.',
      '  → Look at pace first: the drift is high.',
    ]);
  });
});
