import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as arrow from 'apache-arrow';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PitwallError } from '../../core/errors.ts';
import { createFolder, type Folder, readAll, zstd } from '../../testing/data-files.ts';
import { type DuckDBEngine, openDuckDB } from '../duckdb/engine.ts';

const fixtures = new URL('fixtures/', import.meta.url).pathname;

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

const games = () =>
  arrow.tableFromArrays({
    id: BigInt64Array.from([1n, 2n, 3n]),
    efficiency: Float64Array.from([0.5, Number.NaN, -Infinity]),
    team: ['Duke', null, 'ü🏀'],
  });

const expected = [
  { id: '1', efficiency: '0.5', team: 'Duke' },
  { id: '2', efficiency: 'nan', team: null },
  { id: '3', efficiency: '-inf', team: 'ü🏀' },
];

describe('an Arrow file', () => {
  it.each([
    ['a file', 'file', ''],
    ['a stream', 'stream', ''],
    ['a file in gzip', 'file', '.gz'],
    ['a stream in zstd', 'stream', '.zst'],
  ] as const)('may be %s', async (_, kind, ending) => {
    const bytes = arrow.tableToIPC(games(), kind);
    folder.write(`games.arrow${ending}`, ending === '' ? bytes : ending === '.gz' ? gzipSync(bytes) : zstd(bytes));
    const { rows, storages } = await readAll(engine, folder.path, [`games.arrow${ending}`]);
    expect(rows).toEqual(expected);
    expect(storages).toEqual(['integer', 'float', 'string']);
  });

  it('is read or refused with a sentence, whichever length in its description is broken', async () => {
    const bytes = Buffer.from(arrow.tableToIPC(games(), 'stream'));
    let refused = 0;
    for (let at = 8; at + 4 <= bytes.length; at += 4) {
      const broken = Buffer.from(bytes);
      broken.writeUInt32LE(0x7fff_ffff, at);
      folder.write('broken.arrow', broken);
      const outcome = await readAll(engine, folder.path, ['broken.arrow']).catch((error: unknown) => error);
      if (!(outcome instanceof Error)) continue;
      expect(outcome).toBeInstanceOf(PitwallError);
      refused += 1;
    }
    expect(refused).toBeGreaterThan(20);
  });

  it.each(['types-uncompressed.arrow', 'types-lz4.arrow', 'types-zstd.arrow', 'types-stream.arrows'])(
    'keeps the types of its columns, as pyarrow writes them in %s',
    async (name) => {
      const { table, rows } = await readAll(engine, fixtures, [name]);
      const storages = Object.fromEntries(
        (table.parts[0]?.columns ?? []).map((column) => [column.name, column.storage]),
      );
      expect(storages).toMatchObject({
        flag: 'boolean',
        tiny: 'integer',
        unsigned: 'integer',
        half: 'float',
        price: 'decimal',
        long_text: 'string',
        team: 'string',
      });
      expect(storages).toMatchObject({
        day: 'date',
        day64: 'date',
        at_ns: 'timestamp',
        clock: 'other',
        bytes: 'binary',
        list: 'nested',
        nothing: 'string',
      });
      expect(rows[0]).toMatchObject({
        flag: 'true',
        tiny: '-128',
        big: '-9223372036854775808',
        single: '0.5',
        double: 'nan',
        half: '0.25',
        price: '-12.34',
        text: 'ünï🏀',
        team: 'Duke',
      });
      expect(rows[0]).toMatchObject({
        day: '2024-02-29',
        day64: '2024-02-29',
        at_s: '2024-01-05 10:30:00',
        at_ms: '2024-01-05 10:30:00.123',
        at_ns: '2024-01-05 10:30:00.123456',
      });
      expect(rows[1]).toMatchObject({
        unsigned: '18446744073709551615',
        double: '-inf',
        price: '90071992547409.93',
        text: '',
        day: '1969-12-31',
        day64: '1969-12-31',
      });
      expect(rows[1]).toMatchObject({
        at_s: '1969-12-31 23:59:59',
        at_ms: '1969-12-31 23:59:59.999',
        at_us: '9999-12-31 23:59:59.999999',
        at_ns: '1969-12-31 23:59:59.999999',
      });
      expect(rows.map(({ at_zone }) => at_zone)).toEqual([
        '1969-12-31 23:59:59.999999',
        '9999-12-31 23:59:59.999999',
        null,
      ]);
      expect(rows.map(({ list, struct }) => [list, struct])).toEqual([
        ['[1,2]', '{"a":1,"b":"x"}'],
        ['[]', '{"a":null,"b":null}'],
        [null, null],
      ]);
      expect(Object.values(rows[2] ?? {}).every((value) => value === null)).toBe(true);
    },
  );

  it.each(['rows-lz4.arrow', 'rows-zstd.arrow'])(
    'with compressed buffers over several batches has each row once: %s',
    async (name) => {
      const { rows } = await readAll(engine, fixtures, [name]);
      expect(rows).toHaveLength(5_000);
      expect(rows.every(({ id, team }, index) => id === String(index) && team === `team ${index % 7}`)).toBe(true);
    },
  );

  it('written by pandas has large texts', async () => {
    expect((await readAll(engine, fixtures, ['pandas.arrow'])).rows[0]).toEqual({
      season: '2024.0',
      on: '2024-01-05 00:00:00',
      team: 'Duke',
    });
  });

  it('may have no rows, and may have no columns', async () => {
    folder.write('empty.arrow', arrow.tableToIPC(games().slice(0, 0), 'file'));
    expect((await readAll(engine, folder.path, ['empty.arrow'])).columns).toEqual(['id', 'efficiency', 'team']);
    folder.write('nothing.arrow', arrow.tableToIPC(new arrow.Table(), 'stream'));
    expect((await readAll(engine, folder.path, ['nothing.arrow'])).columns).toEqual([]);
  });

  it('whose end mark was cut off is not taken for a shorter one', async () => {
    const stream = readFileSync(`${fixtures}types-stream.arrows`);
    folder.write('cut.arrows', stream.subarray(0, -8));
    await expect(readAll(engine, folder.path, ['cut.arrows'])).rejects.toMatchObject({ code: 'data.truncated' });
  });
});
