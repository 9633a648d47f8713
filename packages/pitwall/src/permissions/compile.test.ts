import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowsAll, both, consulted, only, permissionsOf } from './compile.ts';
import type { Grant, Permissions, Role, Rule } from './permission.ts';
import {
  allSubjects,
  allVerbs,
  type Given,
  given,
  grant,
  rule,
  subject,
  subjectPattern,
  verb,
  verbPattern,
} from './testing/arbitrary.ts';
import { mayByDefinition, names, namesSubject } from './testing/reference.ts';

const allow = (verbs: string, subjects = '*'): Rule => ({ effect: 'allow', verbs: [verbs], subjects: [subjects] });
const deny = (verbs: string, subjects = '*'): Rule => ({ effect: 'deny', verbs: [verbs], subjects: [subjects] });

const role = (name: string, ...rules: Rule[]): Role => ({ name, summary: '', rules });

function having(...roles: Role[]): Permissions {
  return permissionsOf(
    roles.map(({ name }) => ({ role: name, on: [] })),
    new Map(roles.map((each) => [each.name, each])),
  );
}

const permissionsOfGiven = ({ grants, roles }: Given): Permissions => permissionsOf(grants, roles);

/** With more rules in the role `one`, which everybody has everywhere. */
function withRules({ grants, roles }: Given, ...rules: Rule[]): Given {
  const one = roles.get('one') ?? role('one');
  return {
    grants: [...grants, { role: 'one', on: [] }],
    roles: new Map([...roles, ['one', { ...one, rules: [...one.rules, ...rules] }]]),
  };
}

const often = { numRuns: 1_500 };

