import { formatSubject } from '@pitwall/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, coversAll, includes, matches, mayMeet, mayShare, readPattern } from './pattern.ts';
import { allSubjects, allVerbs, subject, subjectPattern, verb, verbPattern } from './testing/arbitrary.ts';
import { names, namesSubject } from './testing/reference.ts';

const isOf = (pattern: string, text: string): boolean => matches(readPattern(pattern), text);
const isCovered = (pattern: string, text: string): boolean => covers(readPattern(pattern), text);

describe('a pattern of verbs', () => {
  it.each([
    ['job.run', 'job.run', true],
    ['job.run', 'job.runs', false],
    ['job.run', 'job.ru', false],
    ['job.run', 'Job.run', false],
    ['job.*', 'job.run', true],
    ['job.*', 'job.', true],
    ['job.*', 'jobs.run', false],
    ['*.read', 'job.read', true],
    ['*.read', 'job.reader', false],
    ['*.read', 'job.read.read', true],
    ['j*b.*n', 'job.run', true],
    ['*', '', true],
    ['', '', true],
    ['', 'job.run', false],
    ['job.*.', 'job.', false],
    ['a*a', 'a', false],
    ['job.run', 'job.run/x', false],
    ['job.run', 'job.run@7', false],
  ])('%j says of %j: %j', (pattern, text, expected) => {
    expect(isOf(pattern, text)).toBe(expected);
  });
});

describe('a pattern of subjects', () => {
  it.each([
    ['model:spread-*', 'model:spread-a', true],
    ['model:spread-*', 'model:spread-a@7', true],
    ['model:spread-*', 'model:spread-a/column:tipoff', true],
    ['model:spread-*', 'model:spread', false],
    ['model:spread', 'model:spread', true],
    ['model:spread', 'model:spread-a', false],
    ['model:spread', 'model:spread@7', true],
    ['model:spread', 'model:spread@7/column:tipoff', true],
    ['model:spread', 'model:spread/column:tipoff', true],
    ['model:spread', 'model:Spread', false],
    ['model:spread@7', 'model:spread@7', true],
    ['model:spread@7', 'model:spread@71', false],
    ['model:spread@7', 'model:spread', false],
    ['model:spread/column:tipoff', 'model:spread', false],
    ['model:*/column:tipoff', 'model:spread/column:tipoff', true],
    ['model:*/column:tipoff', 'model:spread/column:tipoff-time', false],
    ['*/column:a', 'model:x/column:a/rule:a', true],
    ['*-a', 'model:x-a/column:b', true],
    ['*-a', 'model:x-ab/column:b-a', true],
    ['*', 'model:spread', true],
  ])('%j says of %j: %j', (pattern, text, expected) => {
    expect(isCovered(pattern, text)).toBe(expected);
  });

  it('takes what follows an @ for a version only where it is a number: the rest is part of a name', () => {
    expect(isCovered('model:spread', 'model:spread@evil')).toBe(false);
    expect(isCovered('model:spread', 'model:spread@')).toBe(false);
    expect(isCovered('model:spread', 'model:spread@7x')).toBe(false);
  });

  it.each(['x/model:y', 'x:y', 'model:y', '/model:y', 'x%2Fmodel%3Ay', '*', 'y/column:z', '..', ''])(
    'does not take a model with the hostile name %j for another',
    (name) => {
      const posing = formatSubject({ kind: 'model', name });
      expect(isCovered('model:y', posing)).toBe(false);
      expect(isCovered('model:x', posing)).toBe(false);
      expect(isCovered('*/model:y', posing)).toBe(false);
      expect(isCovered('dataset:*', posing)).toBe(false);
      expect(isCovered('model:*', posing)).toBe(true);
    },
  );

  it('takes %2A for a star that means itself', () => {
    expect(isCovered('model:%2A', formatSubject({ kind: 'model', name: '*' }))).toBe(true);
    expect(isCovered('model:%2A', formatSubject({ kind: 'model', name: 'spread' }))).toBe(false);
    expect(isCovered('model:%2A', formatSubject({ kind: 'model', name: '%2A' }))).toBe(false);
    expect(readPattern('model:%2A').stars).toBe(0);
  });
});

