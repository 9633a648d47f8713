import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnArbitrary, contractArbitrary, parsedColumn } from '../testing/contract-arbitrary.ts';
import { type Column, type Contract, type ContractInput, columnTypes, contractSchema } from './config.ts';
import { diffContracts } from './diff.ts';

type Kinds = readonly string[];

function changes(before: ContractInput, after: ContractInput): Kinds {
  return diffContracts(contractSchema.parse(before), contractSchema.parse(after)).map(
    ({ where, kind }) => `${where} ${kind}`,
  );
}

function columnChanges(before: unknown, after: unknown, name = 'a'): Kinds {
  return changes({ columns: { [name]: before } } as ContractInput, { columns: { [name]: after } } as ContractInput);
}

const columns: ContractInput['columns'] = {
  a: 'string',
  b: { type: 'string', nulls: 1 },
  n: 'integer',
  at: 'timestamp',
  x: 'boolean',
  y: 'boolean',
  z: { type: 'string', required: false },
};

describe('diffContracts', () => {
  it('finds nothing between a contract and itself', () => {
    fc.assert(
      fc.property(contractArbitrary, (contract) => {
        expect(diffContracts(contract, contract)).toEqual([]);
      }),
    );
  });

  it('says the old value, the new value and who notices', () => {
    const [change] = diffContracts(
      contractSchema.parse({ columns: { season: { type: 'integer', max: 2030 } } }),
      contractSchema.parse({ columns: { season: { type: 'integer', max: 2025 } } }),
    );
    expect(change).toEqual({
      where: 'columns.season.max',
      kind: 'breaking',
      what: 'the upper limit was at most 2030, now at most 2025',
      affects: 'data that passed before can now fail',
    });
  });

  it.each<[string, unknown, unknown, Kinds]>([
    ['a raised minimum', { type: 'number', min: 1 }, { type: 'number', min: 2 }, ['columns.a.min breaking']],
    ['a lowered minimum', { type: 'number', min: 2 }, { type: 'number', min: 1 }, ['columns.a.min loosened']],
    ['a new open end', { type: 'number', min: 1 }, { type: 'number', min: 1, above: 1 }, ['columns.a.above breaking']],
    ['an end opened outwards', { type: 'number', above: 1 }, { type: 'number', min: 1 }, ['columns.a.min loosened']],
    ['a dropped maximum', { type: 'number', max: 2 }, 'number', ['columns.a.max loosened']],
    [
      'the same integers said differently',
      { type: 'integer', min: 1 },
      { type: 'integer', above: 0 },
      ['columns.a.above compatible'],
    ],
    [
      'a hidden end moved',
      { type: 'integer', min: 1, above: 8 },
      { type: 'integer', min: 2, above: 8 },
      ['columns.a.above compatible'],
    ],
    [
      'the same time in another zone',
      { type: 'timestamp', max: '2025-03-01T12:00:00Z' },
      { type: 'timestamp', max: '2025-03-01 13:00:00.000+01' },
      ['columns.a.max compatible'],
    ],
    [
      'a time that is a microsecond earlier',
      { type: 'timestamp', max: '2025-03-01T12:00:00.000002Z' },
      { type: 'timestamp', max: '2025-03-01T12:00:00.000001Z' },
      ['columns.a.max breaking'],
    ],
    [
      'a date in the first century',
      { type: 'date', min: '0050-01-01' },
      { type: 'date', min: '1900-01-01' },
      ['columns.a.min breaking'],
    ],
    ['integers that may be fractions', 'integer', 'number', ['columns.a.type loosened']],
    [
      'tolerated fractions that become numbers',
      { type: 'integer', tolerance: 0.1 },
      { type: 'number', tolerance: 0.1 },
      ['columns.a.type breaking'],
    ],
    [
      'tolerated infinity that gets a range',
      { type: 'number', tolerance: 0.1, max: 1 },
      { type: 'number', tolerance: 0.1, max: 1, finite: false },
      ['columns.a.finite breaking'],
    ],
    ['fractions that must be integers', 'number', 'integer', ['columns.a.type breaking']],
    ['text that is a category', 'string', 'category', ['columns.a.type compatible']],
    ['dates that become timestamps', 'date', 'timestamp', ['columns.a.type breaking']],
    ['integers that become text', 'integer', 'string', ['columns.a.type breaking']],
    [
      'a new category',
      { type: 'category', in: ['x'] },
      { type: 'category', in: ['x', 'y'] },
      ['columns.a.in loosened'],
    ],
    [
      'a renamed category',
      { type: 'category', in: ['x'] },
      { type: 'category', in: ['y'] },
      ['columns.a.in breaking', 'columns.a.in loosened'],
    ],
    ['a first list of values', 'integer', { type: 'integer', in: [1] }, ['columns.a.in breaking']],
    ['a reordered list of values', { type: 'integer', in: [1, 2] }, { type: 'integer', in: [2, 1] }, []],
    ['a value that is forbidden', 'integer', { type: 'integer', not_in: [1] }, ['columns.a.not_in breaking']],
    ['a value that is fine again', { type: 'integer', not_in: [1] }, 'integer', ['columns.a.not_in loosened']],
    ['missing values allowed', 'string', { type: 'string', nulls: 0.1 }, ['columns.a.nulls loosened']],
    ['missing values forbidden', { type: 'string', nulls: 0.1 }, 'string', ['columns.a.nulls breaking']],
    ['NaN allowed', 'number', { type: 'number', finite: false }, ['columns.a.finite loosened']],
    ['NaN allowed where there is none', 'string', { type: 'string', finite: false }, ['columns.a.finite compatible']],
    [
      'a longer text',
      { type: 'string', length: { max: 3 } },
      { type: 'string', length: { max: 4 } },
      ['columns.a.length.max loosened'],
    ],
    ['a smallest length', 'string', { type: 'string', length: { min: 1 } }, ['columns.a.length.min breaking']],
    [
      'another pattern',
      { type: 'string', pattern: 'a' },
      { type: 'string', pattern: 'a|b' },
      ['columns.a.pattern breaking'],
    ],
    ['a dropped pattern', { type: 'string', pattern: 'a' }, 'string', ['columns.a.pattern loosened']],
    ['unique values', 'string', { type: 'string', unique: true }, ['columns.a.unique breaking']],
    ['more tolerance', 'string', { type: 'string', tolerance: 0.1 }, ['columns.a.tolerance loosened']],
    ['less tolerance', { type: 'string', tolerance: 0.1 }, 'string', ['columns.a.tolerance breaking']],
    ['another severity', 'string', { type: 'string', severity: 'warning' }, ['columns.a.severity compatible']],
    ['another description', 'string', { type: 'string', description: 'x' }, ['columns.a.description compatible']],
    ['an optional column', 'string', { type: 'string', required: false }, ['columns.a.required loosened']],
    ['a required column', { type: 'string', required: false }, 'string', ['columns.a.required breaking']],
  ])('judges %s', (_name, before, after, expected) => {
    expect(columnChanges(before, after)).toEqual(expected);
  });

  it.each<[string, ContractInput, ContractInput, Kinds]>([
    ['a lost column', { columns: { a: 'string' } }, {}, ['columns.a breaking']],
    ['a lost optional column', { columns: { a: { type: 'string', required: false } } }, {}, ['columns.a loosened']],
    [
      'a lost optional column in a strict contract',
      { strict: true, columns: { a: { type: 'string', required: false } } },
      { strict: true },
      ['columns.a breaking'],
    ],
    ['a new required column', { strict: true }, { strict: true, columns: { a: 'string' } }, ['columns.a breaking']],
    [
      'a new optional column in a strict contract',
      { strict: true },
      { strict: true, columns: { a: { type: 'string', required: false } } },
      ['columns.a loosened'],
    ],
    ['a new optional column', {}, { columns: { a: { type: 'string', required: false } } }, ['columns.a breaking']],
    ['a stricter contract', {}, { strict: true }, ['strict breaking']],
  ])('judges %s', (_name, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected);
  });

  it.each<[string, Omit<ContractInput, 'columns'>, Omit<ContractInput, 'columns'>, Kinds]>([
    ['a new key', {}, { key: 'a' }, ['key breaking']],
    ['a dropped key', { key: 'a' }, {}, ['key loosened']],
    ['a shorter key', { key: ['a', 'b'] }, { key: 'a' }, ['key breaking']],
    ['a reordered key', { key: ['a', 'b'] }, { key: ['b', 'a'] }, ['key compatible']],
    ['a longer key', { key: 'a' }, { key: ['a', 'b'] }, ['key loosened']],
    ['a longer key with a column that may be absent', { key: 'a' }, { key: ['a', 'z'] }, ['key breaking']],
    ['data without rows', {}, { rows: { min: 0 } }, ['rows.min loosened']],
    ['the default number of rows', { rows: { min: 1 } }, {}, []],
    ['more rows', { rows: { max: 5 } }, { rows: { max: 6 } }, ['rows.max loosened']],
    ['a largest number of rows', {}, { rows: { max: 6 } }, ['rows.max breaking']],
    ['fewer rows', { rows: { min: 5 } }, { rows: { min: 4 } }, ['rows.min loosened']],
    ['no repeated rows', {}, { duplicates: 0 }, ['duplicates breaking']],
    ['any number of repeated rows', { duplicates: 1 }, {}, []],
    [
      'fresher data',
      { freshness: { file: true, within: '2d' } },
      { freshness: { file: true, within: '24h' } },
      ['freshness.within breaking'],
    ],
    [
      'the same age',
      { freshness: { file: true, within: '1d' } },
      { freshness: { file: true, within: '24h' } },
      ['freshness.within compatible'],
    ],
    [
      'another clock',
      { freshness: { file: true, within: '1d' } },
      { freshness: { column: 'at', within: '1d' } },
      ['freshness breaking'],
    ],
    [
      'another step',
      { series: { column: 'n', every: 1 } },
      { series: { column: 'n', every: 2 } },
      ['series.every breaking'],
    ],
    [
      'allowed gaps',
      { series: { column: 'n', every: 1 } },
      { series: { column: 'n', every: 1, missing: 0.1 } },
      ['series.missing loosened'],
    ],
    ['a new rule', { rules: ['x'] }, { rules: ['x', 'y'] }, ['rules breaking']],
    ['a dropped rule', { rules: ['x', 'y'] }, { rules: ['y'] }, ['rules loosened']],
    ['a renamed rule', { rules: ['x'] }, { rules: [{ expect: 'x', name: 'n' }] }, ['rules compatible']],
    ['a tolerant rule', { rules: ['x'] }, { rules: [{ expect: 'x', tolerance: 0.1 }] }, ['rules loosened']],
    [
      'the stricter of two rules',
      { rules: [{ expect: 'x', tolerance: 0.1 }, 'x'] },
      { rules: ['x', { expect: 'x', tolerance: 0.1 }] },
      [],
    ],
  ])('judges %s', (_name, before, after, expected) => {
    expect(changes({ columns, ...before }, { columns, ...after })).toEqual(expected);
  });

  it('keeps a column apart from the properties of every object, and quotes its name', () => {
    expect(changes({ columns: { constructor: 'string' } as ContractInput['columns'] }, {})).toEqual([
      'columns.constructor breaking',
    ]);
    expect(columnChanges('number', 'integer', 'a b')).toEqual(['columns["a b"].type breaking']);
  });
});

