import fc from 'fast-check';
import type { Grant, Role, Rule } from '../permission.ts';

/** Few names, so that rules meet each other. */
const steps = [
  'model:a',
  'model:ab',
  'model:b',
  'model:a@7',
  'model:a@x',
  'model:a/column:a',
  'model:ab@7/column:b',
  'job:a',
];
const verbs = ['job.run', 'job.read', 'model.read', 'model.judge', 'jobs.run'];

/** Some of the characters become stars. */
const patternOf = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...texts), fc.array(fc.tuple(fc.nat(12), fc.nat(6)), { maxLength: 2 }))
    .map(([text, cuts]) =>
      cuts.reduce((cut, [from, length]) => `${cut.slice(0, from)}*${cut.slice(from + length)}`, text),
    );

export const verbPattern = fc.oneof(fc.constantFrom(...verbs, '*', '*.read', 'job.*'), patternOf(verbs));
export const subjectPattern = fc.oneof(fc.constantFrom(...steps, '*', 'model:*', 'model:a*'), patternOf(steps));

export const verb = fc.constantFrom(...verbs);
export const subject = fc.constantFrom(...steps);

const effect = fc.constantFrom('allow', 'deny');

export const rule: fc.Arbitrary<Rule> = fc.record({
  effect,
  verbs: fc.array(verbPattern, { minLength: 1, maxLength: 2 }),
  subjects: fc.array(subjectPattern, { minLength: 1, maxLength: 2 }),
});

export const role: fc.Arbitrary<Role> = fc.record({
  name: fc.constantFrom('one', 'two', 'three'),
  summary: fc.constant(''),
  rules: fc.array(rule, { maxLength: 4 }),
});

export const grant: fc.Arbitrary<Grant> = fc.record({
  role: fc.constantFrom('one', 'two', 'three', 'unknown'),
  on: fc.array(subjectPattern, { maxLength: 2 }),
});

export interface Given {
  readonly grants: readonly Grant[];
  readonly roles: ReadonlyMap<string, Role>;
}

export const given: fc.Arbitrary<Given> = fc.record({
  grants: fc.array(grant, { maxLength: 4 }),
  roles: fc.array(role, { maxLength: 3 }).map((list) => new Map(list.map((each) => [each.name, each]))),
});

/** Of everything that the tables above can say. */
export const allVerbs: readonly string[] = verbs;
export const allSubjects: readonly string[] = steps;
