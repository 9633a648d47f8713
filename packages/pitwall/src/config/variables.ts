import { PitwallError } from '../core/errors.ts';
import type { ConfigDocument, Path } from './document.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const reference = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/** `${env:NAME}` and `${env:NAME:-default}` inside texts. A variable that is not set is a mistake, never an empty text. */
export function fillVariables(document: ConfigDocument, value: unknown, env: Environment, path: Path = []): unknown {
  if (typeof value === 'string') {
    return value.replace(reference, (_, name: string, fallback?: string) => {
      const found = env[name] ?? fallback;
      if (found !== undefined) return found;
      throw new PitwallError({
        code: 'config.variable',
        problem: `the environment variable ${name} is not set`,
        fix: `Set it, or give a default: \${env:${name}:-default}`,
        place: document.place(path),
      });
    });
  }
  if (Array.isArray(value)) return value.map((item, index) => fillVariables(document, item, env, [...path, index]));
  if (isMap(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillVariables(document, item, env, [...path, key])]));
  }
  return value;
}

const prefix = 'PITWALL__';

export interface Override {
  readonly variable: string;
  readonly path: readonly string[];
  readonly value: string;
}

/** `PITWALL__DATASETS__GAMES__SOURCE=…` sets `datasets.games.source`. */
export function readOverrides(env: Environment): Override[] {
  return Object.entries(env)
    .filter(([name, value]) => name.startsWith(prefix) && value !== undefined)
    .map(([variable, value]) => ({ variable, path: variable.slice(prefix.length).split('__'), value: value ?? '' }))
    .sort((a, b) => (a.variable < b.variable ? -1 : 1));
}

/** Keys are matched without regard to case where they exist; else they are taken in lower case. */
export function applyOverride(target: unknown, { path, value }: Override): { value: unknown; path: string[] } {
  const [step, ...rest] = path;
  if (step === undefined) return { value, path: [] };
  const map = isMap(target) ? target : {};
  const key = Object.keys(map).find((name) => name.toLowerCase() === step.toLowerCase()) ?? step.toLowerCase();
  const inner = applyOverride(map[key], { variable: '', path: rest, value });
  return { value: { ...map, [key]: inner.value }, path: [key, ...inner.path] };
}

/** Maps are merged key by key; anything else is replaced. */
export function merge(base: unknown, over: unknown): unknown {
  if (!isMap(base) || !isMap(over)) return over === undefined ? base : over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = merge(base[key], value);
  return merged;
}

export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
