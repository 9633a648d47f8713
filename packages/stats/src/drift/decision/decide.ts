import { benjaminiHochberg } from '../../compare/benjamini-hochberg.ts';
import type { Severity } from '../severity.ts';

/** One question of a comparison, answered by an effect and by evidence; null where either could not be had. */
export interface Question {
  readonly severity: Severity | null;
  readonly p: number | null;
}

export interface Decision {
  /** The effect matters and the evidence survives; null where that could not be told. */
  readonly drifted: boolean | null;
  /** p with all questions in mind. */
  readonly adjusted: number | null;
}

/**
 * The decision over all questions of one comparison: a drift is an effect that matters (severity from low on) *and*
 * evidence that survives Benjamini–Hochberg at `level` over all questions. Where nothing has changed, the probability
 * that any of them is called a drift is at most `level`.
 */
export function decide(questions: readonly Question[], level: number): Decision[] {
  if (!(level > 0 && level < 1)) throw new RangeError(`level: expected a number between 0 and 1, got ${level}`);
  const adjusted = benjaminiHochberg(questions.map(({ p }) => p ?? undefined));
  return questions.map(({ severity }, index) => {
    const p = adjusted[index];
    if (severity === null || p === undefined) return { drifted: null, adjusted: p ?? null };
    return { drifted: severity !== 'none' && p <= level, adjusted: p };
  });
}
