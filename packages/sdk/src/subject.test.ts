import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSubject, parseSubject, subjectSchema } from './subject.ts';

describe('a subject', () => {
  it('reads as a path', () => {
    expect(formatSubject({ kind: 'dataset', name: 'games' }, { kind: 'column', name: 'tipoff' })).toBe(
      'dataset:games/column:tipoff',
    );
    expect(parseSubject('model:spread-picker@7')).toEqual([{ kind: 'model', name: 'spread-picker@7' }]);
  });

  it.each([
    ['a/column:b', 'dataset:games/column:a%2Fcolumn%3Ab'],
    ['100%', 'dataset:games/column:100%25'],
    ['%2F', 'dataset:games/column:%252F'],
    ['', 'dataset:games/column:%-'],
    ['%-', 'dataset:games/column:%25-'],
    ['größe 🏀', 'dataset:games/column:größe 🏀'],
  ])('keeps the hostile name %j from posing as another', (name, subject) => {
    expect(formatSubject({ kind: 'dataset', name: 'games' }, { kind: 'column', name })).toBe(subject);
  });

  it('gives back any names, and different ones for different names', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('', '%', '%-', '%2F', '/', ':', '%25', 'a:b/c'),
      fc.stringMatching(/^[%/:25AF-]{0,6}$/),
    );
    const steps = fc.array(fc.record({ kind: fc.constantFrom('dataset', 'column', 'rule'), name }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(steps, steps, (one, other) => {
        const subject = formatSubject(...one);
        expect(subjectSchema.parse(subject)).toBe(subject);
        expect(parseSubject(subject)).toEqual(one);
        expect(formatSubject(...other) === subject).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(['', 'games', ':games', 'dataset:', 'Dataset:x', 'dataset:a/', 'dataset:a/column', 'dataset:a:b'])(
    '%j is none',
    (text) => {
      expect(subjectSchema.safeParse(text).success).toBe(false);
    },
  );

  it('written by hand reads as it stands', () => {
    expect(parseSubject('dataset:100%/column:%zz')).toEqual([
      { kind: 'dataset', name: '100%' },
      { kind: 'column', name: '%zz' },
    ]);
  });
});
