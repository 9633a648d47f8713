import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lengthOf, shapeOf, wordOf } from '../../../stats/src/profile/text.ts';
import { type DuckDBEngine, openDuckDB } from './duckdb/engine.ts';
import { duckdbFacets } from './duckdb/facets.ts';

const size = duckdbFacets.length('t');
const shape = duckdbFacets.shape('t');
const word = duckdbFacets.word('t');

let engine: DuckDBEngine;
beforeAll(async () => {
  engine = await openDuckDB();
});
afterAll(() => engine.close());

async function facetsInSql(text: string | null): Promise<readonly unknown[]> {
  const reader = await engine.connection.runAndReadAll(
    `SELECT ${size}, ${shape}, ${word} FROM (SELECT CAST($1 AS VARCHAR) AS t)`,
    [text],
  );
  const [length, ...others] = reader.getRows()[0] ?? [];
  return [length === null ? null : Number(length), ...others];
}

const facetsHere = (text: string): readonly unknown[] => [lengthOf(text), shapeOf(text), wordOf(text)];

describe('the facets of a text in SQL are those of the same text here', () => {
  it.each([
    '',
    'One Two',
    'One Two!',
    'Hello, World 42',
    'a+b=$5|`^~<>',
    '\u00a0\u2003\u3000\t\r\n\v\f\u0085\ufeff',
    'snake_case kebab-case',
    '🤦🏼‍♂️ e\u0301 🏀',
    'ΟΔΟΣ',
    'İzmir ÄRGER ẞ',
    'שלום עולם مرحبا، كيف حالك؟',
    'हिन्दी ไทย 日本語のテキスト 한국어',
    '٣½Ⅷ',
    '\u202eabc\u202c',
    '\ufffd',
    "it's “quoted” – isn’t it…",
    '\0',
    'B\0A\0',
  ])('for %j', async (text) => {
    expect(await facetsInSql(text)).toEqual(facetsHere(text));
  });

  it('and null for null', async () => {
    expect(await facetsInSql(null)).toEqual([null, null, null]);
  });

  it('for every character of 2016 and before', async () => {
    // Unicode 9: what was assigned later depends on the version that each side was built with
    const known = new RegExp(
      '^[\\u{0}-\\u{52f}\\u{5d0}-\\u{5ea}\\u{904}-\\u{939}\\u{1e00}-\\u{206f}\\u{20a0}-\\u{20be}' +
        '\\u{2100}-\\u{218b}\\u{3000}-\\u{303f}\\u{3041}-\\u{3096}\\u{4e00}-\\u{9fd5}\\u{ac00}-\\u{d7a3}\\u{ff01}-\\u{ffbe}' +
        '\\u{10400}-\\u{1044f}\\u{1f300}-\\u{1f6d0}]$',
      'u',
    );
    const characters = Array.from({ length: 0x20000 }, (_, point) => point)
      .filter((point) => point < 0xd800 || point > 0xdfff)
      .map((point) => String.fromCodePoint(point))
      .filter((character) => known.test(character));
    const list = `[${characters.map((character) => character.codePointAt(0)).join(', ')}]`;
    const rows = await engine.query(
      `SELECT ${shape} AS shape, ${word} AS word FROM (SELECT chr(unnest(${list}::INTEGER[])) AS t)`,
    );
    expect(characters.length).toBeGreaterThan(30_000);
    const different = characters.filter((character, index) => {
      const row = rows[index];
      return row?.shape !== shapeOf(character) || row.word !== wordOf(character);
    });
    expect(different).toEqual([]);
  });

  it('for texts of any such characters', async () => {
    const piece = fc.constantFrom(
      'a',
      'B',
      'Σ',
      'İ',
      'é',
      'e\u0301',
      '7',
      '½',
      ' ',
      '\t',
      '\v',
      '\u00a0',
      '-',
      '$',
      '🏀',
      '\0',
      'क',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 25 }), async (pieces) => {
        expect(await facetsInSql(pieces.join(''))).toEqual(facetsHere(pieces.join('')));
      }),
      { numRuns: 200 },
    );
  });
});
