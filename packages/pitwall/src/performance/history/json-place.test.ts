import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault, readJson } from './json-place.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('the place of a fault', () => {
  it.each([
    ['{"a": NaN}', 1, 7, 'NaN'],
    ['{\n  "a": 1,\n  "b": }', 3, 8, '}'],
    ['{"a": 1', 1, 8, undefined],
    ['[1, 2,]', 1, 7, ']'],
    ["{'a': 1}", 1, 2, "'a':"],
    ['{"a": 01}', 1, 7, '01'],
    ['{} {}', 1, 4, '{'],
    ['', 1, 1, undefined],
  ])('%j is at %d:%d', (text, line, column, found) => {
    expect(findJsonFault(text)).toEqual({ line, column, found });
  });

  it('is found exactly where the engine refuses the text', () => {
    const mangled = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', 'N', '0', '-', '\\', '\n', '.'))
      .map(([text, at, character]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + character + text.slice(place + (at % 2));
      });
    fc.assert(
      fc.property(fc.oneof(mangled, fc.json(), fc.string()), (text) => {
        expect(findJsonFault(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('says what to do about a number that JSON does not have', () => {
    expect(readJson('{"accuracy": NaN}', 'm.json', 4).fault).toMatchObject({
      problem: 'expected JSON, found "NaN"',
      fix: 'JSON has no such number: write null where there is no figure',
      place: { file: 'm.json', line: 4, column: 14 },
    });
  });
});