describe('what is allowed', () => {
  it('is nothing without grants', () => {
    expect(permissionsOf([], new Map()).decide('job.run', 'model:a')).toEqual({
      allowed: false,
      because: 'no rule allows it',
    });
  });

  it('is what the most specific rule says: one for an analyst goes before one for everybody', () => {
    const analyst = having(role('everybody', deny('*', '*')), role('analyst', allow('metric.read', 'model:spread-*')));
    expect(analyst.decide('metric.read', 'model:spread-a').allowed).toBe(true);
    expect(analyst.decide('metric.read', 'model:total').allowed).toBe(false);
    expect(analyst.decide('job.run', 'model:spread-a').allowed).toBe(false);
  });

  it.each([
    ['a longer subject before a shorter one', allow('*', 'model:spread-*'), deny('*', 'model:*'), true],
    ['an exact subject before a pattern', allow('*', 'model:spread-a'), deny('*', 'model:spread-a*'), true],
    ['fewer stars before more', allow('*', 'model:*a'), deny('*', 'model:*a*'), true],
    ['the subject before the verb', allow('*', 'model:spread-a'), deny('job.run', '*'), true],
    ['a longer verb before a shorter one', allow('job.run', 'model:*'), deny('job.*', 'model:*'), true],
    ['an exact verb before a pattern', allow('job.run', '*'), deny('job.run*', '*'), true],
    ['a refusal before a permission of the same rank', allow('job.run', '*'), deny('job.run', '*'), false],
    ['a refusal of another text but the same rank', allow('job.*', '*'), deny('*.run', '*'), false],
  ])('takes %s', (_, allowing, denying, expected) => {
    expect(having(role('r', allowing, denying)).decide('job.run', 'model:spread-a').allowed).toBe(expected);
  });

  it('is no more than the grant keeps it to, which counts as naming the subject', () => {
    const roles = new Map(
      [role('runner', allow('job.*')), role('nobody', deny('job.*', 'model:*'))].map((r) => [r.name, r]),
    );
    const permissions = permissionsOf(
      [
        { role: 'runner', on: ['model:spread-*', 'model:total'] },
        { role: 'nobody', on: [] },
      ],
      roles,
    );
    expect(permissions.decide('job.run', 'model:spread-a').allowed).toBe(true);
    expect(permissions.decide('job.run', 'model:total/job:monitor').allowed).toBe(true);
    expect(permissions.decide('job.run', 'model:totals').allowed).toBe(false);
    expect(permissions.decide('job.run', 'job:retention').allowed).toBe(false);
  });

  it('keeps a refusal of a role to where the role is granted as well', () => {
    const roles = new Map([role('all', allow('*')), role('quiet', deny('job.*'))].map((r) => [r.name, r]));
    const permissions = permissionsOf(
      [
        { role: 'all', on: [] },
        { role: 'quiet', on: ['model:spread-*'] },
      ],
      roles,
    );
    expect(permissions.decide('job.run', 'model:spread-a').allowed).toBe(false);
    expect(permissions.decide('job.run', 'model:total').allowed).toBe(true);
  });

  it('is what the definition says, whatever the rules', () => {
    fc.assert(
      fc.property(given, verb, subject, (case_, asked, on) => {
        expect(permissionsOfGiven(case_).decide(asked, on).allowed).toBe(mayByDefinition(case_, asked, on));
      }),
      { numRuns: 4_000 },
    );
  });

  it('does not depend on the order of grants, of rules, of verbs or of subjects; nor does the reason', () => {
    const reversed = ({ grants, roles }: Given): Given => ({
      grants: grants.map(({ role: name, on }) => ({ role: name, on: on.toReversed() })).toReversed(),
      roles: new Map(
        [...roles]
          .map(([name, each]): [string, Role] => [name, { ...each, rules: each.rules.map(backwards).toReversed() }])
          .toReversed(),
      ),
    });
    const backwards = ({ effect, verbs, subjects }: Rule): Rule => ({
      effect,
      verbs: verbs.toReversed(),
      subjects: subjects.toReversed(),
    });
    fc.assert(
      fc.property(given, verb, subject, (case_, asked, on) => {
        expect(permissionsOfGiven(reversed(case_)).decide(asked, on)).toEqual(
          permissionsOfGiven(case_).decide(asked, on),
        );
      }),
      often,
    );
  });

  it('becomes no more by a rule that denies, and no less by one that allows', () => {
    fc.assert(
      fc.property(given, rule, verb, subject, (case_, more, asked, on) => {
        const before = permissionsOfGiven(withRules(case_)).decide(asked, on).allowed;
        const after = permissionsOfGiven(withRules(case_, more)).decide(asked, on).allowed;
        if (more.effect === 'deny') expect(after && !before).toBe(false);
        else expect(before && !after).toBe(false);
      }),
      often,
    );
  });

  it('does not change by a rule about other verbs or subjects', () => {
    fc.assert(
      fc.property(given, rule, verb, subject, (case_, more, asked, on) => {
        const concerns =
          more.verbs.some((pattern) => names(pattern, asked)) &&
          more.subjects.some((pattern) => namesSubject(pattern, on));
        if (concerns) return;
        expect(permissionsOfGiven(withRules(case_, more)).decide(asked, on)).toEqual(
          permissionsOfGiven(withRules(case_)).decide(asked, on),
        );
      }),
      often,
    );
  });

  it('stays the same for the same question, however much else was asked', () => {
    const permissions = having(role('r', allow('job.*', 'model:spread-*')));
    for (let nr = 0; nr < 2_000; nr++) permissions.decide(`job.made-up-${nr}`, 'model:x');
    expect(permissions.decide('job.run', 'model:spread-a').allowed).toBe(true);
    expect(permissions.decide('job.run', 'model:total').allowed).toBe(false);
  });
});

describe('the reason', () => {
  const roles = new Map(
    [role('operator', allow('job.*')), role('quiet', deny('job.run', 'model:a'))].map((r) => [r.name, r]),
  );
  const permissions = permissionsOf(
    [
      { role: 'operator', on: ['model:*'] },
      { role: 'quiet', on: [] },
      { role: 'gone', on: [] },
    ],
    roles,
  );

  it('names the role, its rule and what the grant keeps it to', () => {
    expect(permissions.decide('job.run', 'model:b').because).toBe(
      'role operator allows job.* on *, granted on model:*',
    );
    expect(permissions.decide('job.run', 'model:a').because).toBe('role quiet denies job.run on model:a');
  });

  it('names roles that are not there where nothing else decides', () => {
    expect(permissions.decide('model.read', 'model:a').because).toBe('no rule allows it; there is no role gone');
  });
});

