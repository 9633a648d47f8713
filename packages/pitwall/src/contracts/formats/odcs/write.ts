import type { Column, ColumnType, Contract } from '../../config.ts';
import { compactFreshness, compactRule, compactSeries, type Plain } from '../compact.ts';
import { toSearchPattern } from '../whole-match.ts';
import { fromPercent, toPercent } from './share.ts';
import { engine, terms } from './terms.ts';

export interface OdcsOptions {
  /** Of the contract and of its one schema object. */
  readonly name: string;
  /** The name, unless told. */
  readonly id?: string;
  readonly version?: string;
  readonly status?: string;
}

/**
 * A document of the Open Data Contract Standard 3.1. What the standard cannot say is written as custom properties and
 * checks of the engine `pitwall`, so that `contractFromOdcs` gives back the same contract.
 */
export function contractToOdcs(
  contract: Contract,
  { name, id = name, version = '1.0.0', status = 'active' }: OdcsOptions,
): object {
  const latency = slaProperties(contract, name);
  return {
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id,
    version,
    status,
    name,
    schema: [schemaObject(contract, name)],
    ...(latency.length > 0 && { slaProperties: latency }),
  };
}

function schemaObject(contract: Contract, name: string): Plain {
  const { description, columns } = contract;
  return {
    name,
    logicalType: 'object',
    ...(description !== undefined && { description }),
    properties: Object.entries(columns).map(([column, rules]) => property(column, rules, contract.key)),
    ...listed('quality', [...rowCount(contract), ...tableChecks(contract)]),
    ...listed('customProperties', [
      ...(contract.strict ? [custom(terms.strict, true)] : []),
      ...(contract.freshness ? freshnessTerms(contract.freshness) : []),
    ]),
  };
}

function property(name: string, column: Column, key: readonly string[] | undefined): Plain {
  const { type, description, nulls, unique, required, finite, severity } = column;
  const position = key?.indexOf(name) ?? -1;
  const options = column.tolerance === 0 ? typeOptions(column) : {};
  return {
    name,
    logicalType: logicalTypes[type],
    ...(description !== undefined && { description }),
    required: nulls === 0,
    ...(unique && { unique }),
    ...(position >= 0 && { primaryKey: true, primaryKeyPosition: position + 1 }),
    ...(Object.keys(options).length > 0 && { logicalTypeOptions: options }),
    ...listed('quality', [
      ...nullCheck(nulls),
      ...(column.tolerance === 0 ? valueChecks(column) : [tolerantCheck(column)]),
    ]),
    ...listed('customProperties', [
      ...(type === 'category' ? [custom(terms.type, type)] : []),
      ...(required ? [] : [custom(terms.required, false)]),
      ...(finite ? [] : [custom(terms.finite, false)]),
      ...(severity === 'alert' ? [] : [custom(terms.severity, severity)]),
    ]),
  };
}

const logicalTypes: { readonly [type in ColumnType]: string } = {
  string: 'string',
  category: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
};

function typeOptions({ min, max, above, below, length, pattern }: Column): Plain {
  return {
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
    ...(above !== undefined && { exclusiveMinimum: above }),
    ...(below !== undefined && { exclusiveMaximum: below }),
    ...(length?.min !== undefined && { minLength: length.min }),
    ...(length?.max !== undefined && { maxLength: length.max }),
    ...(pattern !== undefined && { pattern: toSearchPattern(pattern) }),
  };
}

function nullCheck(nulls: number): Plain[] {
  if (nulls === 0 || nulls === 1) return [];
  const percent = toPercent(nulls);
  const isExact = fromPercent(percent) === nulls;
  return [
    {
      metric: 'nullValues',
      mustBeLessOrEqualTo: percent,
      unit: 'percent',
      ...(!isExact && { customProperties: [custom(terms.share, nulls)] }),
    },
  ];
}

function valueChecks({ in: allowed, not_in: forbidden }: Column): Plain[] {
  return [
    ...(allowed ? [{ metric: 'invalidValues', arguments: { validValues: allowed }, mustBe: 0 }] : []),
    ...(forbidden ? [{ metric: 'missingValues', arguments: { missingValues: forbidden }, mustBe: 0 }] : []),
  ];
}

/** The options of a logical type bear no exception, so they would promise more than a tolerant column does. */
function tolerantCheck({
  tolerance,
  min,
  max,
  above,
  below,
  length,
  pattern,
  in: allowed,
  not_in: forbidden,
}: Column): Plain {
  const rules = { tolerance, min, max, above, below, length, pattern, in: allowed, not_in: forbidden };
  return pitwallCheck(Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined)));
}

function rowCount({ rows }: Contract): Plain[] {
  const { min, max } = rows ?? {};
  if (min !== undefined && min === max) return [{ metric: 'rowCount', mustBe: min }];
  return [
    ...(min === undefined ? [] : [{ metric: 'rowCount', mustBeGreaterOrEqualTo: min }]),
    ...(max === undefined ? [] : [{ metric: 'rowCount', mustBeLessOrEqualTo: max }]),
  ];
}

function tableChecks({ duplicates, series, rules }: Contract): Plain[] {
  return [
    ...(duplicates === undefined ? [] : [pitwallCheck({ duplicates })]),
    ...(series ? [pitwallCheck({ series: compactSeries(series) })] : []),
    ...rules.map((rule) => pitwallCheck({ rule: compactRule(rule) })),
  ];
}

const units = { s: 's', m: 'min', h: 'h', d: 'd', w: 'w' } as const;

function slaProperties({ freshness }: Contract, name: string): Plain[] {
  if (!freshness) return [];
  const amount = freshness.within.slice(0, -1);
  const value = String(Number(amount)) === amount ? Number(amount) : amount;
  const unit = units[freshness.within.slice(-1) as keyof typeof units];
  const element = freshness.column === undefined ? {} : { element: `${name}.${freshness.column}` };
  return [{ property: 'latency', value, unit, ...element }];
}

function freshnessTerms(freshness: NonNullable<Contract['freshness']>): Plain[] {
  const { within: _within, column: _column, ...rest } = compactFreshness(freshness);
  return Object.keys(rest).length > 0 ? [custom(terms.freshness, rest)] : [];
}

function custom(property: string, value: unknown): Plain {
  return { property, value };
}

function pitwallCheck(implementation: Plain): Plain {
  return { type: 'custom', engine, implementation };
}

function listed(key: string, items: readonly Plain[]): Plain {
  return items.length > 0 ? { [key]: items } : {};
}
