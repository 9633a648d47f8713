import type { CharacterSet } from './character-set.ts';
import type { Expression, Place } from './read-pattern.ts';
import { PatternError } from './scanner.ts';

/** A pattern, written out: each step goes on with the one after it, unless it says where; the end is behind the last. */
export type Step =
  | { readonly kind: 'one'; readonly of: CharacterSet }
  | { readonly kind: 'place'; readonly at: Place }
  | { readonly kind: 'both'; readonly first: number; second: number }
  | { readonly kind: 'go'; to: number };

const mostSteps = 10_000;

export function programOf(expression: Expression): readonly Step[] {
  const steps: Step[] = [];
  write(steps, inner(expression));
  return steps;
}

/** The whole value is matched, so that a start and an end around everything say nothing. */
function inner(expression: Expression): Expression {
  if (expression.kind !== 'all') return expression;
  const [first, ...rest] = expression.of;
  if (first?.kind === 'place' && first.at === 'start') return inner({ kind: 'all', of: rest });
  const last = expression.of.at(-1);
  if (last?.kind === 'place' && last.at === 'end') return inner({ kind: 'all', of: expression.of.slice(0, -1) });
  return expression;
}

function add(steps: Step[], step: Step): number {
  if (steps.length >= mostSteps) throw new PatternError('its repetitions, written out, are too long');
  return steps.push(step) - 1;
}

function write(steps: Step[], expression: Expression): void {
  switch (expression.kind) {
    case 'empty':
      return;
    case 'one':
    case 'place':
      add(steps, expression);
      return;
    case 'all':
      for (const part of expression.of) write(steps, part);
      return;
    case 'either':
      writeEither(steps, expression.of);
      return;
    case 'repeat':
      writeRepeat(steps, expression);
  }
}

function writeEither(steps: Step[], branches: readonly Expression[]): void {
  const ends: { to: number }[] = [];
  for (const [index, branch] of branches.entries()) {
    if (index === branches.length - 1) {
      write(steps, branch);
      continue;
    }
    const choice: Step = { kind: 'both', first: steps.length + 1, second: 0 };
    add(steps, choice);
    write(steps, branch);
    const end: Step = { kind: 'go', to: 0 };
    add(steps, end);
    ends.push(end);
    choice.second = steps.length;
  }
  for (const end of ends) end.to = steps.length;
}

function writeRepeat(steps: Step[], { of, least, most }: Extract<Expression, { readonly kind: 'repeat' }>): void {
  const before = steps.length;
  for (let count = 0; count < least; count++) {
    write(steps, of);
    // nothing, however often: groups of nothing in each other would be counted for ever
    if (steps.length === before) return;
  }
  if (most === Number.POSITIVE_INFINITY) {
    const choice: Step = { kind: 'both', first: steps.length + 1, second: 0 };
    const start = add(steps, choice);
    write(steps, of);
    add(steps, { kind: 'go', to: start });
    choice.second = steps.length;
    return;
  }
  const choices: { second: number }[] = [];
  for (let count = least; count < most; count++) {
    const choice: Step = { kind: 'both', first: steps.length + 1, second: 0 };
    add(steps, choice);
    choices.push(choice);
    write(steps, of);
  }
  for (const choice of choices) choice.second = steps.length;
}
