import { closest } from '../../../core/suggest.ts';
import type { Shape } from './shape.ts';

export type PathStep = string | number;

/** A value that a template names. */
export interface Path {
  /** So many blocks further out it is looked for. */
  readonly up: number;
  readonly steps: readonly PathStep[];
  readonly shape: Shape;
}

export interface PathMistake {
  readonly problem: string;
  readonly fix: string;
}

const word = /([A-Za-z_][A-Za-z0-9_]*)|\[\s*(\d{1,4})\s*\]|\["([^"\]]{1,200})"\]/y;

/** `alerts[0].labels["team name"]`, as it stands in the text; undefined where it is no path. */
function readSteps(text: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  let at = 0;
  while (at < text.length) {
    if (at > 0 && text[at] === '.') at++;
    else if (at > 0 && text[at] !== '[') return undefined;
    word.lastIndex = at;
    const match = word.exec(text);
    if (!match) return undefined;
    const [whole, name, index, quoted] = match;
    if (at === 0 && name === undefined) return undefined;
    if (text[at - 1] === '.' && name === undefined) return undefined;
    steps.push(name ?? (index === undefined ? (quoted ?? '') : Number(index)));
    at += whole.length;
  }
  return steps.length === 0 ? undefined : steps;
}

/** `scopes` are what names are looked for in, the innermost last. */
export function readPath(text: string, scopes: readonly Shape[]): Path | PathMistake {
  const steps = readSteps(text);
  if (!steps) return { problem: `\`${text}\` is no name of a value`, fix: 'Write it like alerts[0].summary' };
  const [first = '', ...others] = steps;
  const found =
    first === 'this' ? scopes.length - 1 : scopes.findLastIndex((scope) => fieldOf(scope, first) !== undefined);
  if (found < 0) return missing(String(first), scopes.flatMap(namesOf));
  const rest = first === 'this' ? others : steps;
  let shape = scopes[found] ?? 'value';
  for (const step of rest) {
    const next = fieldOf(shape, step);
    if (next === undefined) return missing(String(step), namesOf(shape), shape);
    shape = next;
  }
  return { up: scopes.length - 1 - found, steps: rest, shape };
}

function fieldOf(shape: Shape, step: PathStep): Shape | undefined {
  if (shape === 'value') return undefined;
  if (shape === 'names') return typeof step === 'string' && !hidden.has(step) ? 'value' : undefined;
  if ('list' in shape) return typeof step === 'number' ? shape.list : step === 'length' ? 'value' : undefined;
  return typeof step === 'string' && Object.hasOwn(shape.fields, step) ? shape.fields[step] : undefined;
}

/** No label is called so by anybody who means well. */
const hidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const namesOf = (shape: Shape): readonly string[] =>
  typeof shape === 'object' && 'fields' in shape ? Object.keys(shape.fields) : [];

function missing(name: string, known: readonly string[], inside?: Shape): PathMistake {
  const meant = closest(name, known);
  const problem = `there is no \`${name}\`${inside === undefined ? '' : ' in it'}`;
  if (meant !== undefined) return { problem, fix: `Did you mean \`${meant}\`` };
  if (typeof inside === 'object' && 'list' in inside)
    return { problem, fix: 'It is a list: write [0] behind it, or go through it with #each' };
  return {
    problem,
    fix: known.length === 0 ? 'It holds nothing that has a name' : `Use one of: ${[...new Set(known)].join(', ')}`,
  };
}
