import { readdir } from 'node:fs/promises';
import { isAbsolute, join, parse, resolve } from 'node:path';
import { PitwallError } from '../core/errors.ts';

export const hasGlob = (path: string): boolean => /[*?[{]/.test(path);

/** No pattern of a user may send us through a whole disk. */
const maximumFiles = 100_000;

/** `*` and `?` within a name, `**` across folders, `[a-z]` and `{a,b}`; hidden files only when named; sorted. */
export async function expandGlob(pattern: string, cwd: string): Promise<string[]> {
  const found = new Set<string>();
  for (const alternative of expandBraces(pattern)) {
    const root = isAbsolute(alternative) ? parse(alternative).root : '';
    const steps = alternative
      .slice(root.length)
      .split('/')
      .filter((step) => step !== '' && step !== '.');
    for await (const path of walk(root, steps, cwd)) {
      found.add(path);
      if (found.size > maximumFiles) throw tooMany(pattern);
    }
  }
  return [...found].sort();
}

async function* walk(base: string, steps: readonly string[], cwd: string): AsyncGenerator<string> {
  const [step, ...rest] = steps;
  if (step === undefined) return;
  if (step === '**') {
    yield* walk(base, rest.length > 0 ? rest : ['*'], cwd);
    for (const entry of await list(base, cwd)) {
      if (entry.isDirectory() && !entry.name.startsWith('.')) yield* walk(join(base, entry.name), steps, cwd);
    }
    return;
  }
  if (!hasGlob(step)) {
    if (rest.length > 0) yield* walk(join(base, step), rest, cwd);
    else if ((await list(base, cwd)).some((entry) => entry.name === step)) yield join(base, step);
    return;
  }
  const matches = stepPattern(step);
  for (const entry of await list(base, cwd)) {
    if (!matches.test(entry.name) || (entry.name.startsWith('.') && !step.startsWith('.'))) continue;
    if (rest.length > 0) {
      if (entry.isDirectory() || entry.isSymbolicLink()) yield* walk(join(base, entry.name), rest, cwd);
    } else if (!entry.isDirectory()) yield join(base, entry.name);
  }
}

async function list(folder: string, cwd: string) {
  try {
    return await readdir(resolve(cwd, folder), { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') return [];
    throw new PitwallError({
      code: 'data.unreadable',
      problem: 'the folder may not be read by this user',
      fix: 'Give read permission, or name another pattern',
      place: { file: folder },
      cause: error,
    });
  }
}

function tooMany(pattern: string): PitwallError {
  return new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a pattern for at most ${maximumFiles.toLocaleString('en-US')} files, found more that match ${pattern}`,
    fix: 'Name a folder further down',
  });
}

function stepPattern(step: string): RegExp {
  const source = step.replace(/\[(!?)([^\]]+)\]|[*?]|[\\^$.|+()[\]{}]/g, (found, negated?: string, set?: string) => {
    if (found === '*') return '.*';
    if (found === '?') return '.';
    if (set !== undefined) return `[${negated ? '^' : ''}${set.replaceAll('\\', '\\\\')}]`;
    return `\\${found}`;
  });
  return new RegExp(`^${source}$`, 'su');
}

function expandBraces(pattern: string): string[] {
  const match = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(pattern);
  if (!match) return [pattern];
  const [, before = '', alternatives = '', after = ''] = match;
  return alternatives.split(',').flatMap((alternative) => expandBraces(before + alternative + after));
}
