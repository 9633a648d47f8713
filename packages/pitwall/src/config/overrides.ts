import { PitwallError } from '../core/errors.ts';
import type { Path } from './document.ts';
import { isIndex, isMap, replaceAt, valueAt } from './maps.ts';
import { isSecretAt, looksSecret } from './secrets.ts';
import type { Environment } from './variables.ts';

const prefix = 'PITWALL__';

/** One key that is set from outside the files. */
export interface Override {
  readonly kind: 'variable' | 'flag';
  /** The variable, or the option with its key: the place of a mistake. */
  readonly from: string;
  readonly path: Path;
  readonly text: string;
  readonly isSecret: boolean;
}

/**
 * `PITWALL__models__spread-picker__performance__level=0.9` sets that key. A name all in capitals, which is all that
 * some shells can set, finds keys whatever their case, and adds new ones in lower case. `_` stands for what a name
 * cannot hold.
 */
export function readVariables(env: Environment, value: unknown): Override[] {
  const overrides = Object.keys(env)
    .filter((name) => name.startsWith(prefix) && name.length > prefix.length)
    .sort()
    .flatMap((from) => {
      const text = env[from];
      const name = from.slice(prefix.length);
      const isLoud = name === name.toUpperCase();
      const plain = (key: string): string => {
        const word = key.replace(/[^\p{L}\p{N}]/gu, '_');
        return isLoud ? word.toUpperCase() : word;
      };
      const notation: Notation = {
        from,
        between: '__',
        find: (keys, word) => keys.filter((key) => plain(key) === plain(word)),
        add: (word) => (isLoud ? word.toLowerCase() : word),
      };
      return text === undefined ? [] : [override('variable', notation, name.split('__'), value, text)];
    });
  return refuseTwice(overrides);
}

/** `--set datasets.games.contract.strict=true`. Of two that set one key, the last one counts. */
export function readFlags(typed: readonly string[], value: unknown): Override[] {
  return typed.map((flag) => {
    const at = flag.indexOf('=');
    if (at < 1) {
      throw new PitwallError({
        code: 'arguments.invalid',
        problem: 'expected KEY=VALUE after --set, found no key and no =',
        fix: 'Write --set datasets.games.contract.strict=true',
      });
    }
    const key = flag.slice(0, at).replace(/\[(\d+)\]/g, '.$1');
    const notation: Notation = {
      from: `--set ${flag.slice(0, at)}`,
      between: '.',
      find: (keys, word) => keys.filter((candidate) => candidate === word),
      add: (word) => word,
    };
    return override('flag', notation, key.split('.'), value, flag.slice(at + 1));
  });
}

/** The value with the texts in their places, to find the keys of the next layer in. */
export const withOverrides = (value: unknown, overrides: readonly Override[]): unknown =>
  overrides.reduce((current, { path, text }) => replaceAt(current, path, text), value);

/** How keys are written in a name. */
interface Notation {
  readonly from: string;
  readonly between: string;
  find(keys: readonly string[], word: string): readonly string[];
  add(word: string): string;
}

function override(
  kind: Override['kind'],
  notation: Notation,
  steps: readonly string[],
  value: unknown,
  text: string,
): Override {
  const path: string[] = [];
  let rest = steps;
  while (rest.length > 0) {
    const { key, used } = nextKey(rest, valueAt(value, path), notation);
    path.push(key);
    rest = rest.slice(used);
  }
  return { kind, from: notation.from, path, text, isSecret: path.some(looksSecret) || isSecretAt(path) };
}

/** A key that exists may have in it what parts the steps; the longest one is meant. */
function nextKey(rest: readonly string[], target: unknown, { from, between, find, add }: Notation) {
  const keys = isMap(target) ? Object.keys(target) : [];
  for (let used = rest.length; used > 0; used -= 1) {
    const word = rest.slice(0, used).join(between);
    const found = keys.includes(word) ? [word] : find(keys, word);
    const [key] = found;
    if (found.length > 1)
      throw unclear(from, `it may mean ${found.join(' or ')}`, 'Write the key as it is in the file');
    if (key !== undefined) return { key, used };
  }
  const word = rest[0] ?? '';
  if (word === '') throw unclear(from, `expected a key on each side of ${between}, found none`, 'Write the whole key');
  if (Array.isArray(target) && isIndex(word) && Number(word) > target.length) {
    throw unclear(from, `there is no entry ${word} in a list of ${target.length}`, `Use at most ${target.length}`);
  }
  return { key: add(word), used: 1 };
}

function refuseTwice(overrides: readonly Override[]): Override[] {
  const seen = new Map<string, Override>();
  for (const one of overrides) {
    const key = JSON.stringify(one.path);
    const other = seen.get(key);
    if (other) throw unclear(one.from, `${other.from} sets the same key`, 'Set one of them');
    seen.set(key, one);
  }
  return [...overrides];
}

function unclear(from: string, problem: string, fix: string): PitwallError {
  return new PitwallError({ code: 'config.variable', problem, fix, place: { file: from } });
}
