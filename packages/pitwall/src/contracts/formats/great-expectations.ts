import type { ColumnType, ContractInput } from '../config.ts';
import type { Plain } from './compact.ts';
import { type Claim, claimReaders } from './great-expectations/claims.ts';
import { inferType } from './great-expectations/infer.ts';
import { type Expectation, readSuite } from './great-expectations/suite.ts';
import { type TableClaim, tableReaders, whyUnknown } from './great-expectations/tables.ts';
import {
  columnFromRules,
  type IgnoredItem,
  type Limits,
  mergeLimits,
  rulesFrom,
  type StatedCondition,
} from './imported.ts';

export interface GreatExpectationsReading {
  readonly contract: ContractInput;
  readonly ignored: readonly IgnoredItem[];
}

export interface GreatExpectationsOptions {
  /** Types of columns as the data has them, for those of which the suite states none. */
  readonly types?: Readonly<Record<string, ColumnType>>;
}

interface Stated<T> {
  readonly expectation: Expectation;
  readonly claim: T;
}

/**
 * The expectations of a suite that a contract can say. Columns may be empty and numbers infinite unless the suite
 * says otherwise, because Great Expectations skips missing values. A column whose type neither the suite states, nor
 * `types`, nor the values in its expectations tell, is left out: a wrong type would raise false alarms.
 */
export function contractFromGreatExpectations(
  suite: unknown,
  { types = {} }: GreatExpectationsOptions = {},
): GreatExpectationsReading {
  const { expectations, ignored: unreadable } = readSuite(suite);
  const ignored: IgnoredItem[] = [...unreadable];
  const ignore = ({ where, what }: Expectation, why: string): void => void ignored.push({ where, what, why });

  const claims = new Map<string, Stated<Claim>[]>();
  const claim = (name: string, stated: Stated<Claim>): void => {
    claims.set(name, [...(claims.get(name) ?? []), stated]);
  };
  const tableClaims: Stated<TableClaim>[] = [];
  for (const expectation of expectations) {
    const { column } = expectation.kwargs;
    const onColumn = readerOf(claimReaders, expectation.type)?.(expectation.kwargs);
    const onTable = readerOf(tableReaders, expectation.type)?.(expectation.kwargs);
    const why = [onColumn, onTable].find((said) => typeof said === 'string');
    if (typeof why === 'string') ignore(expectation, why);
    else if (typeof onTable === 'object') tableClaims.push({ expectation, claim: onTable });
    else if (typeof onColumn !== 'object') ignore(expectation, whyUnknown(expectation));
    else if (typeof column !== 'string' || column === '__proto__')
      ignore(expectation, 'a contract cannot name this column');
    else claim(column, { expectation, claim: onColumn });
  }
  for (const { expectation, claim: said } of tableClaims) {
    if (said.kind === 'columns') for (const name of said.names) claim(name, { expectation, claim: {} });
  }

  const columns = new Map<string, Plain>();
  for (const [name, stated] of claims) {
    const read = readColumn(stated, Object.hasOwn(types, name) ? types[name] : undefined);
    ignored.push(...read.ignored);
    if (read.column) columns.set(name, read.column);
  }
  const table = readTable(tableClaims, Object.fromEntries(columns));
  return {
    contract: { ...table.contract, columns: Object.fromEntries(columns) as NonNullable<ContractInput['columns']> },
    ignored: [...ignored, ...table.ignored],
  };
}

function readerOf<Reader>(readers: Readonly<Record<string, Reader>>, type: string): Reader | undefined {
  return Object.hasOwn(readers, type) ? readers[type] : undefined;
}

interface ReadColumn {
  readonly column?: Plain;
  readonly ignored: readonly IgnoredItem[];
}

