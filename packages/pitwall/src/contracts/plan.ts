import type { Dialect } from '../data/dialect.ts';
import type { SourceFile } from '../data/source.ts';
import { columnNames, type Part, type Storage, type StoredColumn, type Table } from '../data/table.ts';
import { type CellRule, cellRules } from './cell-rules.ts';
import type { Column, Contract, Rule } from './config.ts';
import { columnsOf, toSql } from './expression/index.ts';
import { columnTypesOf, readRule } from './references.ts';

/** A column of the contract and where it stands in the SQL of this plan. */
export interface PlannedColumn {
  readonly name: string;
  readonly column: Column;
  /** Whether any file has it. */
  readonly found: boolean;
  /** Files that lack it. */
  readonly absent: readonly string[];
  /** How each kind of file stores it. */
  readonly stored: readonly { readonly file: string; readonly storage: Storage; readonly physical: string }[];
  /** Present in the data, true, false, or null where the file lacks the column. */
  readonly present: string;
  /** The value as its declared type. */
  readonly typed: string;
  readonly rules: readonly CellRule[];
  /** True where any rule about the value is broken. */
  readonly invalid: string;
}

export interface PlannedRule {
  readonly rule: Rule;
  readonly columns: readonly string[];
  /** Columns that it speaks of and that no file has. */
  readonly missing: readonly string[];
  /** True where the rule is broken; a rule about a missing value is not. */
  readonly broken: string;
}

export interface Plan {
  readonly contract: Contract;
  readonly table: Table;
  readonly columns: readonly PlannedColumn[];
  readonly rules: readonly PlannedRule[];
  /** Names in the data that the contract does not have. */
  readonly extra: readonly string[];
}

/** Which SQL measures a contract on a table. */
export function planContract(contract: Contract, table: Table): Plan {
  const { dialect } = table.engine;
  const names = table.parts.map((part) => new Map(part.columns.map((stored) => [stored.name, stored])));
  const columns = Object.entries(contract.columns).map(([name, column], index): PlannedColumn => {
    const present = `p${index}`;
    const typed = `v${index}`;
    const rules = cellRules(column, { present, typed, dialect });
    const broken = rules.filter((rule) => rule.aboutValue).map((rule) => rule.broken);
    return {
      name,
      column,
      found: names.some((stored) => stored.has(name)),
      absent: table.parts.flatMap((part, at) => (names[at]?.has(name) ? [] : part.files.map(({ path }) => path))),
      stored: table.parts.flatMap((part, at) => {
        const stored = names[at]?.get(name);
        return stored ? [{ file: part.files[0]?.path ?? '', storage: stored.storage, physical: stored.physical }] : [];
      }),
      present,
      typed,
      rules,
      invalid: broken.map((condition) => `coalesce(${condition}, false)`).join(' OR '),
    };
  });
  const declared = new Set(Object.keys(contract.columns));
  return {
    contract,
    table,
    columns,
    rules: contract.rules.map((rule) => planRule(rule, contract, columns)),
    extra: columnNames(table).filter((name) => !declared.has(name)),
  };
}

function planRule(rule: Rule, contract: Contract, columns: readonly PlannedColumn[]): PlannedRule {
  const types = columnTypesOf(contract);
  const expression = readRule(rule.expect, types);
  const named = columnsOf(expression);
  const planned = new Map(columns.map((column) => [column.name, column]));
  const condition = toSql(expression, types, (name) => planned.get(name)?.typed ?? 'NULL');
  return {
    rule,
    columns: named,
    missing: named.filter((name) => !planned.get(name)?.found),
    broken: `((${condition}) = false)`,
  };
}

/**
 * One part of the table with `p…` and `v…` of the columns of the contract. An engine looks at all that is named, even
 * where it computes nothing of it, so of thousands of columns only those that are asked about should be.
 */
export function typedPart(
  plan: Plan,
  part: Part,
  source: string,
  carried: readonly string[] = [],
  columns: readonly PlannedColumn[] = plan.columns,
): string {
  const { dialect } = plan.table.engine;
  const storedNames = storedColumns(part);
  const cells = columns.flatMap(({ name, column, present, typed }) => {
    const stored = storedNames.get(name);
    if (!stored)
      return [`CAST(NULL AS BOOLEAN) AS ${present}`, `${dialect.typed('NULL', 'other', column.type)} AS ${typed}`];
    return [
      `${dialect.present(stored.sql, stored.storage)} AS ${present}`,
      `${dialect.typed(stored.sql, stored.storage, column.type)} AS ${typed}`,
    ];
  });
  const list = [...carried, ...cells];
  return `SELECT ${list.length > 0 ? list.join(', ') : '1 AS nothing'} FROM ${source}`;
}

/** A whole record as one hash, alike in every part. */
export function recordHash(plan: Plan, part: Part, dialect: Dialect): string {
  const names = storedColumns(part);
  const cells = columnNames(plan.table).map((name) => {
    const stored = names.get(name);
    if (!stored) return 'NULL';
    // bytes are displayed by their number alone
    return stored.storage === 'binary' ? stored.sql : dialect.display(stored.sql, stored.storage);
  });
  // empty objects have no cells, and are all the same
  return dialect.hash(cells.length > 0 ? cells : ['NULL']);
}

/** Thousands of columns are looked up by name in every scan. */
export function storedColumns(part: Part): ReadonlyMap<string, StoredColumn> {
  return new Map(part.columns.map((stored) => [stored.name, stored]));
}

/** In how many ways files store a column. Text and JSON know no type of a column. */
export function storageFamilies({ stored }: Pick<PlannedColumn, 'stored'>): Set<string> {
  return new Set(
    stored.flatMap(({ storage }) => (storage === 'text' || storage === 'json' ? [] : [storageFamily(storage)])),
  );
}

/** Integers with gaps are often stored as floats: that is not a change worth a word. */
const storageFamily = (storage: Storage): string =>
  storage === 'integer' || storage === 'float' || storage === 'decimal' ? 'number' : storage;

/** Rows in memory are one unit without a file. */
export function filesOf(plan: Plan): { part: Part; file: SourceFile | undefined }[] {
  return plan.table.parts.flatMap((part): { part: Part; file: SourceFile | undefined }[] =>
    part.files.length === 0 ? [{ part, file: undefined }] : part.files.map((file) => ({ part, file })),
  );
}
