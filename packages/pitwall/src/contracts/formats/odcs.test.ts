import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PitwallError } from '../../core/errors.ts';
import { columnNameArbitrary, contractArbitrary } from '../../testing/contract-arbitrary.ts';
import { type ContractInput, contractSchema } from '../config.ts';
import { contractFromOdcs, contractToOdcs, type OdcsReadOptions } from './odcs.ts';

function written(contract: ContractInput): unknown {
  return contractToOdcs(contractSchema.parse(contract), { name: 'games' });
}

const header = 'apiVersion: v3.1.0\nkind: DataContract\nid: x\nversion: 1.0.0\nstatus: active\n';

/** A document with one object `games`, from the YAML of its properties and, beside them, of the object. */
function read(properties: string, rest = '', options: OdcsReadOptions = {}) {
  const indented = properties.replace(/^/gm, '      ');
  const reading = contractFromOdcs(
    parse(`${header}schema:\n  - name: games\n    properties:\n${indented}\n${rest}`),
    options,
  );
  return { ...reading, contract: contractSchema.parse(reading.contract) };
}

function readColumn(rest: string, options: OdcsReadOptions = {}) {
  const { contract, ignored } = read(`- name: a\n${rest.replace(/^/gm, '  ')}`, '', options);
  return { column: contract.columns.a, ignored };
}

describe('contractToOdcs', () => {
  it('uses the words of the standard where it has them', () => {
    expect(
      written({
        key: ['game', 'day'],
        columns: {
          game: { type: 'string', pattern: '[A-Z]+', length: { min: 1, max: 9 }, unique: true },
          day: { type: 'date', min: '2020-01-01' },
          odds: { type: 'number', above: 1, below: 100, nulls: 0.07 },
          side: { type: 'category', in: ['home', 'away'], not_in: ['x'] },
        },
        rows: { min: 1, max: 9 },
        freshness: { column: 'day', within: '90m' },
      }),
    ).toEqual({
      apiVersion: 'v3.1.0',
      kind: 'DataContract',
      id: 'games',
      version: '1.0.0',
      status: 'active',
      name: 'games',
      schema: [
        {
          name: 'games',
          logicalType: 'object',
          properties: [
            {
              name: 'game',
              logicalType: 'string',
              required: true,
              unique: true,
              primaryKey: true,
              primaryKeyPosition: 1,
              logicalTypeOptions: { minLength: 1, maxLength: 9, pattern: '^(?:[A-Z]+)$' },
            },
            {
              name: 'day',
              logicalType: 'date',
              required: true,
              primaryKey: true,
              primaryKeyPosition: 2,
              logicalTypeOptions: { minimum: '2020-01-01' },
            },
            {
              name: 'odds',
              logicalType: 'number',
              required: false,
              logicalTypeOptions: { exclusiveMinimum: 1, exclusiveMaximum: 100 },
              quality: [{ metric: 'nullValues', mustBeLessOrEqualTo: 7, unit: 'percent' }],
            },
            {
              name: 'side',
              logicalType: 'string',
              required: true,
              quality: [
                { metric: 'invalidValues', arguments: { validValues: ['home', 'away'] }, mustBe: 0 },
                { metric: 'missingValues', arguments: { missingValues: ['x'] }, mustBe: 0 },
              ],
              customProperties: [{ property: 'pitwallType', value: 'category' }],
            },
          ],
          quality: [
            { metric: 'rowCount', mustBeGreaterOrEqualTo: 1 },
            { metric: 'rowCount', mustBeLessOrEqualTo: 9 },
          ],
        },
      ],
      slaProperties: [{ property: 'latency', value: 90, unit: 'min', element: 'games.day' }],
    });
  });

  it('promises no more than a column with a tolerance does', () => {
    const text = JSON.stringify(written({ columns: { a: { type: 'integer', max: 5, tolerance: 0.1 } } }));
    expect(text).not.toContain('maximum');
    expect(text).toContain('"engine":"pitwall","implementation":{"tolerance":0.1,"max":5}');
  });

  it('loses nothing on the way to ODCS and back', () => {
    fc.assert(
      fc.property(contractArbitrary, columnNameArbitrary, (contract, name) => {
        const document: unknown = JSON.parse(JSON.stringify(contractToOdcs(contract, { name })));
        const reading = contractFromOdcs(document);
        expect(reading.ignored).toEqual([]);
        expect(reading.name).toBe(name);
        expect(contractSchema.parse(reading.contract)).toEqual(contract);
      }),
      { numRuns: 500 },
    );
  });
});

