import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelLine, labelSchema, predictionLine, predictionSchema } from './event.ts';
import { eventLimits } from './event-values.ts';
import { quickLabel, quickPrediction } from './quick-event.ts';

const goodPrediction = { model: 'm', id: 'a', prediction: 0.5 };
const goodLabel = { model: 'm', id: 'a', label: 1 };
const allKeys = {
  ...goodPrediction,
  at: '2026-03-01T10:00:00.123456+02:00',
  features: { b: 1, a: 'x', c: null, d: true, e: [1, 2.5], é: 'ü' },
  version: '1',
  segment: 'half',
  odds: 1.91,
  closing: 1.95,
  stake: 0,
  weight: 2,
  user: 'u',
  item: 'i',
};

const predictionBySchema = (value: unknown): string | undefined => {
  const { data } = predictionSchema.safeParse(value);
  return data && predictionLine(data);
};
const labelBySchema = (value: unknown): string | undefined => {
  const { data } = labelSchema.safeParse(value);
  return data && labelLine(data);
};
const quickPredictionLine = (value: unknown): string | undefined => {
  const event = quickPrediction(value);
  return event && predictionLine(event);
};
const quickLabelLine = (value: unknown): string | undefined => {
  const event = quickLabel(value);
  return event && labelLine(event);
};

/** Everything that is at the edge of something, and what JSON can bring beside it. */
const anything = fc.oneof(
  fc.constantFrom(
    ...['', 'a', 'nan', 'INF', '-Infinity', '\0', 'a\nb', '\ud800', '__proto__', 'é', '\u0085', '2026-03-01T10:00:00Z'],
    ...['2026-02-29T10:00:00Z', '2024-02-29T10:00:00+14:00', '2026-03-01T24:00:00Z', '2026-03-01T10:00:00'],
    ...['1969-12-31T23:59:59Z', '1970-01-01T00:30:00+01:00', '0000-01-01T00:00:00Z', '9999-12-31T23:59:60Z'],
    ...['2026-03-01t10:00:00z', '2026-03-01T10:00:00.9999999999Z', '2026-03-01T10:00:00+24:00'],
    ...[
      0,
      -0,
      1,
      -1,
      0.5,
      1e11,
      1e11 - 1,
      1772352000000.7,
      8.64e15,
      8.64e15 - 1,
      2 ** 53,
      2 ** 53 - 1,
      -(2 ** 53),
      1e308,
    ],
    ...[Number.NaN, Number.POSITIVE_INFINITY, true, false, null, undefined],
    ...[eventLimits.modelCharacters, eventLimits.idCharacters, eventLimits.textCharacters].flatMap((most) => [
      'x'.repeat(most),
      'x'.repeat(most + 1),
    ]),
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
  fc.dictionary(
    fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom('k'.repeat(200), 'k'.repeat(201))),
    fc.jsonValue({ maxDepth: 1 }),
    {
      maxKeys: 4,
    },
  ),
);

/** A good event of which some keys are something else. */
const eventLike = (good: object, keys: readonly string[]) =>
  fc
    .dictionary(
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...keys) }, { weight: 1, arbitrary: fc.string() }),
      anything,
      {
        maxKeys: 3,
        noNullPrototype: true,
      },
    )
    .map((changes): unknown => ({ ...good, ...changes }));

describe('the quick way', () => {
  it('never takes a prediction that the schema refuses, and makes the same line of those that it takes', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(eventLike(allKeys, Object.keys(allKeys)), anything), (value) => {
        const quick = quickPredictionLine(value);
        if (quick === undefined) return;
        taken += 1;
        expect(quick).toBe(predictionBySchema(value));
      }),
      { numRuns: 4_000, seed: 5 },
    );
    // else nothing was compared
    expect(taken).toBeGreaterThan(300);
  });

  it('never takes a label that the schema refuses, and makes the same line of those that it takes', () => {
    let taken = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          eventLike({ ...goodLabel, at: 1772352000000 }, ['model', 'id', 'at', 'label', 'supersedes']),
          anything,
        ),
        (value) => {
          const quick = quickLabelLine(value);
          if (quick === undefined) return;
          taken += 1;
          expect(quick).toBe(labelBySchema(value));
        },
      ),
      { numRuns: 4_000, seed: 6 },
    );
    expect(taken).toBeGreaterThan(300);
  });

  it.each<[string, object]>([
    ['the fewest keys', goodPrediction],
    ['all keys', allKeys],
    ['an id that is a number', { ...goodPrediction, id: 7 }],
    ['a time in milliseconds', { ...goodPrediction, at: 1772352000000.5 }],
    ['a probability for each class', { ...goodPrediction, prediction: { home: 0.2, away: 0.8 } }],
    ['text of other scripts', { ...goodPrediction, id: 'прогноз', segment: '北' }],
  ])('takes predictions with %s', (_, value) => {
    expect(quickPredictionLine(value)).toBe(predictionBySchema(value));
    expect(quickPredictionLine(value)).toBeDefined();
  });

  it.each<[string, object]>([
    ['the fewest keys', goodLabel],
    ['all keys', { ...goodLabel, at: '2026-03-01T10:00:00Z', supersedes: true }],
    ['a class', { ...goodLabel, label: 'home' }],
  ])('takes labels with %s', (_, value) => {
    expect(quickLabelLine(value)).toBe(labelBySchema(value));
    expect(quickLabelLine(value)).toBeDefined();
  });

  it('counts features and classes as the schema does', () => {
    const record = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${index}`, 1]));
    for (const count of [eventLimits.features, eventLimits.features + 1]) {
      const value = { ...goodPrediction, features: record(count), prediction: record(count) };
      expect(quickPredictionLine(value)).toBe(predictionBySchema(value));
    }
  });

  it('leaves what is no plain object to the schema', () => {
    class Game {
      readonly model = 'm';
      readonly id = 'a';
      readonly prediction = 1;
    }
    for (const value of [new Game(), Object.create(goodPrediction), [], null, 'text'])
      expect(quickPrediction(value)).toBeUndefined();
    expect(quickPrediction({ ...goodPrediction, features: new Date(0) })).toBeUndefined();
  });
});
