import { describe, expect, it } from 'vitest';
import { grantSchema, roleNameSchema, roleSchema, ruleSchema, writtenRule } from './schema.ts';

const messagesOf = (result: { readonly error?: { readonly issues: readonly { readonly message: string }[] } }) =>
  result.error?.issues.map(({ message }) => message);

describe('a rule as it is written', () => {
  it('takes one text or a list, and is about everything where it does not say about what', () => {
    expect(ruleSchema.parse({ allow: 'job.*' })).toEqual({ effect: 'allow', verbs: ['job.*'], subjects: ['*'] });
    expect(ruleSchema.parse({ deny: ['job.run', 'job.retry'], on: ['model:a', 'model:b'] })).toEqual({
      effect: 'deny',
      verbs: ['job.run', 'job.retry'],
      subjects: ['model:a', 'model:b'],
    });
  });

  it('is the same again after it was written out', () => {
    for (const written of [
      { allow: ['job.*'], on: ['*'] },
      { deny: ['job.run', 'job.retry'], on: ['model:a'] },
    ])
      expect(writtenRule(ruleSchema.parse(written))).toEqual(written);
  });

  it('takes what is said twice once', () => {
    expect(ruleSchema.parse({ allow: ['job.*', 'job.*'] }).verbs).toEqual(['job.*']);
  });

  it.each([
    ['both effects', { allow: 'job.*', deny: 'job.run' }, 'expected either allow or deny'],
    ['no effect', { on: 'model:a' }, 'expected either allow or deny'],
    ['a verb of one word', { allow: 'run' }, 'expected a verb like job.run, or a pattern like job.*'],
    ['a verb in capitals', { allow: 'Job.run' }, 'expected a verb like job.run, or a pattern like job.*'],
    ['one bad verb in a list', { allow: ['job.run', 'a b'] }, 'expected a verb like job.run, or a pattern like job.*'],
    ['a key that is not known', { allow: 'job.*', subjects: 'model:a' }, 'Unrecognized key: "subjects"'],
  ])('refuses %s', (_, written, message) => {
    expect(messagesOf(ruleSchema.safeParse(written))).toEqual([message]);
  });

  it('refuses an empty list: it is not everything', () => {
    expect(ruleSchema.safeParse({ allow: [], on: 'model:a' }).success).toBe(false);
    expect(ruleSchema.safeParse({ allow: 'job.*', on: [] }).success).toBe(false);
  });
});

describe('a subject in a rule', () => {
  it.each([
    '*',
    '*/column:a',
    'mod*',
    'model:*',
    'model:spread-a',
    'model:spread-*',
    'model:spread-a@7',
    'model:*/column:tipoff',
    'model:a/*',
    'model:a/col*',
    'model:x%2Fmodel%3Ay',
    'model:Brasília 2025',
  ])('may be %j', (on) => {
    expect(ruleSchema.safeParse({ allow: '*', on }).success).toBe(true);
  });

  it.each(['spread-a', 'spread-*', 'Model:a', 'model:a:b', 'model:', 'model:a/', '/model:a', 'model:a/b', 'model:a:*'])(
    'is not %j, and the message shows how it is written',
    (on) => {
      expect(messagesOf(ruleSchema.safeParse({ allow: '*', on }))).toEqual([
        'expected a subject like model:spread-a or model:spread-*, with %3A for a : in a name and %2F for a /',
      ]);
    },
  );

  it('holds no control characters and no halves of characters, and has an end', () => {
    expect(messagesOf(ruleSchema.safeParse({ allow: '*', on: 'model:a\u0000' }))).toEqual([
      'expected a subject without control characters',
    ]);
    expect(ruleSchema.safeParse({ allow: '*', on: 'model:\ud800' }).success).toBe(false);
    expect(ruleSchema.safeParse({ allow: '*', on: `model:${'a'.repeat(2_000)}` }).success).toBe(false);
  });
});

describe('a role as it is written', () => {
  const rules = [{ allow: 'job.*' }];

  it('has a name, rules and perhaps a summary', () => {
    expect(roleSchema.parse({ name: 'spread-team', rules })).toEqual({
      name: 'spread-team',
      summary: '',
      rules: [{ effect: 'allow', verbs: ['job.*'], subjects: ['*'] }],
    });
  });

  it.each(['', 'Spread', '7up', '-a', 'a_b', 'a b', 'a'.repeat(65), '__proto__', 'ä'])('is not named %j', (name) => {
    expect(messagesOf(roleNameSchema.safeParse(name))).toEqual([
      'expected a name of lower-case letters, digits and -, at most 64, a letter first',
    ]);
  });

  it('refuses keys that are not known, and no rules at all', () => {
    expect(messagesOf(roleSchema.safeParse({ name: 'a', rules, builtIn: true }))).toEqual([
      'Unrecognized key: "builtIn"',
    ]);
    expect(roleSchema.safeParse({ name: 'a', rules: [] }).success).toBe(false);
  });

  it('refuses more policies than can be decided in no time', () => {
    const verbs = (count: number) => Array.from({ length: count }, (_, nr) => `job.run-${nr}`);
    const subjects = Array.from({ length: 50 }, (_, nr) => `model:${nr}`);
    expect(roleSchema.safeParse({ name: 'a', rules: [{ allow: verbs(20), on: subjects }] }).success).toBe(true);
    expect(messagesOf(roleSchema.safeParse({ name: 'a', rules: [{ allow: verbs(21), on: subjects }] }))).toEqual([
      'expected at most 1000 pairs of a verb and a subject in one role',
    ]);
  });
});

describe('a grant as it is written', () => {
  it('is of a role, everywhere or on some subjects', () => {
    expect(grantSchema.parse({ role: 'operator' })).toEqual({ role: 'operator', on: ['*'] });
    expect(grantSchema.parse({ role: 'operator', on: 'model:spread-*' })).toEqual({
      role: 'operator',
      on: ['model:spread-*'],
    });
  });

  it('may be validated again', () => {
    for (const written of [{ role: 'operator' }, { role: 'operator', on: ['model:a', 'model:b'] }]) {
      const grant = grantSchema.parse(written);
      expect(grantSchema.parse(grant)).toEqual(grant);
    }
  });

  it('refuses an empty list of subjects, which would be everywhere', () => {
    expect(grantSchema.safeParse({ role: 'operator', on: [] }).success).toBe(false);
  });
});