describe('whether there may be a subject', () => {
  it('is never denied where there is one', () => {
    fc.assert(
      fc.property(given, verb, (case_, asked) => {
        const permissions = permissionsOfGiven(case_);
        if (allSubjects.some((on) => permissions.decide(asked, on).allowed))
          expect(permissions.mayAnywhere(asked)).toBe(true);
      }),
      often,
    );
  });

  it('is denied where no rule allows the verb, where one refuses it everywhere, and where grant and rule never meet', () => {
    expect(having(role('r', allow('job.*'))).mayAnywhere('model.read')).toBe(false);
    expect(having(role('r', allow('*'), deny('job.run'))).mayAnywhere('job.run')).toBe(false);
    const apart = permissionsOf(
      [{ role: 'r', on: ['model:*'] }],
      new Map([['r', role('r', allow('job.run', 'job:*'))]]),
    );
    expect(apart.mayAnywhere('job.run')).toBe(false);
  });

  it('is said where a refusal everywhere is less specific than what is allowed', () => {
    expect(having(role('r', allow('*', 'model:a'), deny('*'))).mayAnywhere('job.run')).toBe(true);
  });
});

describe('two permissions together', () => {
  const key = having(role('key', allow('job.*', 'model:a')));
  const owner = having(role('owner', allow('*', 'model:*'), deny('job.retry', 'model:a')));

  it('allow only what both allow, and the reason names the one that refuses', () => {
    const together = both(key, owner, ['the key', 'its owner']);
    expect(together.decide('job.run', 'model:a')).toEqual({
      allowed: true,
      because: 'the key: role key allows job.* on model:a; its owner: role owner allows * on model:*',
    });
    expect(together.decide('job.run', 'model:b')).toEqual({ allowed: false, because: 'the key: no rule allows it' });
    expect(together.decide('job.retry', 'model:a')).toEqual({
      allowed: false,
      because: 'its owner: role owner denies job.retry on model:a',
    });
  });

  it('say a reason once where they have the same one', () => {
    expect(both(key, key).decide('job.run', 'model:a').because).toBe('role key allows job.* on model:a');
  });

  it('are never more than either, whatever the rules', () => {
    fc.assert(
      fc.property(given, given, verb, subject, (one, other, asked, on) => {
        const [a, b] = [permissionsOfGiven(one), permissionsOfGiven(other)];
        const together = both(a, b);
        const allowed = a.decide(asked, on).allowed && b.decide(asked, on).allowed;
        expect(together.decide(asked, on).allowed).toBe(allowed);
        if (allowed) expect(together.mayAnywhere(asked)).toBe(true);
      }),
      often,
    );
  });
});

describe('only some verbs', () => {
  it('are allowed on everything, and nothing else is', () => {
    const link = only('session.open', 'account.read');
    expect(link.decide('session.open', 'token:link')).toEqual({
      allowed: true,
      because: 'only account.read, session.open may be done with this',
    });
    expect(link.decide('session.close', 'token:link').allowed).toBe(false);
    expect(link.mayAnywhere('session.open')).toBe(true);
    expect(link.mayAnywhere('session.close')).toBe(false);
  });

  it('are texts and not patterns', () => {
    expect(only('*').decide('job.run', 'model:a').allowed).toBe(false);
    expect(allowsAll(only('job.run'), 'job.*', '*')).toBe(false);
    expect(allowsAll(only('job.run'), 'job.run', '*')).toBe(true);
  });

  it('may be none', () => {
    expect(only().decide('job.run', 'model:a')).toEqual({
      allowed: false,
      because: 'only nothing may be done with this',
    });
  });
});

describe('whether all that patterns name is allowed', () => {
  it('is said only where each of it is', () => {
    fc.assert(
      fc.property(given, verbPattern, subjectPattern, (case_, verbs, subjects) => {
        const permissions = permissionsOfGiven(case_);
        if (!allowsAll(permissions, verbs, subjects)) return;
        for (const asked of allVerbs.filter((text) => names(verbs, text))) {
          for (const on of allSubjects.filter((text) => namesSubject(subjects, text)))
            expect(permissions.decide(asked, on)).toMatchObject({ allowed: true });
        }
      }),
      { numRuns: 4_000 },
    );
  });

  it.each([
    ['what is within an allowed pattern', [allow('job.*', 'model:*')], 'job.run', 'model:a*', true],
    ['the pattern itself', [allow('job.*', 'model:*')], 'job.*', 'model:*', true],
    ['more verbs', [allow('job.*')], '*', '*', false],
    ['more subjects', [allow('*', 'model:a')], '*', 'model:a*', false],
    ['a part that is denied', [allow('*'), deny('job.run', 'model:a')], 'job.*', 'model:*', false],
    [
      'a part that is denied, but less specifically',
      [deny('*'), allow('job.*', 'model:*')],
      'job.run',
      'model:a',
      true,
    ],
    ['a part of which nothing is denied', [allow('*'), deny('job.run', 'model:a')], 'job.*', 'model:b*', true],
  ])('of %s', (_, rules, verbs, subjects, expected) => {
    expect(allowsAll(having(role('r', ...rules)), verbs, subjects)).toBe(expected);
  });

  it('keeps to the grant', () => {
    const roles = new Map([['r', role('r', allow('*'))]]);
    const permissions = permissionsOf([{ role: 'r', on: ['model:spread-*'] }], roles);
    expect(allowsAll(permissions, 'job.run', 'model:spread-a*')).toBe(true);
    expect(allowsAll(permissions, 'job.run', 'model:*')).toBe(false);
  });

  it('is so for whoever may do everything, and for nobody whose permissions cannot be asked', () => {
    const unasked: Permissions = { decide: () => ({ allowed: true, because: '' }), mayAnywhere: () => true };
    expect(allowsAll('all', '*', '*')).toBe(true);
    expect(allowsAll(unasked, 'job.run', 'model:a')).toBe(false);
    const mine = having(role('r', allow('*')));
    expect(allowsAll(both(mine, mine), '*', '*')).toBe(true);
    expect(allowsAll(both(mine, unasked), '*', '*')).toBe(false);
  });
});

