import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolder, type Folder } from '../testing/data-files.ts';
import { expandGlob, hasGlob } from './glob.ts';

let folder: Folder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

async function expand(pattern: string, ...files: readonly string[]): Promise<string[]> {
  for (const file of files) folder.write(file, '');
  return expandGlob(pattern, folder.path);
}

describe('a glob', () => {
  it.each([
    ['*.csv', ['a.csv', 'b.csv']],
    ['?.csv', ['a.csv', 'b.csv']],
    ['[ab].csv', ['a.csv', 'b.csv']],
    ['[!a].csv', ['b.csv']],
    ['[a-b].tsv', []],
    ['{a,c}.{csv,json}', ['a.csv', 'c.json']],
    ['*', ['a.csv', 'b.csv', 'c.json']],
    ['.*', ['.hidden.csv']],
    ['*/*.csv', ['2024/d.csv']],
    ['**/*.csv', ['2024/d.csv', '2024/deep/e.csv', 'a.csv', 'b.csv']],
    ['2024/**', ['2024/d.csv', '2024/deep/e.csv']],
    ['./[a].csv', ['a.csv']],
    ['nowhere/*.csv', []],
  ])('%s', async (pattern, expected) => {
    expect(
      await expand(pattern, 'a.csv', 'b.csv', 'c.json', '.hidden.csv', '2024/d.csv', '2024/deep/e.csv', '.git/f.csv'),
    ).toEqual(expected);
  });

  it('may be absolute', async () => {
    folder.write('a.csv', '');
    expect(await expandGlob(`${folder.path}/*.csv`, '/')).toEqual([`${folder.path}/a.csv`]);
  });

  it('takes every other character literally', async () => {
    const names = ['a+b.csv', 'a.b.csv', 'a$.csv', 'a(1).csv', 'a^.csv', 'aaab.csv'];
    for (const name of names) expect(await expand(`${name.slice(0, -3)}*`, ...names)).toEqual([name]);
  });

  it('that is no pattern at all is said to be none', () => {
    expect(['a*', 'a?', '[a]', '{a}'].map(hasGlob)).toEqual([true, true, true, true]);
    expect(hasGlob('games-2024.csv')).toBe(false);
  });

  it('matches what a naive matcher matches', async () => {
    const letters = fc.constantFrom('a', 'b', '.', '-', '+', '🏀');
    const name = fc.array(letters, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
    const pattern = fc.array(fc.oneof(letters, fc.constantFrom('*', '?', '[ab]', '[!a]', '[a-b]')), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          name.filter((one) => one !== '.' && one !== '..'),
          { maxLength: 6 },
        ),
        pattern,
        async (names, parts) => {
          const here = createFolder();
          try {
            for (const one of names) here.write(one, '');
            const text = parts.join('');
            const expected = names
              .filter((one) => matchesNaively([...one], parts) && (!one.startsWith('.') || text.startsWith('.')))
              .sort();
            if (text !== '.' && text !== '..') expect(await expandGlob(text, here.path)).toEqual(expected);
          } finally {
            here.remove();
          }
        },
      ),
      { seed: 11, numRuns: 300 },
    );
  });
});

function matchesNaively(letters: readonly string[], parts: readonly string[]): boolean {
  const [part, ...rest] = parts;
  if (part === undefined) return letters.length === 0;
  const [letter, ...others] = letters;
  if (part === '*') return matchesNaively(letters, rest) || (letter !== undefined && matchesNaively(others, parts));
  if (letter === undefined) return false;
  const set = part.startsWith('[')
    ? part === '[!a]'
      ? letter !== 'a'
      : letter === 'a' || letter === 'b'
    : part === '?' || part === letter;
  return set && matchesNaively(others, rest);
}
