import { decide, type Question } from '../decide.ts';
import { type Rate, rateOf } from './rate.ts';

/** How often a comparison of so many columns raises an alarm: by evidence alone, and with an effect that matters. */
export interface Alarms {
  readonly columns: number;
  readonly level: number;
  readonly evidence: Rate;
  readonly decision: Rate;
}

/**
 * `questions` are those of one column each; as many columns as asked for, one after the other, are one comparison. So the
 * same columns serve for comparisons of 1, of 10 and of 100.
 */
export function alarmsOf(questions: readonly (readonly Question[])[], columns: number, level: number): Alarms {
  const comparisons = Math.floor(questions.length / columns);
  let [evidence, decision] = [0, 0];
  for (let first = 0; first < comparisons * columns; first += columns) {
    const decisions = decide(questions.slice(first, first + columns).flat(), level);
    if (decisions.some(({ adjusted }) => adjusted !== null && adjusted <= level)) evidence += 1;
    if (decisions.some(({ drifted }) => drifted)) decision += 1;
  }
  return { columns, level, evidence: rateOf(evidence, comparisons), decision: rateOf(decision, comparisons) };
}