/** A second opinion, written from the words of the schema alone, for the rules that need no expression and no clock. */
function accepts(contract: Contract, rows: readonly Row[]): boolean {
  const present = new Set(rows.flatMap((row) => Object.keys(row)));
  if (contract.strict && [...present].some((name) => !Object.hasOwn(contract.columns, name))) return false;
  if (rows.length < (contract.rows?.min ?? 1) || rows.length > (contract.rows?.max ?? Number.POSITIVE_INFINITY))
    return false;
  return Object.entries(contract.columns).every(([name, column]) => {
    if (!present.has(name)) return !column.required;
    const values = rows.map((row) => row[name] ?? null);
    const filled = values.filter((value) => value !== null);
    if (share(values.length - filled.length, values.length) > column.nulls) return false;
    const typed = filled.filter((value) => isOfType(column, value));
    if (column.unique && new Set(typed).size < typed.length) return false;
    const kinds = [(value: Cell) => isOfType(column, value), ...valueRules(column)];
    return kinds.every((holds, index) => {
      const wrong = (index === 0 ? filled : typed).filter((value) => !holds(value));
      return share(wrong.length, filled.length) <= column.tolerance;
    });
  });
}

type Cell = string | number | boolean;
type Value = Cell | null;
type Row = Readonly<Record<string, Value>>;

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function isOfType({ type }: Column, value: Cell): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'number' || type === 'boolean') return typeof value === type;
  if (typeof value !== 'string') return false;
  return type === 'date' ? /^\d{4}-\d\d-\d\d$/.test(value) : type !== 'timestamp' || /^\d{4}-\d\d-\d\d/.test(value);
}