describe('a pattern and its definition', () => {
  const letters = (maxLength: number) =>
    fc.array(fc.constantFrom('a', 'b', '*'), { maxLength }).map((parts) => parts.join(''));

  it('agree on short texts of few letters', () => {
    fc.assert(
      fc.property(letters(7), letters(8), (pattern, text) => {
        expect(isOf(pattern, text)).toBe(names(pattern, text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('agree on subjects, what is below them and their versions', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', '/', '@', '7', '@7', '/a'), { maxLength: 7 })
      .map((parts) => parts.join(''));
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '/', '@', '7', '*'), { maxLength: 6 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, text, (wanted, asked) => {
        expect(isCovered(wanted, asked)).toBe(namesSubject(wanted, asked));
      }),
      { numRuns: 4_000 },
    );
  });
});

describe('a piece that is longer than what the engine searches by itself', () => {
  const long = `${'ab'.repeat(20)}a`;

  it('is found where it stands, also where it overlaps itself', () => {
    const text = fc
      .array(fc.constantFrom(long, 'ab', 'a', 'b', '/', '@7', '@'), { maxLength: 6 })
      .map((parts) => parts.join(''));
    const pattern = fc.constantFrom(`*${long}`, `*${long}*`, `a*${long}*b`, `*${long}*${long}`, `*ab${long}`);
    fc.assert(
      fc.property(pattern, text, (wanted, asked) => {
        expect(isOf(wanted, asked)).toBe(names(wanted, asked));
        expect(isCovered(wanted, asked)).toBe(namesSubject(wanted, asked));
      }),
      { numRuns: 500 },
    );
  });
});

describe('of two patterns', () => {
  it('one that includes the other has all of its texts, and covers all of its subjects', () => {
    fc.assert(
      fc.property(verbPattern, verbPattern, verb, (wider, narrower, text) => {
        if (includes(readPattern(wider), readPattern(narrower)) && names(narrower, text))
          expect(names(wider, text)).toBe(true);
      }),
    );
    fc.assert(
      fc.property(subjectPattern, subjectPattern, subject, (wider, narrower, text) => {
        if (coversAll(readPattern(wider), readPattern(narrower)) && namesSubject(narrower, text))
          expect(namesSubject(wider, text)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('one with the same text includes the other, and a star includes everything', () => {
    fc.assert(
      fc.property(subjectPattern, (text) => {
        expect(coversAll(readPattern(text), readPattern(text))).toBe(true);
        expect(coversAll(readPattern('*'), readPattern(text))).toBe(true);
      }),
    );
  });

  it.each([
    ['model:*', 'model:spread-*', true],
    ['model:spread-*', 'model:*', false],
    ['model:a', 'model:a/column:*', true],
    ['model:a', 'model:a@7', true],
    ['model:a', 'model:a*', false],
    ['model:a*', 'model:a', true],
    ['model:*a', 'model:a*a', true],
    ['model:a*a', 'model:*a', false],
    ['model:a*', 'model:%2A', false],
    ['model:%2A', 'model:*', false],
    ['model:\ue000', 'model:*', false],
  ])('%j covers all of %j: %j', (wider, narrower, expected) => {
    expect(coversAll(readPattern(wider), readPattern(narrower))).toBe(expected);
  });

  it('those that name one thing together are never said to have nothing in common', () => {
    fc.assert(
      fc.property(verbPattern, verbPattern, subjectPattern, subjectPattern, (verbs, other, subjects, others) => {
        if (allVerbs.some((text) => names(verbs, text) && names(other, text)))
          expect(mayMeet(readPattern(verbs), readPattern(other))).toBe(true);
        if (allSubjects.some((text) => namesSubject(subjects, text) && namesSubject(others, text)))
          expect(mayShare(readPattern(subjects), readPattern(others))).toBe(true);
      }),
      { numRuns: 4_000 },
    );
  });

  it.each([
    ['model:a', 'model:ab', false],
    ['model:a', 'model:ab*', false],
    ['model:a', 'model:a@*', true],
    ['model:a', 'model:a/column:*', true],
    ['model:a*', 'dataset:*', false],
    ['model:a*', 'model:ab', true],
  ])('%j may share a subject with %j: %j', (a, b, expected) => {
    expect(mayShare(readPattern(a), readPattern(b))).toBe(expected);
    expect(mayShare(readPattern(b), readPattern(a))).toBe(expected);
  });

  it('verbs meet only where one text is of both', () => {
    expect(mayMeet(readPattern('*.read'), readPattern('job.run'))).toBe(false);
    expect(mayMeet(readPattern('*.read'), readPattern('job.*'))).toBe(true);
    expect(mayMeet(readPattern('*.read'), readPattern('*.run'))).toBe(false);
  });
});

describe('a hostile pattern', () => {
  const long = 'a'.repeat(20_000);

  it.each([
    ['a thousand stars between letters', `${'a*'.repeat(1_000)}b`],
    ['ten thousand stars in a row', `${'*'.repeat(10_000)}b`],
    ['a long piece that nearly stands everywhere', `*${'a'.repeat(9_999)}b*${'a'.repeat(9_999)}b`],
    ['a long piece that begins wrongly', `*b${'a'.repeat(9_999)}*`],
    ['an end that is everywhere, but never where a subject ends', `*a*${'a'.repeat(5_000)}`],
  ])('with %s is answered at once', (_, text) => {
    const pattern = readPattern(text);
    const begin = performance.now();
    for (let round = 0; round < 10; round++) {
      expect(matches(pattern, `${long}c`)).toBe(false);
      expect(covers(pattern, `${long}c`)).toBe(false);
    }
    // what tries all ways of twenty thousand letters and a thousand stars does not end at all
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});
