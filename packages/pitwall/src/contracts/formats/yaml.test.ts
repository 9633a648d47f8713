import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PitwallError } from '../../core/errors.ts';
import { contractArbitrary } from '../../testing/contract-arbitrary.ts';
import { contractSchema } from '../config.ts';
import { contractFromYaml, contractToYaml } from './yaml.ts';

describe('contractToYaml', () => {
  it('writes the short forms and leaves the defaults out', () => {
    const contract = contractSchema.parse({
      key: 'game_id',
      columns: {
        game_id: 'string',
        tipoff: 'timestamp',
        home_team: 'string',
        away_team: 'string',
        season: { type: 'integer', min: 2000, max: 2030 },
        target: { type: 'integer', in: [0, 1], required: true, severity: 'alert' },
      },
      freshness: { column: 'tipoff', within: '24h' },
      rules: ['home_team <> away_team', { expect: '"season" > 1', tolerance: 0.01 }],
    });
    expect(contractToYaml(contract)).toBe(
      [
        'key: game_id',
        'columns:',
        '  game_id: string',
        '  tipoff: timestamp',
        '  home_team: string',
        '  away_team: string',
        '  season: { type: integer, min: 2000, max: 2030 }',
        '  target: { type: integer, in: [ 0, 1 ] }',
        'freshness: { column: tipoff, within: 24h }',
        'rules:',
        '  - home_team <> away_team',
        '  - expect: \'"season" > 1\'',
        '    tolerance: 0.01',
        '',
      ].join('\n'),
    );
  });

  it('gives a column that does not fit on one line a line for each entry', () => {
    const values = Array.from({ length: 12 }, (_, index) => `category_${index}`);
    const text = contractToYaml(
      contractSchema.parse({ columns: { colour: { type: 'category', in: values, unique: true } } }),
    );
    expect(text.split('\n').slice(0, 5)).toEqual([
      'columns:',
      '  colour:',
      '    type: category',
      '    in:',
      '      - category_0',
    ]);
    expect(contractFromYaml(text).columns.colour?.in).toEqual(values);
  });

  it('quotes what a reader of YAML 1.1 would take for something else', () => {
    const text = contractToYaml(
      contractSchema.parse({ columns: { yes: 'string', day: { type: 'date', min: '2025-03-01' } } }),
    );
    expect(text).toContain("'yes': string");
    expect(text).toContain("min: '2025-03-01'");
  });

  it('loses nothing on the way to YAML and back, whatever the columns are called', () => {
    fc.assert(
      fc.property(contractArbitrary, (contract) => {
        expect(contractFromYaml(contractToYaml(contract))).toEqual(contract);
      }),
      { numRuns: 500 },
    );
  });
});

describe('contractFromYaml', () => {
  it('reads an empty text as a contract that asks for nothing', () => {
    expect(contractFromYaml('')).toEqual(contractSchema.parse({}));
  });

  it.each([
    ['columns: [', /not YAML/],
    ['columns:\n  a: integer\n  a: string', /not YAML.*unique/],
    ['columns: { a: whole }', /columns\.a.*not a data contract/],
    ['columns: { __proto__: integer }', /cannot name/],
    ['- a', /not a data contract/],
  ])('says what is wrong with %j', (text, message) => {
    expect(() => contractFromYaml(text)).toThrow(message);
    expect(() => contractFromYaml(text)).toThrow(PitwallError);
  });

  it('names the line of a mistake in the YAML', () => {
    expect(() => contractFromYaml('key: a\ncolumns: {')).toThrow(
      expect.objectContaining({ place: expect.objectContaining({ line: 2 }) }),
    );
  });
});