/** Rules of a kind are counted together; a cell of another type breaks none of them. */
function valueRules(column: Column): ((value: Cell) => boolean)[] {
  const { type, finite, min, max, above, below, length, pattern } = column;
  const isText = type === 'string' || type === 'category';
  const whole = new RegExp(`^(?:${pattern ?? '[^]*'})$`, 'u');
  return [
    (value) => type !== 'number' || !finite || Number.isFinite(value),
    (value) => {
      if (isText || Number.isNaN(value) || (finite && Math.abs(Number(value)) === Number.POSITIVE_INFINITY))
        return true;
      const place = position(value);
      if (min !== undefined && place < position(min)) return false;
      if (max !== undefined && place > position(max)) return false;
      if (above !== undefined && place <= position(above)) return false;
      return !(below !== undefined && place >= position(below));
    },
    (value) => {
      const characters = [...String(value)].length;
      return !isText || (characters >= (length?.min ?? 0) && characters <= (length?.max ?? Number.POSITIVE_INFINITY));
    },
    (value) => !isText || whole.test(String(value)),
    (value) => (column.in?.includes(value) ?? true) && !column.not_in?.includes(value),
  ];
}

function fits(column: Column, value: Cell): boolean {
  return isOfType(column, value) && valueRules(column).every((holds) => holds(value));
}

