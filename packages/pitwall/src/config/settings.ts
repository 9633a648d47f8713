import type { Place } from '../core/errors.ts';
import type { Path } from './document.ts';
import type { LayeredConfig } from './load.ts';
import { depthOf, isMap, valueAt, writtenAt } from './maps.ts';
import { documentOf, type Origin, overrideOf } from './origin.ts';
import { isSecretAt, masked, withoutUrlPassword } from './secrets.ts';
import { hasReference } from './variables.ts';

export type Source =
  | { readonly kind: 'default' }
  | ({ readonly kind: 'file' } & Place)
  | { readonly kind: 'variable' | 'flag'; readonly name: string };

/** A value as it may be shown, and what it came from. */
export interface Setting {
  readonly path: Path;
  readonly value: unknown;
  readonly source: Source;
}

/** The shape of the configuration, with a setting at the end of each branch. */
export type Settings =
  | { readonly kind: 'map'; readonly entries: readonly (readonly [key: string, settings: Settings])[] }
  | { readonly kind: 'list'; readonly items: readonly Settings[] }
  | ({ readonly kind: 'one' } & Setting);

/** What was said, as it was said; with `effective` what is in force, with the defaults of what nobody said. */
export function settingsOf(loaded: LayeredConfig, { effective }: { readonly effective: boolean }): Settings {
  const describe = (path: Path, value: unknown): Setting => describeSetting(loaded, path, value);
  const whole = walk(effective ? loaded.config : loaded.merged, [], describe);
  return whole.kind === 'one' ? { kind: 'map', entries: [] } : whole;
}

export function listSettings(settings: Settings): Setting[] {
  if (settings.kind === 'map') return settings.entries.flatMap(([, inner]) => listSettings(inner));
  if (settings.kind === 'list') return settings.items.flatMap(listSettings);
  const { path, value, source } = settings;
  return [{ path, value, source }];
}

function walk(value: unknown, path: Path, describe: (path: Path, value: unknown) => Setting): Settings {
  if (isMap(value) && Object.keys(value).length > 0) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return { kind: 'map', entries: entries.map(([key, inner]) => [key, walk(inner, [...path, key], describe)]) };
  }
  if (Array.isArray(value) && value.some(isMap)) {
    return { kind: 'list', items: value.map((inner, index) => walk(inner, [...path, index], describe)) };
  }
  return { kind: 'one', ...describe(path, value) };
}

function describeSetting({ merged, origin }: LayeredConfig, path: Path, value: unknown): Setting {
  const depth = depthOf(merged, path);
  const said = path.slice(0, depth);
  const word = valueAt(merged, said);
  // A map that lacks the key says nothing of it; a short form, like `a: string`, says in one word what a map would say.
  if (depth < path.length && (isMap(word) || !comesFrom(value, word)))
    return { path, value, source: { kind: 'default' } };
  return { path, ...shownFrom(origin, { said, path }, value) };
}

function comesFrom(value: unknown, word: unknown): boolean {
  const [whole, text] = [JSON.stringify(value), JSON.stringify(word)];
  return whole === text || whole === `[${text}]`;
}

interface Places {
  /** What was said, which may be a short form of what is in force. */
  readonly said: Path;
  readonly path: Path;
}

function shownFrom(
  origin: Origin,
  { said, path }: Places,
  value: unknown,
): { readonly value: unknown; readonly source: Source } {
  const override = overrideOf(origin, said);
  if (override) {
    return {
      value: override.isSecret || isSecretAt(path) ? masked : withoutPasswords(value),
      source: { kind: override.kind, name: override.from },
    };
  }
  const document = documentOf(origin, said);
  const written = writtenAt(document?.value, said);
  return {
    value: shown(written, value, isSecretAt(said) || isSecretAt(path)),
    source: { kind: 'file', ...document?.place(said) },
  };
}

/** What stands for something else is shown as it is written. */
function shown(written: unknown, value: unknown, isSecret: boolean): unknown {
  if (textsIn(written).some(hasReference)) return withoutPasswords(written);
  return isSecret ? masked : withoutPasswords(value);
}

const textsIn = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.flatMap(textsIn) : [];

function withoutPasswords(value: unknown): unknown {
  if (typeof value === 'string') return withoutUrlPassword(value);
  return Array.isArray(value) ? value.map(withoutPasswords) : value;
}
