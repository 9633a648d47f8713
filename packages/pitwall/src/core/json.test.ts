import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault, parseJson } from './json.ts';

const deep = (open: string, close: string, depth: number): string => `${open.repeat(depth)}1${close.repeat(depth)}`;

describe('T35: JSON that two could read in two ways', () => {
  it.each([
    ['a key twice', '{"id":"a","id":"b"}', 'found "id" twice'],
    ['a key twice, once escaped', '{"id":1,"\\u0069d":2}', 'found "id" twice'],
    ['a key twice, with blanks', '{"id" : 1 , "id" :2}', 'found "id" twice'],
    ['a key twice, deep inside', '[{"a":{"b":[{"c":1,"c":1}]}}]', 'found "c" twice'],
    ['a key twice, behind a text that looks like one', '{"a":"\\":{\\"a\\":1","a":2}', 'found "a" twice'],
    ['the prototype', '{"__proto__":{"admin":true}}', 'another name than __proto__'],
    ['the prototype, escaped', '{"\\u005f_proto__":1}', 'another name than __proto__'],
    ['the prototype in a list', '[[{"__proto__":1}]]', 'another name than __proto__'],
    ['lists beyond measure', deep('[', ']', 33), 'at most 32 deep'],
    ['objects beyond measure', deep('{"a":', '}', 33), 'at most 32 deep'],
    ['lists far beyond measure', deep('[', ']', 5_000), 'at most 32 deep'],
  ])('is refused: %s', (_, text, problem) => {
    expect(jsonFault(text, JSON.parse(text))).toContain(problem);
    expect(parseJson(text)).toBeUndefined();
  });

  it.each([
    ['32 lists', deep('[', ']', 32)],
    ['32 objects', deep('{"a":', '}', 32)],
    ['the same key in two objects', '[{"a":1},{"a":{"a":1}}]'],
    ['a text that looks like keys', '{"a":"\\":1,\\"a\\":2"}'],
    ['a constructor, which is a name like any other', '{"constructor":{"prototype":1}}'],
    ['blanks before the colon', '{"a" : 1}'],
    ['null', 'null'],
  ])('is not taken for what is like it: %s', (_, text) => {
    expect(jsonFault(text, JSON.parse(text))).toBeUndefined();
  });

  it('is none of what a program writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        fc.pre(!JSON.stringify(value).includes('__proto__'));
        for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)])
          expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
