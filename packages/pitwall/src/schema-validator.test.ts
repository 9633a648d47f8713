import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { type ContractInput, type Row, type RowVerdict, SchemaValidator } from './index.ts';

const contract: ContractInput = {
  key: 'game_id',
  columns: {
    game_id: 'string',
    season: { type: 'integer', min: 2000, max: 2030 },
    share: { type: 'number', min: 0, max: 1 },
    target: { type: 'integer', in: [0, 1] },
  },
};
const row = { game_id: 'g1', season: 2024, share: 0.5, target: 1 };
const now = (): Date => new Date('2026-01-12T06:00:00Z');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pitwall-validator-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the workflow of four lines', () => {
  it('says of good data that it is', async () => {
    const validator = new SchemaValidator(contract);
    const verdict = await validator.comprehensiveValidation([row, { ...row, game_id: 'g2' }]);
    expect(verdict).toMatchObject({ ok: true, rows: 2, score: 100 });
    expect(validator.getValidationSummary(verdict)).toBe(
      [
        '✓ valid: 2 rows, score 100',
        '  ✓ schema   2 of 2 checks passed',
        '  ✓ types    4 of 4 checks passed',
        '  ✓ missing  4 of 4 checks passed',
        '  ✓ values   7 of 7 checks passed',
      ].join('\n'),
    );
  });

  it('and of bad data what is wrong', async () => {
    const validator = new SchemaValidator(contract, { now });
    const verdict = await validator.comprehensiveValidation([{ ...row, season: '2024', share: null }]);
    expect(verdict.ok).toBe(false);
    expect(validator.getValidationSummary(verdict).split('\n')).toEqual([
      expect.stringMatching(/^✗ not valid: 1 row, score /),
      '  ✓ schema   2 of 2 checks passed',
      '  ✗ types    2 of 3 passed, 1 alert',
      '  ✗ missing  3 of 4 passed, 1 alert',
      expect.stringMatching(/^ {2}✓ values/),
      '  alert: season: 1 value of 1 (100 %) is of another type',
      '  alert: share: 1 row of 1 (100 %) has no value',
    ]);
    expect(verdict.findings.every(({ at }) => at === '2026-01-12T06:00:00.000Z')).toBe(true);
  });
});

describe('the summary', () => {
  it('names a warning where it ticks an aspect all the same', async () => {
    const validator = new SchemaValidator(contract);
    const verdict = await validator.comprehensiveValidation([{ ...row, venue: 'Cameron' }]);
    expect(verdict.ok).toBe(true);
    expect(validator.getValidationSummary(verdict)).toContain('\n  ✓ schema   1 of 2 passed, 1 warning\n');
  });
});

describe('the four questions are kept apart', () => {
  const cases: [string, readonly Row[], 'schema' | 'types' | 'missing' | 'values'][] = [
    ['a column that is missing', [{ game_id: 'g1', season: 2024, share: 0.5 }], 'schema'],
    ['true as a target', [{ ...row, target: true }], 'types'],
    ['a value that is missing', [{ ...row, share: null }], 'missing'],
    ['a value out of range', [{ ...row, share: 7 }], 'values'],
    ['a key that comes twice', [row, row], 'values'],
  ];
  it.each(cases)('%s', async (_, rows, aspect) => {
    const verdict = await new SchemaValidator(contract).comprehensiveValidation(rows);
    const { schema, types, missing, values } = verdict;
    expect({ schema: schema.ok, types: types.ok, missing: missing.ok, values: values.ok }).toEqual({
      schema: true,
      types: true,
      missing: true,
      values: true,
      [aspect]: false,
    });
    expect(verdict.ok).toBe(false);
    const parts = [schema, types, missing, values].flatMap(({ findings }) => findings);
    expect(parts).toHaveLength(verdict.findings.length);
    expect(new Set(parts)).toEqual(new Set(verdict.findings));
  });

  it('a warning leaves data valid, and what is unknown does not', async () => {
    const validator = new SchemaValidator(contract);
    expect(await validator.validateTable([{ ...row, more: 1 }])).toMatchObject({ ok: true });
    const unknown = await new SchemaValidator({
      columns: { x: { type: 'date', nulls: 1 } },
      freshness: { column: 'x', within: '1d' },
    }).validateTable([{ x: null }]);
    expect(unknown.findings.map(({ status }) => status)).toContain('unknown');
    expect(unknown.ok).toBe(false);
  });
});

