import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AdwinState, adwin } from './adwin.ts';
import { type CusumState, cusum } from './cusum.ts';
import type { Detection, Detector } from './detector.ts';
import { type PageHinkleyState, pageHinkley } from './page-hinkley.ts';

type Make = (saved?: string) => Detector<object>;

const saved = <State>(text: string | undefined): { readonly state?: State } =>
  text === undefined ? {} : { state: JSON.parse(text) as State };

const detectors: readonly (readonly [string, Make])[] = [
  ['CUSUM', (text) => cusum({ target: 0, deviation: 2, threshold: 4, ...saved<CusumState>(text) })],
  ['Page–Hinkley', (text) => pageHinkley({ threshold: 5, delta: 0.1, minimum: 5, ...saved<PageHinkleyState>(text) })],
  ['ADWIN', (text) => adwin({ delta: 0.2, ...saved<AdwinState>(text) })],
];

const number = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const missing = fc.constantFrom(null, undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
const level = fc.integer({ min: -8, max: 8 });

/** Parts of which each has its own mean, so that there is something to find. */
const stream = fc
  .array(fc.tuple(level, fc.array(fc.oneof({ arbitrary: number, weight: 9 }, missing), { maxLength: 40 })), {
    maxLength: 5,
  })
  .map((parts) => parts.flatMap(([mean, values]) => values.map((one) => (typeof one === 'number' ? one + mean : one))));

const found = (detector: Detector<object>, values: readonly (number | null | undefined)[]): Detection[] =>
  values.map((value) => detector.add(value));

describe.each(detectors)('%s', (_, make) => {
  it('finds the same in the same values', () => {
    fc.assert(fc.property(stream, (values) => void expect(found(make(), values)).toEqual(found(make(), values))));
  });

  it('goes on from its saved state as if it had never stopped', () => {
    fc.assert(
      fc.property(stream, fc.nat(), (values, at) => {
        const [first, rest] = [values.slice(0, at % 100), values.slice(at % 100)];
        const going = make();
        found(going, first);
        const resumed = make(JSON.stringify(going.state()));
        expect(resumed.state()).toEqual(going.state());
        expect(found(resumed, rest)).toEqual(found(going, rest));
        expect(JSON.stringify(resumed.state())).toBe(JSON.stringify(going.state()));
      }),
    );
  });

  it('finds in the negated values the same in the other direction', () => {
    const other = { up: 'down', down: 'up' } as const;
    fc.assert(
      fc.property(stream, (values) => {
        const negated = found(
          make(),
          values.map((value) => (typeof value === 'number' ? -value : value)),
        );
        found(make(), values).forEach(({ alarm, direction, statistic, threshold, since, n, skipped }, index) => {
          const there = direction && other[direction];
          expect(negated[index]).toMatchObject({ alarm, direction: there, statistic, threshold, since, n, skipped });
        });
      }),
    );
  });

  it('says only finite numbers that agree with each other', () => {
    fc.assert(
      fc.property(stream, (values) => {
        for (const { alarm, direction, statistic, threshold, since, n } of found(make(), values)) {
          expect([statistic, threshold].every((one) => Number.isFinite(one) && one >= 0)).toBe(true);
          expect(direction !== null).toBe(alarm);
          if (alarm) expect(statistic).toBeGreaterThan(threshold);
          expect(since).toBeLessThanOrEqual(n);
          if (alarm) expect(since).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('skips and counts what is no finite number, and finds the same as without it', () => {
    fc.assert(
      fc.property(stream, (values) => {
        const isNumber = (value: number | null | undefined): boolean => Number.isFinite(value);
        const all = found(make(), values);
        expect(all.at(-1)?.skipped ?? 0).toBe(values.filter((value) => !isNumber(value)).length);
        const of = (list: readonly Detection[]): number[] => list.map(({ statistic }) => statistic);
        expect(of(all.filter((_, index) => isNumber(values[index])))).toEqual(
          of(found(make(), values.filter(isNumber))),
        );
        expect(all.some(({ alarm }, index) => alarm && !isNumber(values[index]))).toBe(false);
      }),
    );
  });

  it('gives a state that later values do not change', () => {
    const detector = make();
    found(detector, [1, 2, 3]);
    const state = detector.state();
    const text = JSON.stringify(state);
    found(detector, [50, 50, 50]);
    expect(JSON.stringify(state)).toBe(text);
  });

  it.each(['{}', '[]', '{"detector":"other"}'])('refuses the state %s in a sentence', (text) => {
    expect(() => make(text)).toThrow(RangeError);
    expect(() => make(text)).toThrow(/state must be what state\(\) of a/);
  });

  it('refuses a damaged state', () => {
    const detector = make();
    found(detector, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const [key, value] of Object.entries(detector.state())) {
      const damaged = { ...detector.state(), [key]: typeof value === 'number' ? 'x' : [[null]] };
      expect(() => make(JSON.stringify(damaged)), key).toThrow(RangeError);
    }
  });
});

describe('a state of one detector', () => {
  it('is refused by the others', () => {
    for (const [name, make] of detectors)
      for (const [other, makeOther] of detectors)
        if (name !== other) expect(() => makeOther(JSON.stringify(make().state()))).toThrow(RangeError);
  });
});