describe('contractFromOdcs', () => {
  it.each<[string, Record<string, unknown>]>([
    ['logicalType: integer\nrequired: true', { type: 'integer', nulls: 0 }],
    ['logicalType: integer', { type: 'integer', nulls: 1 }],
    ['logicalType: string\nprimaryKey: true', { type: 'string', nulls: 0 }],
    ['logicalType: string\nunique: true', { unique: true }],
    ['physicalType: varchar(18)', { type: 'string' }],
    ['physicalType: DECIMAL(10,2)', { type: 'number' }],
    ['logicalType: string\nlogicalTypeOptions: { pattern: "^[A-Z]$" }', { pattern: '[A-Z]' }],
    ['logicalType: string\nlogicalTypeOptions: { pattern: "[A-Z]" }', { pattern: '[\\d\\D]*[A-Z][\\d\\D]*' }],
    ['logicalType: string\nlogicalTypeOptions: { minLength: 2, maxLength: 3 }', { length: { min: 2, max: 3 } }],
    ['logicalType: number\nlogicalTypeOptions: { minimum: 0, exclusiveMinimum: true }', { above: 0 }],
    ['logicalType: number\nlogicalTypeOptions: { maximum: 5, exclusiveMaximum: false }', { max: 5 }],
    ['logicalType: number\nlogicalTypeOptions: { exclusiveMaximum: 5, format: f64 }', { below: 5 }],
    ['logicalType: integer\nlogicalTypeOptions: { format: u8, minimum: 5 }', { min: 5, max: 255 }],
    [
      'logicalType: date\nlogicalTypeOptions: { format: yyyy-MM-dd, minimum: "2020-01-01" }',
      { type: 'date', min: '2020-01-01' },
    ],
    ['logicalType: date\nlogicalTypeOptions: { format: "yyyy-MM-dd HH:mm:ss" }', { type: 'timestamp' }],
    ['logicalType: date\nphysicalType: timestamp without time zone', { type: 'timestamp' }],
    ['logicalType: string\nquality: [{ metric: nullValues, mustBe: 0 }]', { nulls: 0 }],
    ['logicalType: string\nquality: [{ metric: nullValues, mustBeLessThan: 1 }]', { nulls: 0 }],
    ['logicalType: string\nquality: [{ metric: nullValues, mustBeLessOrEqualTo: 7, unit: percent }]', { nulls: 0.07 }],
    ['logicalType: string\nquality: [{ metric: duplicateValues, mustBe: 0 }]', { unique: true }],
    ['logicalType: string\nquality: [{ rule: validValues, validValues: [pounds] }]', { in: ['pounds'] }],
    [
      'logicalType: string\nquality: [{ metric: invalidValues, arguments: { validValues: [a] }, mustBeLessOrEqualTo: 5, unit: percent }]',
      { in: ['a'], tolerance: 0.05 },
    ],
    [
      'logicalType: string\nquality: [{ metric: invalidValues, arguments: { pattern: "^a$" }, mustBe: 0 }]',
      { pattern: 'a' },
    ],
    [
      'logicalType: string\nquality: [{ metric: missingValues, arguments: { missingValues: [null, "", N/A] }, mustBe: 0 }]',
      { nulls: 0, not_in: ['', 'N/A'] },
    ],
  ])('imports %j', (text, expected) => {
    const { column, ignored } = readColumn(text);
    expect(column).toMatchObject(expected);
    expect(ignored).toEqual([]);
  });

  it.each([
    ['logicalType: object', 'no column type is equal'],
    [
      'logicalType: date\nlogicalTypeOptions: { format: dd/MM/yyyy }',
      'no column type is equal to its type (date dd/MM/yyyy)',
    ],
    ['logicalType: date\nphysicalType: time', 'no column type is equal to its type (date)'],
    [
      'logicalType: integer\nquality: [{ metric: invalidValues, validValues: [a], mustBeLessOrEqualTo: 5, unit: percent }]',
      'not an integer',
    ],
    [
      'logicalType: integer\nquality: [{ metric: invalidValues, validValues: [1], mustBeLessOrEqualTo: 5, unit: percent }]',
      'a share of 0.05 may be of another type',
    ],
    ['description: untyped', 'no column type is equal'],
    ['logicalType: number\nlogicalTypeOptions: { multipleOf: 5 }', 'no rule of a column says this'],
    ['logicalType: string\nlogicalTypeOptions: { format: email }', 'no rule of a column says this'],
    ['logicalType: string\nlogicalTypeOptions: { pattern: "(?=a)b" }', 'look-ahead'],
    ['logicalType: timestamp\nlogicalTypeOptions: { defaultTimezone: Europe/Berlin }', 'taken for UTC'],
    ['logicalType: string\nrelationships: [{ to: teams.id }]', 'one dataset'],
    ['logicalType: string\nquality: [{ type: text, description: is right }]', 'for people'],
    ['logicalType: string\nquality: [{ type: sql, query: SELECT 1, mustBe: 1 }]', 'dialect'],
    ['logicalType: string\nquality: [{ type: custom, engine: soda, implementation: "x" }]', 'for the engine "soda"'],
    ['logicalType: string\nquality: [{ metric: nullValues, mustBeLessThan: 10 }]', 'a share of them'],
    ['logicalType: string\nquality: [{ metric: nullValues, mustBeGreaterThan: 10 }]', 'asks for bad values'],
    ['logicalType: string\nquality: [{ metric: nullValues, mustNotBe: 10 }]', 'neither an upper nor a lower limit'],
    [
      'logicalType: string\nquality: [{ metric: nullValues, mustBeLessThan: 1, unit: percent }]',
      'exactly 1 % passes here',
    ],
    [
      'logicalType: string\nquality: [{ metric: duplicateValues, mustBeLessThan: 1, unit: percent }]',
      '`unique` has no tolerance',
    ],
    ['logicalType: string\nquality: [{ metric: rowCount, mustBe: 1 }]', 'whole table'],
    ['logicalType: string\nquality: [{ metric: madeUp, mustBe: 1 }]', 'no check here is called "madeUp"'],
    [
      'logicalType: string\nlogicalTypeOptions: { maxLength: 3 }\nquality: [{ metric: invalidValues, arguments: { validValues: [a] }, mustBeLessOrEqualTo: 5, unit: percent }]',
      'another rule of it allows only 0',
    ],
  ])('lists what has no equal in %j', (text, why) => {
    const { ignored } = readColumn(text);
    expect(ignored).toHaveLength(1);
    expect(ignored[0]?.where).toMatch(/^schema\.games\.a/);
    expect(ignored[0]?.why).toContain(why);
  });

  it('lets a rule that cannot be imported leave no tolerance behind', () => {
    const check = '{ metric: invalidValues, validValues: [a], mustBeLessOrEqualTo: 5, unit: percent }';
    expect(readColumn(`logicalType: integer\nquality: [${check}]`).column?.tolerance).toBe(0);
  });

  it('takes the types that the document leaves out from the data', () => {
    expect(readColumn('logicalTypeOptions: { minimum: 1 }', { types: { a: 'number' } }).column).toMatchObject({
      type: 'number',
      min: 1,
    });
  });

  it('calls a column by its physical name, and finds it by both', () => {
    const { contract, ignored } = read(
      '- { name: game, physicalName: game_id, logicalType: string, required: true }\n- { name: day, logicalType: date }',
      '    quality:\n      - { metric: duplicateValues, mustBe: 0, arguments: { properties: [day, game] } }',
    );
    expect(contract.key).toEqual(['day', 'game_id']);
    expect(Object.keys(contract.columns)).toEqual(['game_id', 'day']);
    expect(ignored).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['{ metric: rowCount, mustBeBetween: [100, 120] }', { rows: { min: 101, max: 119 } }],
    ['{ rule: rowCount, mustBeGreaterThan: 0 }', { rows: { min: 1 } }],
    ['{ metric: rowCount, mustNotBe: 0 }', { rows: { min: 1 } }],
    ['{ rule: duplicateCount, mustBeLessOrEqualTo: 1, unit: percent }', { duplicates: 0.01 }],
  ])('imports the check of a table %s', (check, expected) => {
    const { contract, ignored } = read('- { name: a, logicalType: string }', `    quality: [${check}]`);
    expect(contract).toMatchObject(expected);
    expect(ignored).toEqual([]);
  });

  it.each([
    ['{ metric: duplicateValues, mustBe: 0, arguments: { properties: [b] } }', 'no column `b`'],
    ['{ metric: nullValues, mustBe: 0 }', 'about a property'],
    ['{ type: custom, engine: pitwall, implementation: { rule: { expect: "b > 1" } } }', 'no column `b`'],
    ['{ type: custom, engine: pitwall, implementation: { series: { column: b, every: 1 } } }', 'names no rule'],
  ])('lists the check of a table %s', (check, why) => {
    const { ignored } = read('- { name: a, logicalType: string }', `    quality: [${check}]`);
    expect(ignored).toEqual([
      { where: 'schema.games.quality[0]', what: expect.any(String), why: expect.stringContaining(why) },
    ]);
  });

  it('reads the first latency of a time column as freshness and lists other service levels', () => {
    const { contract, ignored } = read(
      '- { name: at, logicalType: timestamp }\n- { name: a, logicalType: string }',
      [
        'slaProperties:',
        '  - { property: latency, value: 4, unit: m, element: games.at }',
        '  - { property: latency, value: 4, unit: d, element: games.a }',
        '  - { property: latency, value: 4, unit: d, element: teams.at }',
        '  - { property: latency, value: 4, unit: d, element: games.at }',
        '  - { property: latency, value: 5, unit: d, element: at }',
        '  - { property: retention, value: 3, unit: y }',
      ].join('\n'),
    );
    expect(contract.freshness).toEqual({ column: 'at', within: '4d', severity: 'alert' });
    expect(ignored.map(({ where }) => where)).toEqual([0, 1, 2, 4, 5].map((index) => `slaProperties[${index}]`));
  });

  it('sums up the sections without checks in one line', () => {
    const { ignored } = read('- { name: a, logicalType: string }', 'servers: []\nroles: []\nprice: {}');
    expect(ignored).toEqual([
      { where: 'document', what: 'servers, roles, price', why: 'they state no checks of the data' },
    ]);
  });

  it('chooses one of several schema objects', () => {
    const document = parse(
      `${header}schema:\n  - { name: a, properties: [] }\n  - { name: b, physicalName: tbl_b, properties: [] }`,
    );
    expect(contractFromOdcs(document, { schema: 'a' }).name).toBe('a');
    expect(contractFromOdcs(document, { schema: 'tbl_b' }).name).toBe('b');
    expect(() => contractFromOdcs(document)).toThrow(/2 schema objects.*`a`, `b`/);
    expect(() => contractFromOdcs(document, { schema: 'c' })).toThrow(/no schema object `c`.*`a`, `b`/);
  });

  it.each([
    [null, /not an object/],
    [[], /not an object/],
    [{ kind: 'Other', apiVersion: 'v3.1.0' }, /kind: DataContract.*"Other"/],
    [{ kind: 'DataContract', apiVersion: 'v2.2.2' }, /version 3/],
    [{ kind: 'DataContract' }, /found none/],
    [{ kind: 'DataContract', apiVersion: 'v3.1.0' }, /no `schema`/],
  ])('refuses %j', (document, message) => {
    expect(() => contractFromOdcs(document)).toThrow(message);
    expect(() => contractFromOdcs(document)).toThrow(PitwallError);
  });

  it('lists a column that a contract cannot name', () => {
    const { contract, ignored } = read('- { name: __proto__, logicalType: string }');
    expect(Object.getOwnPropertyNames(contract.columns)).toEqual([]);
    expect(ignored).toHaveLength(1);
  });
});
