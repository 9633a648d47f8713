import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineCategories, profileCategories } from './categorical.ts';
import { type Profile, rowsOfProfile } from './composite.ts';
import { mergeProfiles } from './merge.ts';
import { baselineNumbers, profileNumbers } from './numeric.ts';
import { readProfile } from './read.ts';
import { baselineTexts, profileTexts } from './text.ts';
import { baselineTimes, profileTimes } from './time.ts';
import { baselineVectors, profileVectors } from './vector.ts';

const odd = fc.constantFrom(null, undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0);
const numbers = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double(), odd), { maxLength: 40 });
const texts = fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 5 }), fc.constantFrom(null, '\ud800', 'a')), {
  maxLength: 40,
});
const vectors = fc.array(fc.array(fc.double(), { maxLength: 3 }), { maxLength: 20 });

const profiles: fc.Arbitrary<Profile> = fc.oneof(
  numbers.map((a) => baselineNumbers(a)),
  fc.tuple(numbers, numbers).map(([a, b]) => profileNumbers(a, baselineNumbers(b).edges)),
  fc.tuple(texts, fc.integer({ min: 1, max: 4 })).map(([a, n]) => baselineCategories(a, { cap: n, minimum: 5 - n })),
  fc.tuple(texts, texts).map(([a, b]) => profileCategories(a, baselineCategories(b, { cap: 3 }))),
  numbers.map((a) => baselineTimes(a)),
  fc.tuple(numbers, numbers).map(([a, b]) => profileTimes(a, baselineTimes(b))),
  texts.map((a) => baselineTexts(a)),
  fc.tuple(texts, texts).map(([a, b]) => profileTexts(a, baselineTexts(b))),
  vectors.map((a) => baselineVectors(a)),
  fc.tuple(vectors, vectors).map(([a, b]) => profileVectors(a, baselineVectors(b))),
);

const parsed = (profile: unknown): unknown => JSON.parse(JSON.stringify(profile));

/** A copy of a profile's JSON with one place in it changed; undefined takes the field away. */
function changed(profile: Profile, path: readonly (string | number)[], to: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return to;
  const change = (value: unknown): unknown => {
    const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
    Reflect.set(copy, first, changed(Reflect.get(copy, first) as Profile, rest, to));
    return copy;
  };
  return parsed(change(profile));
}

describe('a profile', () => {
  it('survives being written down and read', () => {
    fc.assert(
      fc.property(profiles, (profile) => {
        const written = JSON.stringify(profile);
        const read = readProfile(JSON.parse(written));
        expect(typeof read === 'string' ? read : JSON.stringify(read)).toBe(written);
      }),
      { numRuns: 500 },
    );
  });

  it('survives it merged, too', () => {
    fc.assert(
      fc.property(numbers, numbers, texts, texts, (a, b, c, d) => {
        const answers = [
          mergeProfiles(profileTimes(a, baselineTimes(b)), baselineTimes(b)),
          mergeProfiles(baselineCategories(c, { cap: 2 }), baselineCategories(d, { cap: 2 })),
        ];
        for (const answer of answers) {
          if (!answer.merged) throw new Error(answer.explanation);
          expect(readProfile(parsed(answer.profile))).toMatchObject({ kind: answer.profile.kind });
        }
      }),
    );
  });

  it('may have its facets stored in another order', () => {
    const times = baselineTimes([1]);
    const turned = { ...times, facets: Object.fromEntries(Object.entries(times.facets).reverse()) };
    expect(readProfile(parsed(turned))).toEqual(times);
  });
});

