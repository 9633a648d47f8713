import { type ColumnType, columnTypes } from '../../config.ts';
import type { Plain } from '../compact.ts';
import { columnFromRules, type IgnoredItem, type StatedRule } from '../imported.ts';
import { isRecord } from '../parse.ts';
import { typeFromName } from '../type-names.ts';
import { toWholePattern } from '../whole-match.ts';
import { formatRule, isIsoFormat } from './formats.ts';
import { type AllowedShare, allowedShare, type Check, customValue, readCheck } from './quality.ts';
import { terms } from './terms.ts';

export interface ReadProperty {
  /** As the data has it: the physical name, where there is one. */
  readonly name: string;
  /** Absent where the type is unknown: a wrong one would raise false alarms. */
  readonly column?: Plain;
  readonly ignored: readonly IgnoredItem[];
}

export type Types = Readonly<Record<string, ColumnType>>;

interface Reading {
  readonly rules: readonly StatedRule[];
  readonly ignored: readonly IgnoredItem[];
}

export function readProperty(property: Plain, name: string, where: string, types: Types): ReadProperty {
  const type = columnType(property, name, types);
  if (!type) {
    const known = property.logicalType ?? property.physicalType ?? 'none';
    const format = isRecord(property.logicalTypeOptions) ? property.logicalTypeOptions.format : undefined;
    const why = `no column type is equal to its type (${[known, format].filter((part) => part !== undefined).join(' ')})`;
    return { name, ignored: [{ where, what: 'the column with all its rules', why }] };
  }
  const readings = [
    readOptions(property, where),
    ...asList(property.quality).map((item, index) => readPropertyCheck(item, `${where}.quality[${index}]`)),
  ];
  const unique: StatedRule[] = property.unique === true ? [{ where, what: 'unique', patch: { unique: true } }] : [];
  const { column, ignored } = columnFromRules(type, base(property), [
    ...unique,
    ...readings.flatMap(({ rules }) => rules),
  ]);
  return {
    name,
    column,
    ignored: [
      ...readings.flatMap((reading) => reading.ignored),
      ...ignored,
      ...looserType(property, column, where),
      ...relationships(property, where),
    ],
  };
}

/** A logical type bears no exception, but the tolerance of a column is about its type as well. */
function looserType(property: Plain, { type, tolerance }: Plain, where: string): IgnoredItem[] {
  const isOurs = asList(property.quality).some((item) => readCheck(item).kind === 'pitwall');
  if (typeof tolerance !== 'number' || isOurs || type === 'string' || type === 'category') return [];
  return [
    {
      where: `${where}.logicalType`,
      what: `logicalType: ${property.logicalType}`,
      why: `imported almost the same: a share of ${tolerance} may be of another type, since a column has one tolerance`,
    },
  ];
}

function columnType(property: Plain, name: string, types: Types): ColumnType | undefined {
  const { logicalType, physicalType, logicalTypeOptions } = property;
  const fallback = Object.hasOwn(types, name) ? types[name] : undefined;
  if (logicalType === undefined)
    return (typeof physicalType === 'string' ? typeFromName(physicalType) : undefined) ?? fallback;
  if (logicalType === 'string') return customValue(property, terms.type) === 'category' ? 'category' : 'string';
  const format = isRecord(logicalTypeOptions) ? logicalTypeOptions.format : undefined;
  // Version 3.0 has no other logical type for a time of day, or for a day with a time.
  if (
    logicalType === 'date' &&
    format === undefined &&
    typeof physicalType === 'string' &&
    /time/i.test(physicalType)
  ) {
    return typeFromName(physicalType) ?? fallback;
  }
  if ((logicalType === 'date' || logicalType === 'timestamp') && format !== undefined)
    return isIsoFormat(format) ?? fallback;
  return columnTypes.find((type) => type === logicalType) ?? fallback;
}

/** A primary key without a word on missing values means that there are none. */
function base(property: Plain): Plain {
  const { description, required, primaryKey } = property;
  const isFilled = required === true || (required === undefined && primaryKey === true);
  const severity = customValue(property, terms.severity);
  return {
    ...(typeof description === 'string' && { description }),
    ...(customValue(property, terms.required) === false && { required: false }),
    ...(customValue(property, terms.finite) === false && { finite: false }),
    ...(severity === 'warning' && { severity }),
    nulls: isFilled ? 0 : 1,
  };
}

function readOptions(property: Plain, where: string): Reading {
  const options = property.logicalTypeOptions;
  if (!isRecord(options)) return { rules: [], ignored: [] };
  const rules: StatedRule[] = [];
  const ignored: IgnoredItem[] = [];
  for (const [option, value] of Object.entries(options)) {
    const place = { where: `${where}.logicalTypeOptions.${option}`, what: `${option}: ${JSON.stringify(value)}` };
    const patch = optionPatch(option, value, options, property.logicalType);
    if (typeof patch === 'string') ignored.push({ ...place, why: patch });
    else if (Object.keys(patch).length > 0) rules.push({ ...place, patch, tolerance: 0 });
  }
  return { rules, ignored };
}

