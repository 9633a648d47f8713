import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compressions, createFolder, type Folder, readAll } from '../../testing/data-files.ts';
import { type DuckDBEngine, openDuckDB } from '../duckdb/engine.ts';

let engine: DuckDBEngine;
let folder: Folder;
beforeAll(async () => {
  engine = await openDuckDB();
});
afterAll(() => engine.close());
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

async function read(name: string, content: string | Uint8Array) {
  folder.write(name, content);
  return readAll(engine, folder.path, [name]);
}

describe('a JSON file', () => {
  it.each([
    ['an array', 'games.json', '[{"a":1,"b":"x"},{"a":2,"b":null}]'],
    [
      'an array over several lines',
      'games.json',
      '[\n  {\n    "a": 1,\n    "b": "x"\n  },\n  {"a": 2, "b": null}\n]\n',
    ],
    ['an object a line', 'games.json', '{"a":1,"b":"x"}\n{"a":2,"b":null}\n'],
    ['an object a line, named for it', 'games.ndjson', '{"a":1,"b":"x"}\n\n{"a":2,"b":null}'],
    ['an object a line that ends with CRLF', 'games.jsonl', '{"a":1,"b":"x"}\r\n{"a":2,"b":null}\r\n'],
    ['objects over several lines', 'games.json', '{\n  "a": 1,\n  "b": "x"\n}\n{\n  "a": 2,\n  "b": null\n}\n'],
    ['objects in one line', 'games.json', '{"a":1,"b":"x"} {"a":2,"b":null}'],
    ['an array behind a byte order mark', 'games.json', '\ufeff[{"a":1,"b":"x"},{"a":2,"b":null}]'],
    ['lines behind a byte order mark', 'games.ndjson', '\ufeff{"a":1,"b":"x"}\n{"a":2,"b":null}\n'],
  ])('may hold %s', async (_, name, content) => {
    const found = await read(name, content);
    expect(found.storages).toEqual(['json', 'json']);
    expect(found.rows).toEqual([
      { a: '1', b: '"x"' },
      { a: '2', b: null },
    ]);
    expect(found.unreadable.count).toBe(0);
  });

  it.each([
    ...compressions('[{"a":1},{"a":2}]').map((one) => ['json', ...one] as const),
    ...compressions('{"a":1}\n{"a":2}\n').map((one) => ['ndjson', ...one] as const),
  ])('named .%s%s is the same table', async (format, ending, content) => {
    expect((await read(`games.${format}${ending}`, content)).rows).toEqual([{ a: '1' }, { a: '2' }]);
  });

  it('has a column for a key that appears late, in order of appearance', async () => {
    const found = await read('games.ndjson', `${'{"b":1,"a":2}\n'.repeat(5_000)}{"a":3,"z":4}\n`);
    expect(found.columns).toEqual(['b', 'a', 'z']);
    expect(found.rows.at(-1)).toEqual({ b: null, a: '3', z: '4' });
  });

  it('tells keys apart that differ in case only', async () => {
    expect((await read('games.json', '[{"a":1,"A":2},{"A":3}]')).rows).toEqual([
      { a: '1', A: '2' },
      { a: null, A: '3' },
    ]);
  });

  it('may have keys that look like paths, quotes or nothing', async () => {
    const keys = [
      'b/c',
      'd~e',
      'd~1e',
      'f.g',
      '$',
      '$.h',
      'i"j',
      "k'l",
      'm[0]',
      'n\\o',
      'ü🏀',
      ' ',
      'line\nbreak',
      '*',
      '#',
      '%',
    ];
    const object = Object.fromEntries(keys.map((key, index) => [key, index]));
    for (const objects of [[object], [object, { ...object, M: 1, m: 2 }]]) {
      const found = await read('games.json', JSON.stringify(objects));
      expect(Object.values(found.rows[0] ?? {}).slice(0, keys.length)).toEqual(keys.map((_, index) => String(index)));
    }
    expect((await read('nameless.json', '[{"":1}]')).rows).toEqual([{ column_1: '1' }]);
  });

  it('keeps nested values and large numbers as they are written', async () => {
    expect(
      (await read('games.json', '[{"a":{"x":[1,{"y":null}]},"b":123456789012345678901234567890,"c":1e400}]')).rows,
    ).toEqual([{ a: '{"x":[1,{"y":null}]}', b: '123456789012345678901234567890', c: '1e400' }]);
  });

  it('may have numbers that Python writes', async () => {
    expect((await read('games.ndjson', '{"a":NaN}\n{"a":-Infinity}\n')).rows).toEqual([
      { a: 'NaN' },
      { a: '-Infinity' },
    ]);
  });

  it('may be an empty array', async () => {
    const { rows, columns } = await read('games.json', ' [ ] ');
    expect({ rows, columns }).toEqual({ rows: [], columns: [] });
  });

  it('may be one of several with other keys', async () => {
    folder.write('1.json', '[{"a":1}]');
    folder.write('2.ndjson', '{"b":2,"a":3}\n');
    expect((await readAll(engine, folder.path, ['*'])).rows).toEqual([
      { a: '1', b: undefined },
      { a: '3', b: '2' },
    ]);
  });
});

describe('lines that are not objects', () => {
  const lines = ['{"a":1}', '{"a":', '', '[1]', 'null', '{"a":2,"a":3}', 'not', '{"a":4} {"a":5}', '{"a":6}'];

  it.each(compressions(lines.join('\n')))(
    'are counted with their line and the problem, with the ending %j',
    async (ending, content) => {
      const { rows, unreadable } = await read(`games.ndjson${ending}`, content);
      expect(rows).toEqual([{ a: '1' }, { a: '6' }]);
      expect(unreadable.count).toBe(6);
      expect(unreadable.first.map(({ line, text, problem }) => [line, text, problem])).toEqual([
        [2, '{"a":', 'is not JSON'],
        [4, '[1]', 'is not an object'],
        [5, 'null', 'is not an object'],
        [6, '{"a":2,"a":3}', 'has a key twice'],
        [7, 'not', 'is not JSON'],
      ]);
    },
  );

  it('may be broken by bytes that are not UTF-8 or by zero bytes', async () => {
    const { rows, unreadable } = await read(
      'games.ndjson',
      Buffer.from('{"a":"\xff"}\n{"a":"x\0y"}\n{"a":"b"}\n', 'latin1'),
    );
    expect(rows).toEqual([{ a: '"b"' }]);
    expect(unreadable.first.map(({ line, problem }) => [line, problem])).toEqual([
      [1, 'holds bytes that are not UTF-8'],
      [2, 'is not JSON'],
    ]);
  });

  it('are told apart by file', async () => {
    folder.write('1.ndjson', '{"a":1}\nx\n');
    folder.write('2.ndjson', 'y\n{"b":2}\n');
    const { rows, unreadable } = await readAll(engine, folder.path, ['*.ndjson']);
    expect(rows).toEqual([
      { a: '1', b: null },
      { a: null, b: '2' },
    ]);
    expect(unreadable.first.map(({ file, line, text }) => [file, line, text])).toEqual([
      ['1.ndjson', 2, 'x'],
      ['2.ndjson', 1, 'y'],
    ]);
  });
});
