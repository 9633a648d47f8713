import { PitwallError } from '../core/errors.ts';
import type { ConfigDocument, Path } from './document.ts';
import { isMap } from './maps.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const reference = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

export interface Filled {
  readonly value: unknown;
  /** Where texts were filled in. A variable holds text, whatever is meant by it. */
  readonly texts: readonly { readonly path: Path; readonly text: string; readonly written: string }[];
}

/** `${env:NAME}` and `${env:NAME:-default}` inside texts. A variable that is not set is a mistake, never an empty text. */
export function fillVariables(document: ConfigDocument, env: Environment): Filled {
  const texts: { path: Path; text: string; written: string }[] = [];
  const unset: PitwallError[] = [];

  function fill(value: unknown, path: Path): unknown {
    if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, index]));
    if (isMap(value))
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, [...path, key])]));
    if (typeof value !== 'string') return value;
    const text = value.replace(reference, (_, name: string, fallback?: string) => {
      const found = env[name] ?? fallback;
      if (found === undefined) unset.push(notSet(name, document.place(path)));
      return found ?? '';
    });
    if (text !== value) texts.push({ path, text, written: value });
    return text;
  }

  const value = fill(document.value, []);
  const [first, ...more] = unset;
  if (first) throw first.and(more);
  return { value, texts };
}

function notSet(name: string, place: ReturnType<ConfigDocument['place']>): PitwallError {
  return new PitwallError({
    code: 'config.variable',
    problem: `the environment variable ${name} is not set`,
    fix: `Set it, or give a default: \${env:${name}:-default}`,
    place,
  });
}