describe('the rules that were looked at', () => {
  it('stand in the order in which they count, and the first of them decides', () => {
    fc.assert(
      fc.property(given, verb, subject, (case_, asked, on) => {
        const permissions = permissionsOfGiven(case_);
        const rules = consulted(permissions, asked, on);
        expect(rules.map(({ decides }) => decides)).toEqual(rules.map((_, index) => index === 0));
        expect(rules[0]?.effect === 'allow').toBe(permissions.decide(asked, on).allowed);
        for (const each of rules) {
          expect(names(each.verb, asked) && namesSubject(each.subject, on)).toBe(true);
          if (each.on !== null) expect(namesSubject(each.on, on)).toBe(true);
        }
      }),
      often,
    );
  });

  it('say whose they are where two have to allow it', () => {
    const key = having(role('key', allow('job.run', 'model:a')));
    const owner = having(role('owner', allow('*')));
    const base = { effect: 'allow', on: null, decides: true };
    expect(consulted(both(key, owner, ['the key', 'its owner']), 'job.run', 'model:a')).toEqual([
      { ...base, role: 'key', verb: 'job.run', subject: 'model:a', of: 'the key' },
      { ...base, role: 'owner', verb: '*', subject: '*', of: 'its owner' },
    ]);
  });

  it('are none where no rules are behind it', () => {
    expect(consulted('all', 'job.run', 'model:a')).toEqual([]);
    expect(consulted(only('job.run'), 'job.run', 'model:a')).toEqual([]);
  });
});

describe('a thousand policies', () => {
  it('are decided in less than a tenth of a millisecond, also where none of them covers the subject', () => {
    const rules = Array.from({ length: 1_000 }, (_, nr) =>
      (nr % 10 ? allow : deny)(nr % 2 ? 'job.*' : '*.run', `model:team-${nr}-*`),
    );
    const permissions = having(role('r', ...rules));
    permissions.decide('job.run', 'model:a');
    const rounds = 500;
    const begin = performance.now();
    for (let nr = 0; nr < rounds; nr++) {
      expect(permissions.decide('job.run', `model:team-${nr}-a`).allowed).toBe(nr % 10 > 0);
      expect(permissions.decide('job.run', `model:other-${nr}`).allowed).toBe(false);
    }
    // ten times what it may cost: others work on this machine as well
    expect((performance.now() - begin) / (2 * rounds)).toBeLessThan(1);
  });

  it('with hostile patterns are decided all the same', () => {
    const rules = Array.from({ length: 1_000 }, (_, nr) => allow('*.*', `model:*${'a*'.repeat(100)}${nr}b`));
    const permissions = having(role('r', ...rules));
    const begin = performance.now();
    expect(permissions.decide('job.run', `model:${'a'.repeat(2_000)}`).allowed).toBe(false);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});

describe('a grant', () => {
  it('that is said twice is as one', () => {
    fc.assert(
      fc.property(given, grant, verb, subject, (case_, twice: Grant, asked, on) => {
        const once = permissionsOf([...case_.grants, twice], case_.roles);
        const two = permissionsOf([twice, ...case_.grants, twice], case_.roles);
        expect(two.decide(asked, on)).toEqual(once.decide(asked, on));
      }),
    );
  });
});
