import { type Refusal, refuse } from '../score.ts';

/** What a class is called: a word, or a small whole number. */
export type ClassName = string | number;

/** More classes than this are a mistake, such as a number that is to be predicted. */
export const classLimit = 1000;

/** The classes in the order of their columns, and the code of each. */
export interface Classes {
  readonly names: readonly ClassName[];
  readonly codes: ReadonlyMap<ClassName, number>;
}

/**
 * The classes as given; else 0, 1, 2 … for whole numbers that fit the columns of probabilities; else all that are seen in
 * labels and predictions, numbers in their order before words in the order of their letters' codes.
 */
export function classesOf(
  given: readonly ClassName[] | undefined,
  columns: number | undefined,
  seen: readonly ArrayLike<ClassName>[],
): Classes | Refusal {
  const found = given ?? seenClasses(seen);
  if (!Array.isArray(found)) return found as Refusal;
  const names: readonly ClassName[] =
    !given && columns !== undefined && found.every((name) => isColumn(name, columns))
      ? Array.from({ length: columns }, (_, column) => column)
      : found;
  const codes = new Map(names.map((name, code) => [name, code] as const));
  if (codes.size < names.length) return refuse('invalid', `expected every class once, found ${listed(names)}`);
  if (names.length > classLimit) return tooMany;
  if (columns !== undefined && columns !== names.length) {
    return refuse(
      'invalid',
      `expected a column of probabilities for each of ${names.length} classes (${listed(names)}), found ${columns}; ` +
        'say in classes which columns there are',
    );
  }
  return { names, codes };
}

const tooMany = refuse('invalid', `found more than ${classLimit} classes; is this a number to be predicted?`);

const isColumn = (name: ClassName, columns: number): boolean =>
  typeof name === 'number' && Number.isInteger(name) && name >= 0 && name < columns;

function seenClasses(seen: readonly ArrayLike<ClassName>[]): ClassName[] | Refusal {
  const names = new Set<ClassName>();
  for (const values of seen) {
    for (let row = 0; row < values.length; row += 1) {
      const value = values[row];
      if (!isClassName(value)) return refuseName('class', row, value, 'a word or a whole number');
      names.add(value);
      if (names.size > classLimit) return tooMany;
    }
  }
  return [...names].sort((a, b) => {
    if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
    return typeof b === 'number' ? 1 : a < b ? -1 : 1;
  });
}

const isClassName = (value: ClassName | undefined): value is ClassName =>
  typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value));

/** Codes of a column; the first value that is no class is refused. */
export function codesOf(what: string, values: ArrayLike<ClassName>, { names, codes }: Classes): Int32Array | Refusal {
  const found = new Int32Array(values.length);
  const areColumns = names.every((name, code) => name === code);
  for (let row = 0; row < found.length; row += 1) {
    const value = values[row];
    const code = areColumns && isColumn(value ?? '', names.length) ? (value as number) : codes.get(value ?? Number.NaN);
    if (code === undefined) return refuseName(what, row, value, `one of ${listed(names)}`);
    found[row] = code;
  }
  return found;
}

const refuseName = (what: string, row: number, value: unknown, expected: string): Refusal =>
  refuse('invalid', `${what} of row ${row} is ${JSON.stringify(value) ?? 'missing'}, expected ${expected}`);

const shown = 8;

/** The first few of many names, for a sentence. */
export function listed(names: readonly ClassName[]): string {
  const first = names.slice(0, shown).join(', ');
  return names.length > shown ? `${first} and ${names.length - shown} more` : first;
}
