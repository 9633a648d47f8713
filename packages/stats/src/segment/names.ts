import { mostCodes, noSegment, type SegmentColumn } from './rows.ts';

export interface NamedColumn extends SegmentColumn {
  /** One for each code; null for what is missing. */
  readonly names: readonly (string | null)[];
}

export interface NameOptions {
  /** Names of fewer rows are no segment. */
  readonly minimum?: number;
  /** So many names at the most, those of most rows. */
  readonly most?: number;
}

/**
 * A column of names as segments: the most frequent ones, from the most frequent on, where two are as frequent in the
 * order of their letters. Missing values (null) are a name like any other, and come last among equals. All other names
 * are in no segment.
 * Cost: one pass and a sort of the names. Example: codeNames('city', ['a', 'b', 'a'], { minimum: 2 }).codes = [0, 255, 0].
 */
export function codeNames(
  name: string,
  values: ArrayLike<string | null | undefined>,
  { minimum = 50, most = 12 }: NameOptions = {},
): NamedColumn {
  if (!Number.isInteger(most) || most < 0 || most > mostCodes)
    throw new RangeError(`most: expected a whole number from 0 to ${mostCodes}, got ${most}`);
  const counts = new Map<string | null, { count: number; code: number }>();
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row] ?? null;
    const entry = counts.get(value);
    if (entry) entry.count += 1;
    else counts.set(value, { count: 1, code: noSegment });
  }
  const chosen = [...counts]
    .filter(([, { count }]) => count >= minimum)
    .sort(([a, { count: n }], [b, { count: m }]) => m - n || inOrder(a, b))
    .slice(0, most);
  for (const [code, [, entry]] of chosen.entries()) entry.code = code;
  const codes = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row += 1) codes[row] = counts.get(values[row] ?? null)?.code ?? noSegment;
  return { name, codes, count: chosen.length, names: chosen.map(([value]) => value) };
}

function inOrder(a: string | null, b: string | null): number {
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}
