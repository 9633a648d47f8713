import type { Path } from './document.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Maps are merged key by key; anything else is replaced. Null takes a key away. Where there is none to take, the null
 * stays for the schema to complain of, so that a misspelt key does not go unnoticed.
 */
export function merge(base: unknown, over: unknown): unknown {
  if (!isMap(base) || !isMap(over)) return over === undefined ? base : over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    if (value === null && merged.has(key)) merged.delete(key);
    else merged.set(key, merge(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((current, step) => own(current, step), value);
}

/** Of a short form, which says in one word what a map would say, that word. */
export function writtenAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((current, step) => (typeof current === 'object' ? own(current, step) : current), value);
}

/** How many steps of the path exist. */
export function depthOf(value: unknown, path: Path): number {
  let current = value;
  for (const [depth, step] of path.entries()) {
    current = own(current, step);
    if (current === undefined) return depth;
  }
  return path.length;
}

/** The same with another value at the path; maps are made where there is nothing. */
export function replaceAt(target: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  const inner = replaceAt(own(target, step), rest, value);
  if (Array.isArray(target) && isIndex(step)) return Object.assign([...target], { [step]: inner });
  return Object.fromEntries([...Object.entries(isMap(target) ? target : {}), [step, inner]]);
}

export const startsWith = (path: Path, beginning: Path): boolean =>
  beginning.length <= path.length && beginning.every((step, index) => String(step) === String(path[index]));

export const isIndex = (step: PropertyKey): boolean => /^(0|[1-9]\d*)$/.test(String(step));

export function formatPath(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`))
    .join('');
}

/** A list has a length, but not as a key that somebody wrote. */
function own(value: unknown, step: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  if (Array.isArray(value) && !isIndex(step)) return undefined;
  return (value as Readonly<Record<PropertyKey, unknown>>)[step];
}
