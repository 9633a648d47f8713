import { PitwallError } from '../../core/errors.ts';

/** A mistake in the text of an expression; `offset` counts from 0, people count from 1. */
export function mistake(offset: number, problem: string, fix: string): PitwallError {
  const column = offset + 1;
  return new PitwallError({
    code: 'contract.expression',
    place: { column },
    problem: `${problem} (at character ${column})`,
    fix,
  });
}
