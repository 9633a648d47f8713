import { describe, expect, it } from 'vitest';
import { PitwallError } from '../core/errors.ts';
import { readDocument } from './document.ts';
import { describeMistake } from './scratch.suite.ts';

function mistake(text: string): string {
  try {
    readDocument('p.yaml', text);
  } catch (error) {
    if (error instanceof PitwallError) return describeMistake(error);
    throw error;
  }
  throw new Error('it was taken');
}

describe('readDocument', () => {
  it.each([
    [
      'a tab',
      'a: 1\nb:\n\tc: 1\n',
      'p.yaml:3:1 config.syntax: expected spaces, found a tab. Indent with spaces instead of tabs',
    ],
    [
      'a key twice',
      'a: 1\nb:\n  c: 1\n  c: 2\n',
      'p.yaml:4:3 config.syntax: expected each key once, found one twice. Keep one of them',
    ],
    [
      'several documents',
      'a: 1\n---\nb: 2\n',
      'p.yaml:2:1 config.syntax: expected one document, found several. Write one configuration a file, without a line of --- in it',
    ],
  ])('tells of %s where it stands', (_, text, said) => expect(mistake(text)).toBe(said));

  it.each([
    ['an open quote', 'a: "x\nb: 1\n', /^p\.yaml:\d:\d config\.syntax: expected YAML, .*Close the quote/],
    ['an open list', 'a: [1, 2\nb: 3\n', /^p\.yaml:2:1 config\.syntax: /],
    ['two colons', 'a: b: c\n', /^p\.yaml:1:4 config\.syntax: .*Mend the line/],
    ['an alias of nothing', 'a: *gone\n', /^p\.yaml config\.syntax: Unresolved alias.*gone/],
  ])('tells of %s', (_, text, said) => expect(mistake(text)).toMatch(said));

  it('reads nothing from a file that is empty or says nothing', () => {
    expect(readDocument('p.yaml', '').value).toBeNull();
    expect(readDocument('p.yaml', '# later\n').value).toBeNull();
    expect(readDocument('p.yaml', '\ufeffa: 1\n').value).toEqual({ a: 1 });
  });

  it('resolves anchors and merge keys', () => {
    const text = 'base: &base { x: 1, y: 2 }\none: *base\ntwo:\n  <<: *base\n  y: 3\n';
    expect(readDocument('p.yaml', text).value).toEqual({
      base: { x: 1, y: 2 },
      one: { x: 1, y: 2 },
      two: { x: 1, y: 3 },
    });
  });

  it('takes thousands of aliases and refuses aliases that multiply', () => {
    const columns = Array.from({ length: 5_000 }, (_, index) => `  c${index}: *share`).join('\n');
    const value = readDocument('p.yaml', `share: &share { type: number }\ncolumns:\n${columns}\n`).value;
    expect(Object.keys((value as { columns: object }).columns)).toHaveLength(5_000);

    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level += 1) {
      lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => `*a${level - 1}`).join(', ')}]`);
    }
    const started = performance.now();
    expect(mistake(lines.join('\n'))).toContain('expected at most 10000 aliases');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  describe('places', () => {
    const { place } = readDocument('p.yaml', 'a: &a\n  b: [1, 22]\n  2025: x\nc: *a\nd:\n  <<: *a\n  e: 1\n');
    const at = (...path: (string | number)[]): string => describePlace(place(path));
    const describePlace = ({ file, line, column }: ReturnType<typeof place>): string => `${file}:${line}:${column}`;

    it('are those of values, of keys where a key is asked for', () => {
      expect(at('a', 'b')).toBe('p.yaml:2:6');
      expect(at('a', 'b', 1)).toBe('p.yaml:2:10');
      expect(describePlace(place(['a'], 'b'))).toBe('p.yaml:2:3');
      expect(describePlace(place(['a'], '2025'))).toBe('p.yaml:3:3');
    });

    it('are found through aliases and merge keys, where the thing is written', () => {
      expect(at('c')).toBe('p.yaml:4:4');
      expect(at('c', 'b', 1)).toBe('p.yaml:2:10');
      expect(at('d', 'b')).toBe('p.yaml:2:6');
      expect(describePlace(place(['d'], 'b'))).toBe('p.yaml:2:3');
      expect(at('d', 'e')).toBe('p.yaml:7:6');
    });

    it('are those of the nearest thing around what does not exist', () => {
      expect(at('a', 'b', 9)).toBe('p.yaml:2:6');
      expect(at('nothing', 'at', 'all')).toBe('p.yaml:1:1');
      expect(describePlace(place(['a'], 'nothing'))).toBe(at('a'));
      expect(readDocument('e.yaml', '').place(['a'])).toEqual({ file: 'e.yaml' });
    });
  });
});
