import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, type Cause, type CauseSlice, explainDrift } from './explain-drift.ts';
import { conferences, type Season, seasonOf, type World } from './testing/season.ts';

const drifted = 'team_efficiency';
const equalRows = { reference: 4000, current: 4000 };
const seeds = Array.from({ length: 200 }, (_, seed) => seed + 1);

function causesOf(reference: World, current: World, rows: Season['rows'] = equalRows): Cause[] {
  return seeds.map((seed) => explainDrift(seasonOf({ seed, reference, current, rows }), drifted));
}

const isPrairie = (cause: Cause): boolean =>
  'segment' in cause && cause.column === 'conference' && cause.segment === 'Prairie';
const isSlice = (cause: Cause): cause is CauseSlice => cause.kind === 'inside' || cause.kind === 'mix';
const rate = (causes: readonly Cause[], property: (cause: Cause) => boolean): number =>
  causes.filter(property).length / causes.length;
const all = (mean: number): World => ({ means: Object.fromEntries(conferences.map((name) => [name, mean])) });

/** Of sixteen slices in three columns, an eighth of 4,000 rows against 4,000 in ten bins is the cause. */
describe('over 200 seasons the planted slice is named in at least 95 of 100', () => {
  it.each<[string, 'inside' | 'mix', World, World]>([
    ['its values rose by 1.5 standard deviations', 'inside', {}, { means: { Prairie: 1.5 } }],
    ['its values fell by 1.5 standard deviations', 'inside', {}, { means: { Prairie: -1.5 } }],
    [
      'it tripled, and its values had always been higher',
      'mix',
      { means: { Prairie: 1.5 } },
      { means: { Prairie: 1.5 }, weights: { Prairie: 3 } },
    ],
    ['it is new', 'mix', { weights: { Prairie: 0 } }, { means: { Prairie: 1.5 } }],
    ['it is no more', 'mix', { means: { Prairie: 1.5 } }, { means: { Prairie: 1.5 }, weights: { Prairie: 0 } }],
    ['it rose by two, another by a half', 'inside', {}, { means: { Prairie: 2, Bay: 0.5 } }],
  ])('%s', (_, kind, reference, current) => {
    const causes = causesOf(reference, current);
    expect(rate(causes, (cause) => isPrairie(cause) && cause.kind === kind)).toBeGreaterThanOrEqual(0.95);
  });
});

describe('over 200 seasons', () => {
  it('no slice is named where everything moved alike', () => {
    expect(rate(causesOf({}, all(0.4)), (cause) => cause.kind === 'everywhere')).toBeGreaterThanOrEqual(0.99);
  });

  it('no slice is named where nothing moved', () => {
    const causes = causesOf({}, {});
    expect(rate(causes, isSlice)).toBe(0);
    expect(rate(causes, ({ kind }) => kind === 'unknown')).toBeGreaterThanOrEqual(0.97);
  });

  it('two slices that moved alike are seldom taken for one, and an innocent one never', () => {
    const causes = causesOf({}, { means: { Prairie: 1.5, Bay: 1.5 } });
    expect(rate(causes, ({ kind }) => kind === 'everywhere')).toBeGreaterThanOrEqual(0.95);
    expect(causes.every((cause) => !isSlice(cause) || ['Prairie', 'Bay'].includes(cause.segment))).toBe(true);
  });

  it('a change too weak for its few rows is rather left open than blamed on an innocent slice', () => {
    const causes = causesOf({}, { means: { Prairie: 1 } }, { reference: 4000, current: 1000 });
    expect(rate(causes, (cause) => isSlice(cause) && !isPrairie(cause))).toBeLessThanOrEqual(0.02);
    expect(rate(causes, isPrairie)).toBeGreaterThan(0.2);
  });
});

const steady = [100, 100, 100, 100];
const moved = [10, 50, 140, 200];
const table = (column: string, rows: Readonly<Record<string, readonly [number[], number[]]>>): Candidate => ({
  column,
  segments: Object.keys(rows),
  reference: Object.values(rows).map(([then]) => then),
  current: Object.values(rows).map(([, now]) => now),
});
const times = (counts: readonly number[], factor: number): number[] => counts.map((count) => count * factor);