/** The part of a column that says the same; empty where the option says nothing by itself. */
function optionPatch(option: string, value: unknown, options: Plain, logicalType: unknown): Plain | string {
  switch (option) {
    // Version 3.0 has a flag beside the limit, version 3.1 a limit of its own.
    case 'minimum':
      return options.exclusiveMinimum === true ? { above: value } : { min: value };
    case 'maximum':
      return options.exclusiveMaximum === true ? { below: value } : { max: value };
    case 'exclusiveMinimum':
      return typeof value === 'boolean' ? {} : { above: value };
    case 'exclusiveMaximum':
      return typeof value === 'boolean' ? {} : { below: value };
    case 'minLength':
      return { length: { min: value } };
    case 'maxLength':
      return { length: { max: value } };
    case 'pattern':
      return typeof value === 'string' ? { pattern: toWholePattern(value) } : 'a pattern has to be a text';
    case 'format':
      return formatRule(value, logicalType);
    case 'timezone':
      return {};
    case 'defaultTimezone':
      return /^((Etc\/)?(UTC|GMT)|Z)$/i.test(String(value)) ? {} : 'times without a zone are taken for UTC here';
    default:
      return 'no rule of a column says this';
  }
}

function readPropertyCheck(item: unknown, where: string): Reading {
  const what = describeCheck(item);
  const said = checkRules(readCheck(item));
  if (typeof said === 'string') return { rules: [], ignored: [{ where, what, why: said }] };
  const { rules, remark } = said;
  return {
    rules: rules.map((rule) => ({ where, what, ...rule })),
    ignored: remark === undefined ? [] : [{ where, what, why: `imported almost the same: ${remark}` }],
  };
}

interface Said {
  readonly rules: readonly Pick<StatedRule, 'patch' | 'tolerance'>[];
  readonly remark?: string | undefined;
}

function checkRules(check: Check): Said | string {
  if (check.kind === 'foreign') return check.why;
  if (check.kind === 'pitwall') {
    const { tolerance = 0, ...patch } = check.implementation;
    return typeof tolerance === 'number' ? { rules: [{ patch, tolerance }] } : 'its tolerance is not a number';
  }
  const { metric, item, range } = check;
  if (metric === 'rowCount') return 'rows are counted for the whole table';
  const allowed = allowedShare(item, range);
  if (typeof allowed === 'string') return allowed;
  const { share, remark } = allowed;
  if (metric === 'nullValues') return { rules: [{ patch: { nulls: share } }], remark };
  if (metric === 'duplicateValues')
    return share === 0 ? { rules: [{ patch: { unique: true } }] } : '`unique` has no tolerance';
  return metric === 'invalidValues' ? invalidValues(item, allowed) : missingValues(item, allowed);
}

function invalidValues(item: Plain, { share, remark }: AllowedShare): Said | string {
  // Version 3.0 has the values beside the rule, and so has an example of 3.1.
  const given: Plain = { ...item, ...(isRecord(item.arguments) ? item.arguments : {}) };
  const { validValues, pattern } = given;
  const patch = {
    ...(Array.isArray(validValues) && { in: validValues.filter((value) => value !== null) }),
    ...(typeof pattern === 'string' && { pattern: toWholePattern(pattern) }),
  };
  return Object.keys(patch).length > 0
    ? { rules: [{ patch, tolerance: share }], remark }
    : 'it names neither values nor a pattern';
}

function missingValues(item: Plain, { share, remark }: AllowedShare): Said | string {
  const given = isRecord(item.arguments) ? item.arguments.missingValues : undefined;
  if (!Array.isArray(given) || given.length === 0) return 'it names no values';
  const texts = given.filter((value) => value !== null);
  const hasNull = texts.length < given.length;
  if (hasNull && texts.length > 0 && share > 0) return 'missing and forbidden values are not counted together here';
  return {
    rules: [
      ...(hasNull ? [{ patch: { nulls: share } }] : []),
      ...(texts.length > 0 ? [{ patch: { not_in: texts }, tolerance: share }] : []),
    ],
    remark,
  };
}

export function relationships(owner: Plain, where: string): IgnoredItem[] {
  return asList(owner.relationships).map((_, index) => ({
    where: `${where}.relationships[${index}]`,
    what: 'a relationship to another object',
    why: 'a contract is about one dataset',
  }));
}

export function describeCheck(item: unknown): string {
  if (!isRecord(item)) return JSON.stringify(item);
  const { id: _id, name, description, ...rest } = item;
  const title = [name, description].find((text) => typeof text === 'string');
  return title === undefined ? JSON.stringify(rest) : String(title);
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
