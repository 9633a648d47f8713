import { expect } from 'vitest';
import type { Answer, ModelComparison } from '../answer.ts';
import { known } from './known.ts';

const turned: Partial<Record<Answer, Answer>> = { better: 'worse', worse: 'better' };

/** What must hold of two comparisons in which the models have changed places. */
export function expectTurned(there: readonly ModelComparison[], back: readonly ModelComparison[]): void {
  for (const [index, found] of there.entries()) {
    const [own, other] = [known(found), known(back[index])];
    const about = own.metric;
    expect(own.difference, about).toBeCloseTo(-other.difference, 10);
    expect(own.p, about).toBeCloseTo(other.p ?? Number.NaN, 10);
    expect(own.interval?.low, about).toBeCloseTo(-(other.interval?.high ?? Number.NaN), 10);
    expect(own.interval?.high, about).toBeCloseTo(-(other.interval?.low ?? Number.NaN), 10);
    expect(own.answer, about).toBe(turned[other.answer] ?? other.answer);
  }
}

/** A model beside itself is neither better nor worse, by anything. */
export function expectNoDifference(found: readonly ModelComparison[]): void {
  for (const { metric, answer, difference } of found) {
    expect(difference === null || difference === 0, metric).toBe(true);
    expect(['no_difference_shown', 'unknown'], metric).toContain(answer);
  }
}

/** How many of so many comparisons of equal models find a difference, and how many may at a level of 0.95. */
export function falseAlarms(
  trials: number,
  compare: (seed: number) => readonly ModelComparison[],
): Map<string, number> {
  const alarms = new Map<string, number>();
  for (let seed = 1; seed <= trials; seed += 1)
    for (const { metric, answer } of compare(seed))
      alarms.set(metric, (alarms.get(metric) ?? 0) + (answer === 'better' || answer === 'worse' ? 1 : 0) / trials);
  return alarms;
}

/** Three standard errors of a share of 0.05 above it. */
export const mostAlarms = (trials: number): number => 0.05 + 3 * Math.sqrt((0.05 * 0.95) / trials);
