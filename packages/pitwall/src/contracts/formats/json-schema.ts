import { type Column, type Contract, isoDatePattern, isoTimestampPattern } from '../config.ts';
import type { Plain } from './compact.ts';
import { toSearchPattern } from './whole-match.ts';

/**
 * JSON Schema 2020-12 of one row. It refuses only rows that no data fit for the contract can hold: where the contract
 * bears exceptions (a tolerance, missing values) a single row may be one. What only a whole table can break, and what
 * JSON Schema has no word for, stands in `$comment`.
 */
export function contractToJsonSchema(contract: Contract): object {
  const { description, strict, columns } = contract;
  const entries = Object.entries(columns);
  const unsaid = tableRules(contract);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...(description !== undefined && { description }),
    ...(unsaid.length > 0 && { $comment: notSaid(unsaid) }),
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, column]) => [name, columnSchema(column)])),
    required: entries.filter(([, { required }]) => required).map(([name]) => name),
    ...(strict && { additionalProperties: false }),
  };
}

function columnSchema(column: Column): Plain {
  const { description, tolerance, nulls } = column;
  const rules = tolerance === 0 ? valueRules(column) : {};
  const unsaid = columnRules(column);
  return {
    ...(description !== undefined && { description }),
    ...(unsaid.length > 0 && { $comment: notSaid(unsaid) }),
    ...(nulls > 0 && Object.keys(rules).length > 0 ? { anyOf: [rules, { type: 'null' }] } : rules),
    ...(nulls === 0 && tolerance > 0 && { not: { type: 'null' } }),
  };
}

function valueRules(column: Column): Plain {
  const { length, pattern, in: allowed, not_in: forbidden } = column;
  return {
    ...typeRules(column),
    ...(length?.min !== undefined && { minLength: length.min }),
    ...(length?.max !== undefined && { maxLength: length.max }),
    ...(pattern !== undefined && { pattern: toSearchPattern(pattern) }),
    ...(allowed && { enum: [...new Set(allowed)] }),
    ...(forbidden && { not: { enum: [...new Set(forbidden)] } }),
  };
}

function typeRules(column: Column): Plain {
  switch (column.type) {
    case 'string':
    case 'category':
      return { type: 'string' };
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
    case 'number':
      return { type: column.type, ...numericBounds(column) };
    case 'date':
      return { type: 'string', format: 'date', pattern: isoDatePattern.source };
    case 'timestamp':
      // The format `date-time` wants a zone, and a day alone would break it.
      return { type: 'string', pattern: `${isoTimestampPattern.source}|${isoDatePattern.source}` };
  }
}

function numericBounds({ min, max, above, below }: Column): Plain {
  return {
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
    ...(above !== undefined && { exclusiveMinimum: above }),
    ...(below !== undefined && { exclusiveMaximum: below }),
  };
}

function columnRules(column: Column): string[] {
  const { type, unique, nulls, tolerance } = column;
  const bounds = (['min', 'max', 'above', 'below'] as const)
    .filter((bound) => column[bound] !== undefined)
    .map((bound) => `${bound} ${column[bound]}`);
  return [
    ...(type === 'date' || type === 'timestamp' ? bounds : []),
    ...(nulls > 0 && nulls < 1 ? [`a share of at most ${nulls} is missing`] : []),
    ...(tolerance > 0 ? [`all but a share of ${tolerance} keep the rules of the column (type ${type})`] : []),
    ...(unique ? ['no value comes twice'] : []),
  ];
}

function tableRules({ key, rows, duplicates, freshness, series, rules }: Contract): string[] {
  return [
    ...(key ? [`the key (${key.join(', ')})`] : []),
    ...(rows ? ['the number of rows'] : []),
    ...(duplicates === undefined ? [] : ['the share of repeated rows']),
    ...(freshness ? ['how fresh the data is'] : []),
    ...(series ? [`the series of ${series.column}`] : []),
    ...rules.map(({ expect, name }) => `the rule ${name ?? expect}`),
  ];
}

function notSaid(rules: readonly string[]): string {
  return `Not checked by this schema: ${rules.join('; ')}`;
}
