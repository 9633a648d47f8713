import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeySorter } from './sort-keys.ts';

describe('createKeySorter', () => {
  it('makes one text of objects that differ in the order of their keys, whatever came before', () => {
    const sort = createKeySorter();
    const key = fc.string({ unit: 'binary', maxLength: 3 }).filter((name) => name !== '__proto__');
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.tuple(key, fc.integer()), { selector: ([name]) => name, maxLength: 8 }), {
          maxLength: 8,
        }),
        (objects) => {
          for (const entries of objects) {
            const one = JSON.stringify(sort(Object.fromEntries(entries)));
            expect(JSON.stringify(sort(Object.fromEntries(entries.toReversed())))).toBe(one);
            expect(JSON.parse(one)).toEqual(Object.fromEntries(entries));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('knows fewer keys, more keys and other keys from the ones before', () => {
    const sort = createKeySorter();
    const keysOf = (record: Record<string, number>): string[] => Object.keys(sort(record));
    expect(keysOf({ b: 1, a: 2 })).toEqual(['a', 'b']);
    expect(keysOf({ b: 1 })).toEqual(['b']);
    expect(keysOf({ b: 1, a: 2, c: 3 })).toEqual(['a', 'b', 'c']);
    expect(keysOf({ z: 1, y: 2, x: 3 })).toEqual(['x', 'y', 'z']);
    expect(keysOf({})).toEqual([]);
  });

  it('leaves an object as it is whose keys are in order', () => {
    const record = { a: 1, b: 2 };
    expect(createKeySorter()(record)).toBe(record);
  });
});