/** Hours are whole and zones are written out in these tests, so the platform's own parser will do. */
function position(value: string | number | boolean): number {
  if (typeof value !== 'string') return Number(value);
  const [date = '', time] = value.split(/[T ]/);
  if (time === undefined) return Date.parse(`${date}T00:00Z`);
  const [, clock, sign = '+', hours = '00', minutes = '00'] =
    /^([\d:.]+)(?:Z|([+-])(\d\d):?(\d\d)?)?$/.exec(time) ?? [];
  return Date.parse(`${date}T${clock}${sign}${hours}:${minutes}`);
}

const types = fc.constantFrom(...columnTypes);

/** The contract with one or two of its parts taken from another place. */
const changedArbitrary = fc.gen().map((gen) => {
  const before = thinned(
    gen(() => contractArbitrary),
    gen,
  );
  const after = structuredClone(before);
  const names = Object.keys(after.columns);
  for (let count = gen(fc.integer, { min: 1, max: 2 }); count > 0; count--) {
    const name = names.length > 0 ? gen(fc.constantFrom<string[]>, ...names) : 'a';
    change(
      after,
      name,
      gen(fc.constantFrom<Change[]>, 'add', 'drop', 'field', 'field', 'field', 'lose', 'strict', 'rows', 'type'),
      gen,
    );
  }
  return { before, after: valid(after) };
});

/** With all its rules at once hardly a contract could be met: a few rules a column, and no limits for rows. */
function thinned({ rows: _rows, ...contract }: Contract, gen: fc.GeneratorValue): Contract {
  const columns = Object.entries(contract.columns).slice(0, 3);
  const thin = columns.map(([name, column]) => {
    const kept = gen(fc.subarray<string>, Object.keys(column), { maxLength: 4 });
    return [
      name,
      parsedColumn(Object.fromEntries(Object.entries(column).filter(([key]) => key === 'type' || kept.includes(key)))),
    ];
  });
  return valid({ ...contract, columns: Object.fromEntries(thin) });
}

/** Without what speaks of columns that are gone or have another type now. */
function valid(contract: Contract): Contract {
  const parsed = contractSchema.safeParse(contract);
  if (parsed.success) return parsed.data;
  const { key: _key, rules: _rules, freshness: _freshness, series: _series, ...rest } = contract;
  return contractSchema.parse(rest);
}

type Change = 'add' | 'drop' | 'field' | 'lose' | 'strict' | 'rows' | 'type';

function change(contract: Contract, name: string, what: Change, gen: fc.GeneratorValue): void {
  const column = Object.hasOwn(contract.columns, name) ? contract.columns[name] : undefined;
  const type = gen(() => types);
  if (what === 'strict') contract.strict = !contract.strict;
  else if (what === 'rows') contract.rows = { max: gen(fc.nat, { max: 6 }) };
  else if (what === 'add') contract.columns[`${name}+`] = parsedColumn(gen(columnArbitrary, type));
  else if (what === 'drop') delete contract.columns[name];
  else if (column) contract.columns[name] = changedColumn(column, what, type, gen);
}

function changedColumn(
  column: Column,
  what: 'field' | 'lose' | 'type',
  type: Column['type'],
  gen: fc.GeneratorValue,
): Column {
  if (what === 'type') {
    const parsed = safely({ ...column, type });
    return parsed ?? column;
  }
  const other: Record<string, unknown> = parsedColumn(gen(columnArbitrary, column.type));
  const field = gen(
    fc.constantFrom<string[]>,
    ...Object.keys(what === 'lose' ? column : other).filter((key) => key !== 'type'),
  );
  const { [field]: _lost, ...rest } = column as Record<string, unknown>;
  return safely(what === 'lose' ? rest : { ...rest, [field]: other[field] }) ?? column;
}