describe('the answer', () => {
  it('says in a sentence which segment moved', () => {
    const inside = table('conference', { Prairie: [steady, moved], Bay: [times(steady, 3), times(steady, 3)] });
    expect(explainDrift([inside], drifted)).toEqual({
      kind: 'inside',
      column: 'conference',
      segment: 'Prairie',
      explained: 1,
      shareCurrent: 0.25,
      shareReference: 0.25,
      words: 'team_efficiency moved in conference = Prairie (25 % of rows): without it the change is gone',
    });
  });

  it.each<[string, readonly [number[], number[]], string]>([
    ['grew', [moved, times(moved, 4)], 'went from 25 % to 57 % of rows: without that the change is gone'],
    ['is new', [[0, 0, 0, 0], moved], 'is new (25 % of rows): without it the change is gone'],
    ['is no more', [moved, [0, 0, 0, 0]], 'is no more (25 % of rows before): with it back the change is gone'],
  ])('says in a sentence that a segment %s', (_, counts, words) => {
    const [big, half] = [times(steady, 2), steady];
    const mix = table('conference', { Prairie: counts, Bay: [big, big], Coast: [half, half] });
    expect(explainDrift([mix], drifted)).toMatchObject({
      kind: 'mix',
      segment: 'Prairie',
      words: `team_efficiency moved as conference = Prairie ${words}`,
    });
  });

  it('says how much is left where a smaller change happened elsewhere', () => {
    const two = table('conference', {
      Prairie: [times(steady, 10), times(moved, 10)],
      Bay: [times(steady, 10), times([90, 100, 100, 110], 10)],
      Coast: [times(steady, 20), times(steady, 20)],
    });
    const cause = explainDrift([two], drifted);
    expect(cause).toMatchObject({ kind: 'inside', segment: 'Prairie' });
    expect(cause.words).toMatch(
      /^team_efficiency moved in conference = Prairie \(25 % of rows\): without it 9\d % of the change is gone$/,
    );
  });

  it('names the most of what explains too little', () => {
    const everywhere = table('conference', {
      Prairie: [times(steady, 3), times(moved, 3)],
      Bay: [times(steady, 3), times(moved, 3)],
      Coast: [times(steady, 4), times(moved, 4)],
    });
    const cause = explainDrift([everywhere], drifted);
    expect(cause).toMatchObject({ kind: 'everywhere', most: { column: 'conference' } });
    expect(cause.words).toContain('team_efficiency moved in no segment alone');
  });

  it('prefers the smaller of two slices that explain the same', () => {
    const rest = times(steady, 3);
    const conference = table('conference', { Prairie: [steady, moved], Bay: [rest, rest] });
    const wide = table('region', {
      West: [times(steady, 2), moved.map((count) => count + 100)],
      East: [times(steady, 2), times(steady, 2)],
    });
    expect(explainDrift([wide, conference], drifted)).toMatchObject({ column: 'conference', segment: 'Prairie' });
    expect(explainDrift([wide], drifted)).toMatchObject({ column: 'region', segment: 'West' });
  });

  it('does not blame a slice that is nearly everything for a change that is everywhere', () => {
    const neutral = table('neutral', { no: [times(steady, 19), times(moved, 19)], yes: [steady, moved] });
    expect(explainDrift([neutral], drifted).kind).toBe('everywhere');
  });

  it('does not blame a slice of 60 % for a change that is everywhere, though it explains more than half', () => {
    const venue = table('venue', {
      home: [times(steady, 6), times(moved, 6)],
      away: [times(steady, 4), times(moved, 4)],
    });
    expect(explainDrift([venue], drifted)).toMatchObject({ kind: 'everywhere', most: { segment: 'home' } });
  });
});

