import { driftReportSchema } from '@pitwall/sdk';
import { describe, expect, it } from 'vitest';
import { type DataInput, DriftDetector } from './index.ts';
import { again, type Columns, calm, compare, list } from './testing/drift-windows.ts';

describe('one bad column is unknown and the others are judged', () => {
  const numbers = Array.from(again.pace);
  const textual = numbers.map((value) => (value > 0 ? 'fast' : 'slow'));
  const none = { psi: null, ks: null, kl: null };
  const unknown = (reason: RegExp) => ({ drift: null, severity: null, reason: expect.stringMatching(reason) });
  type Expected = Readonly<Record<string, unknown>>;
  const cases: readonly (readonly [string, unknown[], unknown[], Expected, Expected])[] = [
    [
      'gone from the data',
      numbers,
      [],
      { ...none, ...unknown(/^the data has no such column$/) },
      { ...none, ...unknown(/^the data has no such column$/) },
    ],
    [
      'without a value in the reference',
      list(null),
      numbers,
      { ...none, ...unknown(/^the reference has no value of it$/) },
      { ...none, ...unknown(/none of the reference's 500 rows has a value/) },
    ],
    [
      'without a value on either side',
      list(null),
      list(undefined),
      { ...none, ...unknown(/^the reference has no value of it$/) },
      { ...none, ...unknown(/none of the reference's 500 rows has a value/) },
    ],
    [
      'without a value now',
      numbers,
      list(null),
      { ...none, drift: true, severity: 'high', changes: [expect.stringMatching(/more values are missing/)] },
      { ...none, ...unknown(/none of the current 500 rows has a value/) },
    ],
    [
      'all NaN now',
      numbers,
      list(Number.NaN),
      { ...none, drift: true, severity: 'high', changes: [expect.stringMatching(/more values are missing/)] },
      { ...none, ...unknown(/none of the current 500 rows has a value/) },
    ],
    [
      'all infinite now',
      numbers,
      list(Number.POSITIVE_INFINITY),
      { drift: true, severity: 'high', ks: 1 },
      { ks: null, drift: true, severity: 'high', reason: expect.stringMatching(/leaves infinities out/) },
    ],
    [
      'a text now',
      numbers,
      textual,
      { ...none, drift: true, severity: 'high', changes: ['pace: 100 % of its values are not of the type number'] },
      { ...none, ...unknown(/^500 of its values now are no numbers$/) },
    ],
    [
      'mostly texts now, so that its numbers do not stand for it',
      numbers,
      numbers.map((value, row) => (row % 5 < 3 ? 'n/a' : value)),
      { ...none, drift: true, severity: 'high', reason: 'most of its values are of another type now' },
      { ...none, ...unknown(/^300 of its values now are no numbers$/) },
    ],
    [
      'numbers in one and their texts in the other',
      numbers,
      numbers.map(String),
      { ...none, drift: true, changes: ['pace: 100 % of its values are not of the type number'] },
      { ...none, ...unknown(/^500 of its values now are no numbers$/) },
    ],
    [
      'a number among texts',
      numbers,
      [...numbers.slice(1), 'n/a'],
      { drift: false, psi: expect.any(Number) },
      { ...none, ...unknown(/^1 of its values now is no number$/) },
    ],
  ];

  const sideWith = (pace: unknown[], rest: Float64Array): Columns => (pace.length > 0 ? { pace, rest } : { rest });

  it.each(cases)('%s', async (_, before, after, own, classic) => {
    const [then, later] = [sideWith(before, calm.rest), sideWith(after, again.rest)];
    for (const [options, expected] of [
      [{}, own],
      [{ parity: 'cbb' }, classic],
    ] as const) {
      const { features, overallDriftDetected, report, text } = await compare(then, later, options);
      expect(driftReportSchema.parse(report)).toEqual(report);
      expect(features.pace).toMatchObject(expected);
      expect(features.rest).toMatchObject({ drift: false, severity: 'none' });
      if (features.pace?.drift === null) {
        expect(overallDriftDetected).not.toBe(false);
        expect(text).toContain(`? pace  unknown  ${features.pace.reason}`);
      }
      expect(JSON.stringify(features)).not.toMatch(/NaN|Infinity/);
    }
  });

  it('a text that becomes a number is another column', async () => {
    const { features } = await compare({ pace: textual, rest: calm.rest }, { pace: numbers, rest: again.rest });
    expect(features.pace).toMatchObject({
      drift: true,
      changes: ['pace: 100 % of its values are not of the type string'],
    });
  });

  it('some NaN and infinities are no reason to stop', async () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const options of [{}, { parity: 'cbb' }] as const) {
      const results = await compare(calm, { ...again, pace: [...numbers.slice(3), ...odd] }, options);
      expect(results.overallDriftDetected).toBe(false);
    }
  });

  it('a constant is as before, and another constant is not', async () => {
    for (const options of [{}, { parity: 'cbb' }] as const) {
      const same = await compare({ pace: list(7) }, { pace: list(7) }, options);
      expect(same.features.pace).toMatchObject({ psi: 0, ks: 0, kl: 0, drift: false });
      const other = await compare({ pace: list(7) }, { pace: list(8) }, options);
      expect(other.features.pace).toMatchObject({ ks: 1, drift: true, severity: 'high' });
    }
  });
});

describe('next to no data', () => {
  const nothing: readonly (readonly [string, DataInput, DataInput])[] = [
    ['no rows then', [], again],
    ['no rows now', calm, []],
    ['empty columns then', { pace: [], rest: [] }, again],
    ['empty columns now', calm, { pace: [], rest: [] }],
    ['one row on either side', { pace: [1] }, { pace: [2] }],
    ['one row now', calm, [{ pace: 0.1, rest: 0.2 }]],
    ['no columns then', {}, again],
  ];
  it.each(nothing)('is no drift and no peace: %s', async (_, before, after) => {
    const { overallDriftDetected, features, text } = await compare(before, after);
    expect(overallDriftDetected).toBeNull();
    expect(Object.values(features).every(({ drift, reason }) => drift === null && reason !== undefined)).toBe(true);
    expect(text).toMatch(/^\? not everything could be told against the reference: /);
    expect(text).toMatch(/\n {2}\? /);
  });

  it('and nothing raises an error by the classic rule either', async () => {
    for (const [name, before, after] of nothing) {
      const { overallDriftDetected, features } = await compare(before, after, { parity: 'cbb' });
      if (name === 'no rows now') expect(features.pace?.reason).toMatch(/^the current data has no rows/);
      // The original's rule asks for no evidence: one row is enough for it.
      expect(overallDriftDetected, name).toBe(name.startsWith('one row') ? true : null);
    }
  });

  it('data of which most columns are gone is other data, and refused', async () => {
    const wide = { a: calm.pace, b: calm.rest, c: calm.pace };
    await expect(compare(wide, { c: again.pace, d: again.rest })).rejects.toMatchObject({ code: 'baseline.dataset' });
  });
});

describe('what is no data is refused at once', () => {
  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['null', null, /expected rows, columns or the paths of files, found null/],
    ['a number', 7, /found a number/],
    [
      'columns of different lengths',
      { a: [1, 2], b: [1] },
      /columns of one length, found a with 2 and b with 1 values/,
    ],
    ['a column that is a text', { a: 'abc' }, /found a string as the column a/],
    ['arrays in an array', [[1, 2]], /found among the rows an array/],
    ['a map', new Map([['a', [1]]]), /found an object of the class Map/],
  ];
  it.each(wrong)('%s', async (_, input, words) => {
    expect(() => new DriftDetector(input as DataInput)).toThrow(words);
    await expect(new DriftDetector(calm).detectDrift(input as DataInput)).rejects.toMatchObject({
      code: 'arguments.invalid',
      message: expect.stringMatching(words),
    });
  });
});
