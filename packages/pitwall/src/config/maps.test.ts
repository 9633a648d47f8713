import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath, isMap, merge, replaceAt, valueAt } from './maps.ts';

/** Documents in which a key is a map in all of them or in none: `m…` and `v…`. */
const layer = fc.letrec<{ layer: Record<string, unknown>; inner: Record<string, unknown> }>((tie) => ({
  layer: fc.dictionary(fc.constantFrom('ma', 'mb', 'va', 'vb'), tie('inner')).map(byKind),
  inner: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant({}),
    fc.dictionary(fc.constantFrom('ma', 'va', 'vb', '__proto__'), tie('inner')).map(byKind),
  ),
})).layer;

function byKind(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, key.startsWith('m') ? value : [JSON.stringify(value).length]]),
  );
}

function leaves(value: unknown, path: string[] = []): string[][] {
  return isMap(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
    : [path];
}

describe('merging', () => {
  it('gives the same in whatever order layers that agree on what is a map are joined', () => {
    fc.assert(
      fc.property(layer, layer, layer, (a, b, c) => {
        expect(merge(merge(a, b), c)).toEqual(merge(a, merge(b, c)));
      }),
    );
  });

  it('changes nothing where there is nothing to lay over, or the same again', () => {
    fc.assert(
      fc.property(layer, (a) => {
        expect(merge(a, {})).toEqual(a);
        expect(merge({}, a)).toEqual(a);
        expect(merge(a, a)).toEqual(a);
      }),
    );
  });

  it('takes each value from the uppermost layer that has it', () => {
    fc.assert(
      fc.property(layer, layer, (below, above) => {
        const merged = merge(below, above);
        for (const path of leaves(merged)) {
          const upper = valueAt(above, path);
          expect(valueAt(merged, path)).toEqual(upper ?? valueAt(below, path));
        }
      }),
    );
  });

  it('replaces lists and single values as a whole, and maps by what is no map', () => {
    expect(merge({ a: [1, 2], b: 1, c: { d: 1 }, e: 'x' }, { a: [3], b: 2, c: 'y', e: { f: 1 } })).toEqual({
      a: [3],
      b: 2,
      c: 'y',
      e: { f: 1 },
    });
  });

  it('takes away what null stands over, and keeps a null that stands over nothing', () => {
    expect(merge({ a: { b: 1, c: 2 }, d: 1 }, { a: { b: null }, d: null })).toEqual({ a: { c: 2 } });
    expect(merge({ a: {} }, { a: { b: null }, c: { d: null } })).toEqual({ a: { b: null }, c: { d: null } });
  });

  it('touches no prototype', () => {
    const hostile: unknown = JSON.parse(
      '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
    );
    const merged = merge({ a: 1 }, hostile);
    expect(Object.keys(merged as object)).toEqual(['a', '__proto__', 'constructor']);
    expect(replaceAt({}, ['__proto__', 'polluted'], 1)).not.toHaveProperty('polluted');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('paths', () => {
  it('lead through maps and lists to what somebody wrote, not to what lists have by themselves', () => {
    expect(valueAt({ a: [{ b: 1 }] }, ['a', '0', 'b'])).toBe(1);
    expect(valueAt({ a: [1] }, ['a', 'length'])).toBeUndefined();
    expect(valueAt({}, ['toString'])).toBeUndefined();
  });

  it('are written as people write them', () => {
    expect(formatPath(['datasets', 'games-2025', 'contract', 'rules', 0, 'expect'])).toBe(
      'datasets.games-2025.contract.rules[0].expect',
    );
  });
});