function safely(column: Record<string, unknown>): Column | undefined {
  const parsed = contractSchema.safeParse({ columns: { column } });
  return parsed.success ? parsed.data.columns.column : undefined;
}

/** Rows of values that one of the contracts mentions, or that stand just beside them, so that many sets pass. */
function rowsArbitrary(before: Contract, after: Contract): fc.Arbitrary<Row[]> {
  const names = [...new Set([...Object.keys(before.columns), ...Object.keys(after.columns), 'extra'])];
  const promised = Object.keys(before.columns);
  const columns = names.map((name) => {
    const pair = [before, after].flatMap(({ columns: all }) => (Object.hasOwn(all, name) ? [all[name] as Column] : []));
    const candidates = pair.flatMap(valuesNear);
    const [first] = pair;
    const passing = first ? candidates.filter((value) => fits(first, value)) : [];
    const value = fc.constantFrom<Value[]>('x', 1, true, ...candidates);
    return fc.oneof(
      { weight: 60, arbitrary: passing.length > 0 ? fc.constantFrom<Value[]>(...passing) : value },
      { weight: 1, arbitrary: value },
      { weight: 1, arbitrary: fc.constant<Value>(null) },
    );
  });
  return fc
    .tuple(
      fc.integer({ min: 0, max: 5 }),
      fc.oneof({ weight: 3, arbitrary: fc.constant(promised) }, { weight: 1, arbitrary: fc.subarray(names) }),
    )
    .chain(([count, kept]) =>
      fc
        .array(fc.tuple(...columns), { minLength: count, maxLength: count })
        .map((rows) =>
          rows.map((values) =>
            Object.fromEntries(
              names.flatMap((name, index) => (kept.includes(name) ? [[name, values[index] ?? null]] : [])),
            ),
          ),
        ),
    );
}

function valuesNear(column: Column): Cell[] {
  const mentioned = [
    column.min,
    column.max,
    column.above,
    column.below,
    ...(column.in ?? []),
    ...(column.not_in ?? []),
  ];
  const values = mentioned.filter((value) => value !== undefined);
  const beside = values.flatMap((value) => (typeof value === 'number' ? [value - 1, value + 1, value + 0.5] : []));
  return [...values, ...beside, ...usual[column.type]];
}

const usual: { readonly [type in Column['type']]: readonly (string | number | boolean)[] } = {
  string: ['', 'a', 'b', 'ac', 'aaa', 'AB12', 'xyz', '$'],
  category: ['', 'a', 'b', 'ac', 'aaa', 'AB12', 'xyz', '$'],
  integer: [-1, 0, 1, 2, 1000, Number.NaN],
  number: [-1, 0, 0.5, 1e6, Number.NaN, Number.POSITIVE_INFINITY],
  boolean: [true, false],
  date: ['1800-01-01', '2000-06-15', '2200-01-01'],
  timestamp: ['1800-01-01', '2000-06-15T12:00:00Z', '2200-01-01 12:30'],
};

describe('the promise of diffContracts', () => {
  it('lets all data that passed pass again when nothing is breaking', () => {
    let passed = 0;
    fc.assert(
      fc.property(
        changedArbitrary
          .chain(({ before, after }) => fc.constantFrom([before, after] as const, [after, before] as const))
          .chain(([before, after]) => rowsArbitrary(before, after).map((rows) => ({ before, after, rows }))),
        ({ before, after, rows }) => {
          const kinds = diffContracts(before, after).map(({ kind }) => kind);
          if (kinds.length === 0 || kinds.includes('breaking') || !accepts(before, rows)) return;
          passed += 1;
          expect(accepts(after, rows)).toBe(true);
        },
      ),
      { numRuns: 2_500 },
    );
    expect(passed).toBeGreaterThan(80);
  });

  it('finds a breaking change the other way round where it finds only loosened ones', () => {
    fc.assert(
      fc.property(changedArbitrary, ({ before, after }) => {
        const kinds = new Set(diffContracts(before, after).map(({ kind }) => kind));
        const reversed = new Set(diffContracts(after, before).map(({ kind }) => kind));
        if (kinds.has('loosened')) expect(reversed.has('breaking')).toBe(true);
        if (!kinds.has('loosened') && !kinds.has('breaking')) expect(reversed.has('breaking')).toBe(false);
      }),
      { numRuns: 400 },
    );
  });
});