describe('what is no candidate', () => {
  it('a slice below 20 rows on both sides, however much it explains', () => {
    const small = (size: number): Candidate =>
      table('conference', {
        Prairie: [
          [size, 0],
          [0, size],
        ],
        Bay: [
          [0, 60],
          [0, 60],
        ],
      });
    expect(explainDrift([small(19)], drifted)).not.toMatchObject({ segment: 'Prairie' });
    expect(explainDrift([small(20)], drifted)).toMatchObject({ kind: 'inside', segment: 'Prairie' });
  });

  it('the merged rest of more than 200 segments', () => {
    const big = Array.from({ length: 200 }, (_, index): [string, readonly [number[], number[]]] => [
      `big${index}`,
      [
        [50, 50],
        [50, 50],
      ],
    ]);
    const small = Array.from({ length: 200 }, (_, index): [string, readonly [number[], number[]]] => [
      `small${index}`,
      [
        [40, 0],
        [0, 40],
      ],
    ]);
    expect(explainDrift([table('team', Object.fromEntries([...big, ...small]))], drifted).kind).toBe('everywhere');
  });

  it('the only segment', () => {
    const only = table('sport', { basketball: [steady, moved] });
    expect(explainDrift([only], drifted)).toMatchObject({ kind: 'unknown', reason: 'no slice large enough' });
  });
});

describe('what cannot be answered is unknown', () => {
  it.each<[string, Candidate[]]>([
    ['no candidates', []],
    ['no segments', [{ column: 'conference', segments: [], reference: [], current: [] }]],
    ['no current rows', [table('conference', { Prairie: [steady, [0, 0, 0, 0]] })]],
    ['no reference rows', [table('conference', { Prairie: [[0, 0, 0, 0], steady] })]],
  ])('%s', (_, candidates) => {
    expect(explainDrift(candidates, drifted)).toMatchObject({ kind: 'unknown', reason: 'no rows' });
  });

  it.each<[string, Candidate]>([
    ['equal counts', table('conference', { Prairie: [steady, steady], Bay: [moved, moved] })],
    ['one bin', table('conference', { Prairie: [[100], [300]], Bay: [[100], [50]] })],
  ])('no change: %s', (_, candidate) => {
    expect(explainDrift([candidate], drifted)).toMatchObject({ kind: 'unknown', reason: 'no change' });
  });
});

it('tables of different columns are a mistake of the program', () => {
  const [a, b] = [table('conference', { Prairie: [steady, moved] }), table('venue', { home: [[1], [2]] })];
  expect(() => explainDrift([a, b], drifted)).toThrow(RangeError);
  expect(() => explainDrift([a, b], drifted)).toThrow('venue: expected 4 bins as in conference, got 1');
});

it('the answer does not depend on the order of columns, segments or bins', () => {
  const turn = (candidate: Candidate): Candidate => ({
    column: candidate.column,
    segments: [...candidate.segments].reverse(),
    reference: candidate.reference.map((row) => [...row].reverse()).reverse(),
    current: candidate.current.map((row) => [...row].reverse()).reverse(),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 2, noNaN: true }), (seed, mean) => {
      const current = { means: { Prairie: mean }, weights: { Bay: 1 + mean } };
      const tables = seasonOf({ seed, reference: {}, current, rows: { reference: 600, current: 600 } });
      const { words } = explainDrift(tables, drifted);
      expect(explainDrift(tables.map(turn).reverse(), drifted).words).toBe(words);
    }),
  );
});

it('any counts get an answer without a number that is none', () => {
  const count = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 1e6 }));
  const side = fc.array(fc.array(count, { minLength: 3, maxLength: 3 }), { minLength: 4, maxLength: 4 });
  const segments = ['a', 'b', 'c', 'd'];
  fc.assert(
    fc.property(side, side, (reference, current) => {
      const cause = explainDrift([{ column: 'conference', segments, reference, current }], drifted);
      expect(cause.words).not.toMatch(/NaN|Infinity|undefined|-/);
      if (!isSlice(cause)) return;
      expect(cause.explained).toBeGreaterThanOrEqual(0.5);
      expect(cause.explained).toBeLessThanOrEqual(1);
    }),
    { numRuns: 500 },
  );
});