function readColumn(stated: readonly Stated<Claim>[], fromData: ColumnType | undefined): ReadColumn {
  const ignored: IgnoredItem[] = [];
  const ignore = ({ where, what }: Expectation, why: string): void => void ignored.push({ where, what, why });
  const typed = stated.find(({ claim }) => claim.type !== undefined);
  const type =
    typed?.claim.type ?? fromData ?? inferType(stated.flatMap(({ claim }) => (claim.patch ? [claim.patch] : [])));
  if (!type) {
    for (const { expectation } of stated)
      ignore(expectation, 'the type of the column is unknown: name data that tells it, with --data');
    return { ignored };
  }
  for (const { expectation, claim } of stated) {
    if (claim.remark !== undefined) ignore(expectation, `imported in part: ${claim.remark}`);
    if (claim.type !== undefined && claim.type !== type)
      ignore(expectation, `another expectation states the type ${type}`);
  }
  const isWarning = stated.every(({ expectation }) => expectation.severity === 'warning');
  const base = { nulls: 1, ...(type === 'number' && { finite: false }), ...(isWarning && { severity: 'warning' }) };
  const rules = stated.flatMap(({ expectation: { where, what }, claim }) => {
    const { patch, tolerance } = claim;
    return patch ? [{ where, what, patch, ...(tolerance !== undefined && { tolerance }) }] : [];
  });
  // The type alone may have the tolerance of the column; beside other rules it takes theirs.
  const isAlone = rules.every(({ tolerance }) => tolerance === undefined);
  const ofType = typed && isAlone ? [{ ...typed.expectation, patch: {}, tolerance: typed.claim.tolerance ?? 0 }] : [];
  const read = columnFromRules(type, base, [...rules, ...ofType]);
  const allowed = typeof read.column.tolerance === 'number' ? read.column.tolerance : 0;
  if (typed && (typed.claim.tolerance ?? 0) !== allowed && !['string', 'category'].includes(type)) {
    ignore(
      typed.expectation,
      `imported almost the same: a share of ${allowed} may be of another type, since a column has one tolerance`,
    );
  }
  return { column: read.column, ignored: [...ignored, ...read.ignored] };
}

interface ReadTable {
  readonly contract: ContractInput;
  readonly ignored: readonly IgnoredItem[];
}

function readTable(stated: readonly Stated<TableClaim>[], columns: Readonly<Record<string, Plain>>): ReadTable {
  const ignored: IgnoredItem[] = [];
  const ignore = ({ where, what }: Expectation, why: string): void => void ignored.push({ where, what, why });
  const conditions: StatedCondition[] = [];
  let rows: Limits | undefined;
  let key: readonly string[] | undefined;
  let strict = false;
  for (const { expectation, claim } of stated) {
    const { where, what, severity } = expectation;
    const names = claim.kind === 'rows' ? [] : claim.names;
    const lost = names.find((name) => !Object.hasOwn(columns, name));
    if (claim.kind === 'rows') rows = mergeLimits(rows ?? {}, claim.limits);
    else if (claim.kind === 'columns') {
      if (claim.remark !== undefined) ignore(expectation, `imported in part: ${claim.remark}`);
      if (claim.isAll && lost === undefined) strict = true;
      else if (claim.isAll)
        ignore(expectation, `other columns stay allowed, since the contract has no column \`${lost}\``);
    } else if (lost !== undefined) ignore(expectation, `the type of the column \`${lost}\` is unknown: give \`types\``);
    else if (claim.kind === 'key') {
      if (key === undefined) key = claim.names;
      else ignore(expectation, 'a contract has one key, and another is stated already');
    } else {
      const { expect, tolerance } = claim;
      const rule = { expect, ...(tolerance > 0 && { tolerance }), ...(severity === 'warning' && { severity }) };
      conditions.push({ where, what, rule });
      if (claim.judgesMissing && names.some((name) => columns[name]?.nulls !== 0)) {
        ignore(expectation, 'imported almost the same: a rule passes a row in which a value is missing');
      }
    }
  }
  const { rules, ignored: impossible } = rulesFrom(columns, conditions);
  const contract = {
    ...(key && { key }),
    ...(strict && { strict }),
    ...(rows && { rows }),
    ...(rules.length > 0 && { rules }),
  };
  return { contract: contract as ContractInput, ignored: [...ignored, ...impossible] };
}
