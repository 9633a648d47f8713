/** Checks of parsed JSON. A problem is a sentence: where it is, what was expected, and what came. */
export type Problem = string | undefined;
export type Check = (value: unknown, where: string) => Problem;
export type Fields = Readonly<Record<string, unknown>>;

export function unexpected(where: string, expected: string, got: unknown): string {
  return `${where}: expected ${expected}, got ${shown(got)}`;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const isCount: Check = (value, where) =>
  Number.isSafeInteger(value) && Number(value) >= 0
    ? undefined
    : unexpected(where, `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`, value);

export const isFiniteNumber: Check = (value, where) =>
  Number.isFinite(value) ? undefined : unexpected(where, 'a finite number', value);

export const isFiniteOrNull: Check = (value, where) =>
  value === null || Number.isFinite(value) ? undefined : unexpected(where, 'a finite number or null', value);

export const isText: Check = (value, where) =>
  typeof value === 'string' ? undefined : unexpected(where, 'a text', value);

/** Passes where a word is exactly this one. */
export function isWord(word: string | number): Check {
  return (value, where) => (value === word ? undefined : unexpected(where, JSON.stringify(word), value));
}

/** Passes an object with exactly these fields, each of which passes its check. */
export function hasFields(checks: Readonly<Record<string, Check>>): Check {
  return (value, where) => {
    if (!isFields(value)) return unexpected(where, `an object with ${Object.keys(checks).join(', ')}`, value);
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(checks, name));
    if (unknown !== undefined) {
      return `${where}: expected no other fields than ${Object.keys(checks).join(', ')}, got ${shown(unknown)} too`;
    }
    return firstProblem(Object.entries(checks), ([name, check]) =>
      check(Object.hasOwn(value, name) ? value[name] : undefined, `${where}.${name}`),
    );
  };
}

/** Passes a list whose items pass the check, each above the one before where `rising` is asked for. */
export function isListOf(check: Check, { rising = false }: { readonly rising?: boolean } = {}): Check {
  return (value, where) => {
    if (!Array.isArray(value)) return unexpected(where, 'a list', value);
    const items: readonly unknown[] = value;
    return firstProblem([...items.entries()], ([index, item]) => {
      const place = `${where}[${index}]`;
      const problem = check(item, place);
      if (problem !== undefined || !rising || index === 0) return problem;
      const before = items[index - 1];
      return isAbove(before, item)
        ? undefined
        : unexpected(place, `a value above the one before it (${shown(before)})`, item);
    });
  };
}

export function firstProblem<T>(items: Iterable<T>, check: (item: T) => Problem): Problem {
  for (const item of items) {
    const problem = check(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Numbers by size, texts by code unit. */
function isAbove(low: unknown, high: unknown): boolean {
  if (typeof low === 'number' && typeof high === 'number') return low < high;
  return typeof low === 'string' && typeof high === 'string' && low < high;
}

const mostShown = 40;

/** A value in a sentence: short, however long the value is. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(value.length > mostShown ? `${value.slice(0, mostShown)}…` : value);
}
