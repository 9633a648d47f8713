import { formatExpression } from './format.ts';
import { mistake } from './mistake.ts';
import { dateToTimestamp, parseMoment } from './moment.ts';
import type { Expression } from './syntax.ts';
import { type Kind, kindNames, type Typed } from './typed.ts';

/** An operand as it was written, and what it is. Without a type it is a null that is written out. */
export interface Operand {
  readonly expression: Expression;
  readonly typed: Typed | undefined;
}

/** Gives a null the type that is needed where it stands, and makes a date the midnight that begins it. */
export function settle(typed: Typed | undefined, kind: Kind): Typed {
  if (!typed) return { kind: 'constant', type: kind, value: null };
  if (typed.type !== 'date' || kind !== 'timestamp') return typed;
  if (typed.kind !== 'constant') return { kind: 'date as timestamp', type: 'timestamp', operand: typed };
  return { ...typed, type: 'timestamp', value: typeof typed.value === 'number' ? dateToTimestamp(typed.value) : null };
}

/**
 * The operands converted to the one type that they share. A text that is written out becomes a date or a timestamp
 * beside one; dates become timestamps beside a timestamp. `user` is the operator or function, for the message.
 */
export function alike(user: string, operands: readonly Operand[]): { type: Kind; operands: Typed[] } | undefined {
  const temporal = operands.find(({ typed }) => typed && isTemporal(typed.type));
  const converted = temporal ? operands.map((operand) => withMoment(operand, temporal)) : operands;
  const first = converted.find(({ typed }) => typed);
  if (!first?.typed) return undefined;
  const expected = first.typed.type;
  for (const { expression, typed } of converted) {
    if (!typed || typed.type === expected || (isTemporal(typed.type) && isTemporal(expected))) continue;
    throw mistake(
      expression.offset,
      `\`${user}\` needs values of one type, but \`${formatExpression(first.expression)}\` is ${kindNames[expected]} and ` +
        `\`${formatExpression(expression)}\` is ${kindNames[typed.type]}`,
      'Compare values of one type, or give the column another type in the contract',
    );
  }
  const type = converted.some(({ typed }) => typed?.type === 'timestamp') ? 'timestamp' : expected;
  return { type, operands: converted.map(({ typed }) => settle(typed, type)) };
}

export function isTemporal(kind: Kind): boolean {
  return kind === 'date' || kind === 'timestamp';
}

/** A written text as the moment that it names; anything else as it is. */
export function withMoment(operand: Operand, beside?: Operand): Operand {
  const { expression } = operand;
  if (expression.kind !== 'literal' || typeof expression.value !== 'string') return operand;
  const moment = parseMoment(expression.value);
  if (!moment) {
    const because =
      beside?.typed && `, but \`${formatExpression(beside.expression)}\` is ${kindNames[beside.typed.type]}`;
    throw mistake(
      expression.offset,
      `\`${formatExpression(expression)}\` is not a date or timestamp${because ?? ''}`,
      "Write it like '2025-03-01' or '2025-03-01T19:30:00Z', with at most six digits after the second",
    );
  }
  return { expression, typed: { kind: 'constant', type: moment.kind, value: moment.milliseconds } };
}
