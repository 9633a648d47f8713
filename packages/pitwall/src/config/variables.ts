import { PitwallError, type Place } from '../core/errors.ts';
import type { ConfigDocument, Path } from './document.ts';
import { isMap } from './maps.ts';
import { readSecretFile, type SecretText } from './secret-file.ts';
import { takesSealed } from './secrets.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const reference = /\$\{(env|file):([^}]*)\}/g;
/** Stays as it is written: it is filled in by whoever uses it, each time, from the state of a server. */
const sealed = /\$\{secret:([^}]*)\}/g;
const sealedName = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const variable = /^([A-Za-z_][A-Za-z0-9_]*)(?::-([\s\S]*))?$/;

/** What a text says that stands for something else. */
export interface FilledText {
  readonly path: Path;
  readonly text: string;
  /** What the variables and files in it hold. */
  readonly secrets: readonly string[];
  readonly written: string;
}

export interface Filled {
  readonly value: unknown;
  /** Where texts were filled in. A variable holds text, whatever is meant by it. */
  readonly texts: readonly FilledText[];
}

/**
 * `${env:NAME}`, `${env:NAME:-default}` and `${file:PATH}` inside texts. A variable that is not set and a file that is
 * not there are mistakes, never an empty text.
 */
export async function fillVariables(document: ConfigDocument, env: Environment, folder: string): Promise<Filled> {
  const files = await readFiles(document.value, folder);
  const texts: FilledText[] = [];
  const mistakes: PitwallError[] = [];

  function fill(value: unknown, path: Path): unknown {
    if (Array.isArray(value)) return value.map((item, index) => fill(item, [...path, index]));
    if (isMap(value))
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, [...path, key])]));
    if (typeof value !== 'string') return value;
    for (const [, name = ''] of value.matchAll(sealed)) {
      const problem = problemOfSealed(name, path);
      if (problem)
        mistakes.push(new PitwallError({ code: 'config.variable', ...problem, place: document.place(path) }));
    }
    const secrets: string[] = [];
    const text = value.replace(reference, (whole, kind: string, name: string) => {
      const found = kind === 'file' ? files.get(name) : readVariable(name, env);
      if (found && 'text' in found) secrets.push(found.text);
      else mistakes.push(mistake(whole, kind, name, found?.problem, document.place(path)));
      return found && 'text' in found ? found.text : '';
    });
    if (text !== value) texts.push({ path, text, secrets, written: value });
    return text;
  }

  const value = fill(document.value, []);
  const [first, ...more] = mistakes;
  if (first) throw first.and(more);
  return { value, texts };
}

/** Whether a text stands for something else, and is shown as it is written. */
export const hasReference = (text: string): boolean => text.search(reference) >= 0 || text.search(sealed) >= 0;

/** Where nobody fills it in it would be used as it is written. */
function problemOfSealed(name: string, path: Path) {
  if (!sealedName.test(name)) {
    return {
      problem: `expected the name of a secret, found ${JSON.stringify(`\${secret:${name}}`)}`,
      fix: 'Write letters, digits, _, - and dots, as pitwall secrets list shows it',
    };
  }
  if (takesSealed(path)) return undefined;
  return {
    problem: `expected \${secret:${name}} at a key that is for something secret, found it at another`,
    fix: `Use \${env:NAME} or \${file:PATH} here`,
  };
}

/** The paths of all `${file:PATH}` in it. */
export function referencedFiles(value: unknown): ReadonlySet<string> {
  const paths = new Set<string>();
  const collect = (inner: unknown): void => {
    if (typeof inner === 'string') {
      for (const [, kind, path = ''] of inner.matchAll(reference)) if (kind === 'file') paths.add(path);
    } else if (typeof inner === 'object' && inner !== null) Object.values(inner).forEach(collect);
  };
  collect(value);
  return paths;
}

async function readFiles(value: unknown, folder: string): Promise<ReadonlyMap<string, SecretText>> {
  const paths = [...referencedFiles(value)];
  return new Map(await Promise.all(paths.map(async (path) => [path, await readSecretFile(path, folder)] as const)));
}

/** Nothing where the name cannot be one. */
function readVariable(text: string, env: Environment): SecretText | undefined {
  const [, name, fallback] = variable.exec(text) ?? [];
  if (name === undefined) return undefined;
  const found = env[name] ?? fallback;
  return found === undefined ? { problem: `the environment variable ${name} is not set` } : { text: found };
}

function mistake(whole: string, kind: string, name: string, problem: string | undefined, place: Place): PitwallError {
  if (kind === 'file') {
    return new PitwallError({
      code: 'config.variable',
      problem: `the file of ${whole} cannot be used: ${problem}`,
      fix: 'Name a file of text that you may read; paths count from the folder of the configuration',
      place,
    });
  }
  return new PitwallError({
    code: 'config.variable',
    problem: problem ?? `expected the name of a variable, found ${whole}`,
    fix: problem
      ? `Set it, or give a default: \${env:${name}:-default}`
      : 'Write letters, digits and _, and a default behind :- where one is due',
    place,
  });
}
