import { describe, expect, it } from 'vitest';
import { answered } from './answer.ts';

describe('the answer', () => {
  const found = (low: number, high: number, better: 'higher' | 'lower' | 'zero' = 'higher') => ({
    metric: 'accuracy',
    better,
    method: 'paired_t',
    rows: 100,
    champion: 0.5,
    challenger: 0.5 + (low + high) / 2,
    interval: { low, high, level: 0.95, method: 'student_t' },
    together: { low: 0.9 + low, high: 0.9 + high, level: 0.95, method: 'student_t' },
    p: 0.01,
  });

  it.each([
    [0.01, 0.03, 'higher', 0, 'better'],
    [-0.03, -0.01, 'higher', 0, 'worse'],
    [-0.03, -0.01, 'lower', 0, 'better'],
    [0.01, 0.03, 'lower', 0, 'worse'],
    [-0.01, 0.03, 'higher', 0, 'no_difference_shown'],
    [0, 0, 'higher', 0, 'no_difference_shown'],
    [-0.01, 0.03, 'higher', 0.03, 'equal_within_margin'],
    [0.01, 0.03, 'higher', 0.05, 'equal_within_margin'],
    [0.01, 0.03, 'higher', 0.02, 'better'],
    [-0.3, -0.1, 'zero', 0, 'better'],
    [0.1, 0.3, 'zero', 0, 'worse'],
  ] as const)(
    'for an interval from %d to %d, %s being better, with a margin of %d is %s',
    (low, high, better, margin, answer) => {
      expect(answered(found(low, high, better), { margin }).answer).toBe(answer);
    },
  );

  it('does not say which is nearer to 0 where both may be equally far from it', () => {
    const apart = { ...found(0.1, 0.3, 'zero'), champion: -0.1, challenger: 0.1 };
    const together = { low: -0.1, high: 0.1, level: 0.95, method: 'student_t' };
    expect(answered({ ...apart, together }, {})).toMatchObject({
      answer: 'no_difference_shown',
      words: expect.stringMatching(/^The models differ in accuracy by \+0\.2 .*, but which of them is nearer to 0/),
    });
    expect(answered({ ...apart, together: 'expected two rows or more' }, {}).answer).toBe('no_difference_shown');
    expect(answered({ ...apart, together: { ...together, low: 0.01 } }, {}).answer).toBe('worse');
    expect(answered({ ...apart, together: { ...together, high: -0.01 } }, {}).answer).toBe('better');
  });

  it('is a sentence too', () => {
    expect(answered(found(0.01, 0.03), {}).words).toBe(
      'The challenger is better: accuracy differs by +0.02 (95 % interval +0.01 to +0.03).',
    );
    expect(answered(found(-0.01, 0.03), {}).words).toMatch(/^No difference in accuracy is shown: \+0\.01/);
    expect(answered({ ...found(0, 0), interval: 'expected two rows or more' }, {})).toMatchObject({
      answer: 'unknown',
      interval: null,
      words: 'Whether accuracy differs is unknown: expected two rows or more.',
    });
    expect(() => answered(found(0, 1), { margin: -1 })).toThrow(RangeError);
  });
});
