import { type ColumnType, isoDatePattern, isoTimestampPattern } from '../../config.ts';
import type { Plain } from '../compact.ts';

/**
 * The type that the rules of a column let one conclude, if they do. Numbers beat texts: lengths and patterns are
 * asked of numbers too, which are then written out.
 */
export function inferType(patches: readonly Plain[]): ColumnType | undefined {
  const found = new Set(patches.flatMap((patch) => typesIn(patch)));
  if (found.has('integer')) found.delete('number');
  if (found.has('timestamp')) found.delete('day');
  if (found.size > 1) found.delete('text');
  const [type, ...others] = found;
  if (others.length > 0 || type === undefined || type === 'day' || type === 'mixed') return undefined;
  return type === 'text' ? 'string' : type;
}

/** `day`: a date, a timestamp or a text, who knows. `mixed`: values of several types. */
type Found = 'integer' | 'number' | 'boolean' | 'timestamp' | 'day' | 'text' | 'mixed';

function typesIn(patch: Plain): Found[] {
  const { in: allowed, not_in: forbidden, min, max, above, below, pattern, length } = patch;
  return [
    ...valueTypes(allowed, true),
    ...valueTypes(forbidden, false),
    ...valueTypes(
      [min, max, above, below].filter((bound) => bound !== undefined),
      false,
    ),
    ...(pattern === undefined && length === undefined ? [] : (['text'] as const)),
  ];
}

/** Where all values are listed and whole, the column is of integers; elsewhere there may be fractions between them. */
function valueTypes(values: unknown, isComplete: boolean): Found[] {
  if (!Array.isArray(values) || values.length === 0) return [];
  if (values.every((value) => typeof value === 'number'))
    return [isComplete && values.every(Number.isSafeInteger) ? 'integer' : 'number'];
  if (values.every((value) => typeof value === 'boolean')) return ['boolean'];
  if (!values.every((value) => typeof value === 'string')) return ['mixed'];
  if (values.every((value) => isoDatePattern.test(value))) return ['day'];
  return values.every((value) => isoTimestampPattern.test(value) || isoDatePattern.test(value))
    ? ['timestamp']
    : ['text'];
}
