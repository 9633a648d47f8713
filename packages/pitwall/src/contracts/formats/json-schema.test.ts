import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractArbitrary } from '../../testing/contract-arbitrary.ts';
import { type ContractInput, contractSchema } from '../config.ts';
import { contractToJsonSchema } from './json-schema.ts';

/**
 * Own properties only, because a column may be called `constructor`. All errors, because ajv overlooks a missing
 * property with an empty name when it may stop at the first.
 */
function compile(contract: ContractInput) {
  const ajv = new Ajv2020({ ownProperties: true, allErrors: true, formats: { date: /^\d{4}-\d\d-\d\d$/ } });
  return ajv.compile(contractToJsonSchema(contractSchema.parse(contract)));
}

function accepts(column: unknown, value: unknown): boolean {
  return compile({ columns: { a: column } } as ContractInput)({ a: value });
}

describe('contractToJsonSchema', () => {
  it('describes one row', () => {
    expect(
      contractToJsonSchema(
        contractSchema.parse({
          description: 'Games',
          strict: true,
          key: 'id',
          columns: {
            id: { type: 'string', unique: true, pattern: 'a|b' },
            odds: { type: 'number', above: 1, nulls: 0.1, required: false },
          },
          rules: ['odds < 100'],
        }),
      ),
    ).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      description: 'Games',
      $comment: 'Not checked by this schema: the key (id); the rule odds < 100',
      type: 'object',
      properties: {
        id: { $comment: 'Not checked by this schema: no value comes twice', type: 'string', pattern: '^(?:a|b)$' },
        odds: {
          $comment: 'Not checked by this schema: a share of at most 0.1 is missing',
          anyOf: [{ type: 'number', exclusiveMinimum: 1 }, { type: 'null' }],
        },
      },
      required: ['id'],
      additionalProperties: false,
    });
  });

  it.each<[unknown, unknown, boolean]>([
    ['integer', 3, true],
    ['integer', 3.5, false],
    ['integer', null, false],
    ['number', 3.5, true],
    ['number', '3', false],
    ['boolean', true, true],
    ['string', 1, false],
    [{ type: 'integer', min: 1, below: 3 }, 3, false],
    [{ type: 'integer', min: 1, below: 3 }, 1, true],
    [{ type: 'string', length: { max: 1 } }, '🏀', true],
    [{ type: 'string', length: { min: 2 } }, 'a', false],
    [{ type: 'string', pattern: 'a|b' }, 'ab', false],
    [{ type: 'category', in: ['x'] }, 'y', false],
    [{ type: 'category', in: ['x'], nulls: 0.5 }, null, true],
    [{ type: 'category', in: ['x'], nulls: 0.5 }, 'y', false],
    [{ type: 'category', not_in: ['x'] }, 'x', false],
    [{ type: 'category', not_in: ['x'] }, 'y', true],
    ['date', '2025-03-01', true],
    ['date', '2025-13-01', false],
    ['timestamp', '2025-03-01', true],
    ['timestamp', '2025-03-01 19:30+02', true],
    ['timestamp', 'at noon', false],
    [{ type: 'integer', max: 1, tolerance: 0.1 }, 'x', true],
    [{ type: 'integer', max: 1, tolerance: 0.1 }, null, false],
  ])('of %j takes %j: %s', (column, value, isFine) => {
    expect(accepts(column, value)).toBe(isFine);
  });

  it('asks for required columns and refuses unknown ones only when strict', () => {
    const columns = { constructor: 'string', b: { type: 'string', required: false } } as unknown as NonNullable<
      ContractInput['columns']
    >;
    expect(compile({ columns })({})).toBe(false);
    expect(compile({ columns })({ constructor: 'x', other: 1 })).toBe(true);
    expect(compile({ columns, strict: true })({ constructor: 'x', other: 1 })).toBe(false);
  });

  it('is a schema that a strict validator compiles, whatever the contract', () => {
    fc.assert(
      fc.property(contractArbitrary, (contract) => {
        const isFine = compile(contract);
        const names = Object.entries(contract.columns).filter(([, { required }]) => required);
        expect(isFine({})).toBe(names.length === 0);
      }),
      { numRuns: 150 },
    );
  });
});