describe('one row', () => {
  const validator = new SchemaValidator(contract);
  it('is judged without an engine', () => {
    expect(validator.validateRow(row)).toEqual({ ok: true, errors: [] });
    expect(validator.validateRow({ ...row, season: '2024', target: 2 })).toEqual({
      ok: false,
      errors: [
        { field: 'season', metric: 'contract.type', expected: 'whole numbers that fit 64 bits', value: '2024' },
        { field: 'target', metric: 'contract.allowed', expected: 'one of 0, 1', value: 2 },
      ],
    });
    expectTypeOf(validator.validateRow(row)).toEqualTypeOf<RowVerdict>();
  });

  it.each<[unknown, RegExp]>([
    [null, /expected a row as an object, found null/],
    [[row], /found an array/],
    ['g1', /found string/],
    [undefined, /found undefined/],
  ])('that is none is a mistake of the program: %j', (given, message) => {
    expect(() => validator.validateRow(given as Row)).toThrow(
      expect.objectContaining({ code: 'arguments.invalid', message: expect.stringMatching(message) }),
    );
  });
});

describe('a table', () => {
  it('may be a file, several, or a pattern', async () => {
    await writeFile(join(folder, 'one.csv'), 'game_id,season,share,target\ng1,2024,0.5,1\n');
    await writeFile(join(folder, 'two.csv'), 'game_id,season,share,target\ng2,2024,0.5,2\n');
    const validator = new SchemaValidator(contract, { cwd: folder });
    expect(await validator.validateTable('one.csv')).toMatchObject({ ok: true, rows: 1 });
    expect(await validator.validateTable(['one.csv', 'two.csv'])).toMatchObject({ ok: false, rows: 2 });
    expect(await validator.validateTable('*.csv')).toMatchObject({ ok: false, rows: 2 });
    await expect(validator.validateTable('three.csv')).rejects.toMatchObject({ code: 'data.missing' });
  });

  it('may be columns of arrays', async () => {
    const columns = { game_id: ['g1', 'g2'], season: Int16Array.of(2024, 1924), share: [0.5, 0.5], target: [0, 1] };
    const { rows, findings } = await new SchemaValidator(contract).validateTable(columns);
    expect(rows).toBe(2);
    expect(findings.filter(({ status }) => status !== 'pass').map(({ metric }) => metric)).toEqual(['contract.range']);
  });

  it('of no rows is not valid', async () => {
    expect(await new SchemaValidator(contract).comprehensiveValidation([])).toMatchObject({
      ok: false,
      rows: 0,
      score: null,
    });
  });

  it.each([[[null]], [[row, 'one.csv']], [[row, [row]]], [7]])(
    'of what is no row is a mistake of the program: %j',
    async (input) => {
      await expect(new SchemaValidator(contract).validateTable(input as unknown as Row[])).rejects.toMatchObject({
        code: 'arguments.invalid',
      });
    },
  );

  it('of a dataset is read as its configuration says', async () => {
    const file = join(folder, 'pitwall.yaml');
    await writeFile(
      file,
      "datasets:\n  games:\n    source: odd.csv\n    delimiter: ';'\n    null_values: [NA]\n    contract:\n      columns: { id: string, n: { type: integer, nulls: 1 } }\n  bare: { source: odd.csv }\n",
    );
    await writeFile(join(folder, 'odd.csv'), 'id;n\na;NA\n');
    const validator = await SchemaValidator.open(file, 'games', { now });
    expect(await validator.validateTable('odd.csv')).toMatchObject({ ok: true, rows: 1 });
    for (const dataset of ['game', 'bare', 'constructor'])
      await expect(SchemaValidator.open(file, dataset)).rejects.toMatchObject({
        code: 'config.invalid',
        message: expect.stringMatching(/games/),
      });
    await expect(SchemaValidator.open(join(folder, 'nothing.yaml'), 'games')).rejects.toMatchObject({
      code: 'config.missing',
    });
  });
});

describe('a contract that is none', () => {
  it.each<[unknown, string, RegExp]>([
    [{ columns: { x: { type: 'integr' } } }, 'config.invalid', /columns\.x\.type/],
    [{ columns: { x: { type: 'integer', mni: 1 } } }, 'config.unknown_key', /Did you mean `min`/],
    [{ key: 'id', columns: {} }, 'config.invalid', /there is no column `id`/],
    [null, 'config.invalid', /expected .*found/],
  ])('%j is refused', (given, code, message) => {
    expect(() => new SchemaValidator(given as ContractInput)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});
