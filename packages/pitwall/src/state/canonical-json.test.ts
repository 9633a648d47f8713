import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, hashOf, type Json } from './canonical-json.ts';

describe('canonical JSON', () => {
  it('sorts keys by their code units, at every depth', () => {
    expect(canonicalJson({ b: [{ z: 1, a: 2 }], a: null, '€': 1, é: 2, A: 3, '😀': 4, '\uFB33': 5 })).toBe(
      '{"A":3,"a":null,"b":[{"a":2,"z":1}],"é":2,"€":1,"😀":4,"\uFB33":5}',
    );
  });

  it('writes numbers as ECMAScript does', () => {
    expect(canonicalJson([1e30, 1e21, 4.5, 2e-3, 1e-27, -0, 333333333.3333333])).toBe(
      '[1e+30,1e+21,4.5,0.002,1e-27,0,333333333.3333333]',
    );
  });

  it('leaves out what is undefined and escapes what cannot be stored', () => {
    expect(canonicalJson({ a: undefined, b: '\0\uD800"\n' })).toBe('{"b":"\\u0000\\ud800\\"\\n"}');
  });

  it('refuses numbers that JSON does not have', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => canonicalJson([value])).toThrow(RangeError);
  });

  it('says the same as JSON, and the same for every order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const object = { ...value } as Json;
        const turned = Object.fromEntries(Object.entries(value).reverse()) as Json;
        expect(canonicalJson(turned)).toBe(canonicalJson(object));
        expect(hashOf(turned)).toBe(hashOf(object));
        expect(JSON.parse(canonicalJson(object))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('has the hash of its text', () => {
    // printf '{"a":1}' | sha256sum
    expect(hashOf({ a: 1 })).toBe('015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862');
  });
});
