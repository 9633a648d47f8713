import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { severities } from '../severity.ts';
import { decide, type Question } from './decide.ts';

const asked = (p: number | null, severity: Question['severity'] = 'low'): Question => ({ severity, p });
const drifted = (questions: readonly Question[], level: number) =>
  decide(questions, level).map((decision) => decision.drifted);

const anyQuestion: fc.Arbitrary<Question> = fc.record({
  severity: fc.option(fc.constantFrom(...severities)),
  p: fc.option(fc.double({ min: Number.MIN_VALUE, max: 1, noNaN: true })),
});

describe('a drift is an effect that matters and evidence that survives', () => {
  it('at the level itself too, but not above it', () => {
    expect(drifted([asked(0.05)], 0.05)).toEqual([true]);
    expect(drifted([asked(0.05000001)], 0.05)).toEqual([false]);
  });

  it('whatever the severity from low on, and never where the effect is none', () => {
    const all = severities.map((severity) => asked(1e-9, severity));
    expect(drifted(all, 0.01)).toEqual([false, true, true, true]);
  });

  it('with p adjusted by the number of questions and the rank', () => {
    const questions = [asked(0.03), asked(0.01), asked(0.04), asked(0.9)];
    const decisions = decide(questions, 0.05);
    [0.16 / 3, 0.04, 0.16 / 3, 0.9].forEach((adjusted, index) => {
      expect(decisions[index]?.adjusted).toBeCloseTo(adjusted, 12);
    });
    expect(drifted(questions, 0.05)).toEqual([false, true, false, false]);
    expect(drifted(questions, 0.06)).toEqual([true, true, true, false]);
  });

  it('where a question without an effect counts as one that was asked', () => {
    expect(drifted([asked(0.04), asked(0.9, 'none')], 0.05)).toEqual([false, false]);
    expect(decide([asked(0.04), asked(0.9, null)], 0.05)).toEqual([
      { drifted: false, adjusted: 0.08 },
      { drifted: null, adjusted: 0.9 },
    ]);
  });

  it('and one without evidence as one that was not', () => {
    expect(decide([asked(0.04), asked(null), asked(null)], 0.05)).toEqual([
      { drifted: true, adjusted: 0.04 },
      { drifted: null, adjusted: null },
      { drifted: null, adjusted: null },
    ]);
  });

  it('and of no questions there are no decisions', () => {
    expect(decide([], 0.05)).toEqual([]);
  });
});

describe('the decision', () => {
  it('is null exactly where effect or evidence is', () => {
    fc.assert(
      fc.property(fc.array(anyQuestion), (questions) => {
        decide(questions, 0.1).forEach((decision, index) => {
          const { severity, p } = questions[index] ?? asked(null);
          expect(decision.drifted === null).toBe(severity === null || p === null);
          expect(decision.adjusted === null).toBe(p === null);
        });
      }),
    );
  });

  it('finds no less at a higher level, and adjusts no p downwards', () => {
    fc.assert(
      fc.property(fc.array(anyQuestion), (questions) => {
        const [strict, lax] = [drifted(questions, 0.01), drifted(questions, 0.2)];
        strict.forEach((found, index) => {
          if (found) expect(lax[index]).toBe(true);
        });
        decide(questions, 0.1).forEach(({ adjusted }, index) => {
          if (adjusted !== null) expect(adjusted).toBeGreaterThanOrEqual(questions[index]?.p ?? 2);
        });
      }),
    );
  });

  it.each([0, 1, -0.05, 5, Number.NaN])('refuses the level %d', (level) => {
    expect(() => decide([asked(0.5)], level)).toThrow(`level: expected a number between 0 and 1, got ${level}`);
  });
});
