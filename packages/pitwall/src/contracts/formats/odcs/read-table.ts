import { type ContractInput, ruleSchema, seriesSchema } from '../../config.ts';
import type { Plain } from '../compact.ts';
import { type IgnoredItem, type Limits, mergeLimits, rulesFrom, type StatedCondition } from '../imported.ts';
import { isRecord } from '../parse.ts';
import { allowedShare, type Check, customValue, readCheck, rowLimits } from './quality.ts';
import { asList, describeCheck, relationships } from './read-property.ts';
import { terms } from './terms.ts';

export interface KnownColumns {
  readonly columns: Readonly<Record<string, Plain>>;
  /** From every name that the document may use to the name in the data. */
  readonly aliases: ReadonlyMap<string, string>;
}

interface ReadTable {
  readonly contract: ContractInput;
  readonly ignored: readonly IgnoredItem[];
}

interface Table {
  key?: readonly string[];
  rows?: Limits;
  duplicates?: number;
  series?: NonNullable<ContractInput['series']>;
  readonly conditions: StatedCondition[];
}

interface Place {
  readonly where: string;
  readonly what: string;
}

/** What a schema object says about its rows: key, row count, repeated rows and conditions. */
export function readTable(object: Plain, where: string, known: KnownColumns): ReadTable {
  const table: Table = { conditions: [] };
  const ignored = relationships(object, where);
  const note = (place: Place, why: string | undefined): void => {
    if (why !== undefined) ignored.push({ ...place, why });
  };

  const primary = primaryKey(object);
  if (primary.length > 0)
    note({ where, what: `the primary key (${primary.join(', ')})` }, stateKey(table, primary, known));
  asList(object.quality).forEach((item, index) => {
    const place = { where: `${where}.quality[${index}]`, what: describeCheck(item) };
    note(place, stateCheck(table, readCheck(item), place, known));
  });

  const { conditions, ...stated } = table;
  const { rules, ignored: impossible } = rulesFrom(known.columns, conditions);
  const strict = customValue(object, terms.strict) === true;
  return {
    contract: { ...stated, ...(strict && { strict }), ...(rules.length > 0 && { rules }) } as ContractInput,
    ignored: [...ignored, ...impossible],
  };
}

/** Adds the check to the table, and says what of it could not be added. */
function stateCheck(table: Table, check: Check, place: Place, known: KnownColumns): string | undefined {
  if (check.kind === 'foreign') return check.why;
  if (check.kind === 'pitwall') return statePitwall(table, check.implementation, place, known);
  const { metric, item, range } = check;
  if (metric === 'rowCount') {
    if ((item.unit ?? 'rows') !== 'rows') return 'a number of rows has no unit';
    table.rows = mergeLimits(table.rows ?? {}, rowLimits(range));
    return undefined;
  }
  if (metric !== 'duplicateValues') return `${metric} is about a property, not about a table`;
  const allowed = allowedShare(item, range);
  if (typeof allowed === 'string') return allowed;
  const properties = isRecord(item.arguments) ? item.arguments.properties : undefined;
  if (properties !== undefined) {
    return allowed.share > 0 ? 'a key has no tolerance' : stateKey(table, asList(properties).map(String), known);
  }
  table.duplicates = Math.min(allowed.share, table.duplicates ?? 1);
  return allowed.remark && `imported almost the same: ${allowed.remark}`;
}

function statePitwall(
  table: Table,
  implementation: Plain,
  place: Place,
  { columns }: KnownColumns,
): string | undefined {
  const { rule, duplicates, series } = implementation;
  const condition = ruleSchema.safeParse(rule);
  if (condition.success && isRecord(rule)) {
    table.conditions.push({ ...place, rule: rule as StatedCondition['rule'] });
    return undefined;
  }
  const steps = seriesSchema.safeParse(series);
  if (steps.success && Object.hasOwn(columns, steps.data.column)) {
    table.series = steps.data;
    return undefined;
  }
  if (typeof duplicates !== 'number') return 'its implementation names no rule, duplicates or series';
  table.duplicates = duplicates;
  return undefined;
}

function stateKey(table: Table, names: readonly string[], { columns, aliases }: KnownColumns): string | undefined {
  const key = names.map((name) => aliases.get(name) ?? name);
  const lost = key.find((name) => !Object.hasOwn(columns, name));
  if (lost !== undefined) return `the contract has no column \`${lost}\``;
  const isSame = table.key?.length === key.length && key.every((name) => table.key?.includes(name));
  if (table.key && !isSame) return 'a contract has one key, and another is stated already';
  table.key ??= key;
  return undefined;
}

/** By position; those without one follow in the order of the document. */
function primaryKey(object: Plain): string[] {
  const keyed = asList(object.properties).flatMap((property) => {
    if (!isRecord(property) || property.primaryKey !== true) return [];
    const position = Number(property.primaryKeyPosition ?? -1);
    return [
      { name: String(property.name ?? property.physicalName), position: position > 0 ? position : Number.MAX_VALUE },
    ];
  });
  return keyed.sort((one, other) => one.position - other.position).map(({ name }) => name);
}