describe('what is not a profile is a sentence', () => {
  const numeric = profileNumbers([1, 2, 3, null], [1.5, 2.5]);
  const categorical = baselineCategories(['a', 'a', 'b', 'c'], { cap: 2 });
  const time = baselineTimes([1, 2]);
  const vector = baselineVectors([[1, 2]]);
  const largest = Number.MAX_SAFE_INTEGER;

  it.each<[Profile, (string | number)[], unknown, string]>([
    [numeric, ['kind'], 'number', 'kind: expected one of numeric, categorical, time, text, vector, got "number"'],
    [numeric, ['kind'], 'constructor', 'kind: expected one of'],
    [numeric, ['kind'], undefined, 'kind: expected one of numeric, categorical, time, text, vector, got nothing'],
    [numeric, ['version'], 2, 'version: expected 1, got 2; make the profile again with this version'],
    [numeric, ['version'], '1', 'version: expected 1, got "1"'],
    [numeric, ['more'], 1, ': expected no other fields than kind, version, edges, '],
    [numeric, ['edges'], {}, 'edges: expected a list, got an object'],
    [numeric, ['edges', 1], 1.5, 'edges[1]: expected a value above the one before it (1.5), got 1.5'],
    [numeric, ['edges', 0], null, 'edges[0]: expected a finite number, got null'],
    [numeric, ['edges', 0], '1', 'edges[0]: expected a finite number, got "1"'],
    [numeric, ['counts'], [1, 1, 1, 0], 'counts: expected 3 counts for 2 edges, got a list of 4'],
    [numeric, ['counts', 2], -1, `counts[2]: expected a whole number from 0 to ${largest}, got -1`],
    [numeric, ['counts', 2], 0.5, 'counts[2]: expected a whole number'],
    [numeric, ['counts', 2], largest + 1, 'counts[2]: expected a whole number'],
    [numeric, ['counts', 2], 2, 'moments.n: expected 4, the sum of counts, got 3'],
    [numeric, ['missing'], largest, ' (all counts together): expected a whole number'],
    [numeric, ['nan'], undefined, `nan: expected a whole number from 0 to ${largest}, got nothing`],
    [numeric, ['min'], null, 'min: expected a finite number, as there are finite values, got null'],
    [numeric, ['max'], 0, 'max: expected 1 (min) or more, got 0'],
    [profileNumbers([], []), ['max'], 0, 'max: expected null, as there is no finite value, got 0'],
    [numeric, ['moments'], [], 'moments: expected an object with n, mean, m2, m3, m4, got a list of 0'],
    [
      numeric,
      ['moments', 'm2'],
      'x'.repeat(99),
      `moments.m2: expected a finite number or null, got "${'x'.repeat(40)}…"`,
    ],
    [categorical, ['cap'], 0, 'cap: expected a whole number from 1 on, got 0'],
    [categorical, ['cap'], 1, 'categories: expected at most 1 (the cap), got a list of 2'],
    [categorical, ['categories', 1], 'a', 'categories[1]: expected a value above the one before it ("a"), got "a"'],
    [categorical, ['categories', 0], 1, 'categories[0]: expected a text, got 1'],
    [categorical, ['counts'], [2], 'counts: expected 2 counts, one for each category, got a list of 1'],
    [categorical, ['misfiled'], 2, 'misfiled: expected at most 1 (other), got 2'],
    [categorical, ['other'], largest, ' (all counts together): expected a whole number'],
    [time, ['facets', 'hour', 'counts', 3], -1, 'facets.hour.counts[3]: expected a whole number'],
    [time, ['facets', 'hour', 'counts', 3], 1, 'facets.hour: expected 2 rows, as in the first facet, got 3'],
    [
      time,
      ['facets', 'minute'],
      numeric,
      'facets: expected no other fields than time, weekday, hour, got "minute" too',
    ],
    [time, ['facets', 'weekday'], undefined, 'facets.weekday: expected an object with kind, version, cap, '],
    [time, ['facets', 'weekday'], numeric, 'facets.weekday: expected no other fields than kind, version, cap, '],
    [time, ['facets', 'weekday', 'categories', 6], 'x', 'facets.weekday.categories: expected friday, monday, '],
    [time, ['dimensions'], 2, ': expected no other fields than kind, version, facets, got "dimensions" too'],
    [time, ['facets'], null, 'facets: expected an object with time, weekday, hour, got null'],
    [vector, ['dimensions'], undefined, `dimensions: expected a whole number from 0 to ${largest}, got nothing`],
    [
      vector,
      ['facets', 'projection-16'],
      undefined,
      'facets.projection-16: expected an object with kind, version, edges',
    ],
  ])('%# with its place', (profile, path, to, sentence) => {
    const answer = readProfile(changed(profile, path, to), 'columns.x');
    expect(answer).toEqual(expect.any(String));
    expect(
      String(answer)
        .replace(/^columns\.x\.?/, '')
        .slice(0, sentence.length),
    ).toBe(sentence);
  });

  it.each([[null], [undefined], ['text'], [5], [[]], [true]])('where it is %j', (value) => {
    expect(readProfile(value)).toMatch(/^profile: expected a profile, an object with its kind, got /);
  });

  it('whatever the JSON, and never a thrown error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(typeof readProfile(value)).toBe('string');
      }),
    );
  });

  it('or a profile that can be used, where a single value in it is replaced by any other', () => {
    const leaves = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
      typeof value === 'object' && value !== null
        ? [path, ...Object.entries(value).flatMap(([key, part]) => leaves(part, [...path, key]))]
        : [path];
    fc.assert(
      fc.property(profiles, fc.nat(), fc.jsonValue({ maxDepth: 2 }), (profile, pick, to) => {
        const paths = leaves(profile).filter((path) => path.length > 0);
        const read = readProfile(changed(profile, paths[pick % paths.length] ?? [], to));
        if (typeof read === 'string') expect(read).toMatch(/^profile.*: expected .+, got .+/s);
        else expect(Number.isSafeInteger(rowsOfProfile(read))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
