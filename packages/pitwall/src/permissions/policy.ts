import { covers, coversAll, includes, matches, mayMeet, mayShare, type Pattern, readPattern } from './pattern.ts';
import type { Grant, Role, Rule } from './permission.ts';

/** One verb of a rule on one of its subjects, as one grant of its role has it. */
export interface Policy {
  readonly effect: Rule['effect'];
  readonly role: string;
  readonly verb: Pattern;
  readonly subject: Pattern;
  /** What the grant keeps it to. */
  readonly on: Pattern | undefined;
}

export function policiesOf(grants: readonly Grant[], roles: ReadonlyMap<string, Role>): Policy[] {
  return grants.flatMap(({ role, on }) => {
    const limits = on.length === 0 || on.includes('*') ? [undefined] : on.map(readPattern);
    return (roles.get(role)?.rules ?? []).flatMap((rule) => policiesOfRule(role, rule, limits));
  });
}

function policiesOfRule(role: string, rule: Rule, limits: readonly (Pattern | undefined)[]): Policy[] {
  const { effect } = rule;
  const subjects = rule.subjects.map(readPattern);
  return rule.verbs.map(readPattern).flatMap((verb) =>
    subjects.flatMap((subject) =>
      // what a grant and a rule have nothing of in common gives nothing
      limits.filter((on) => !on || mayShare(on, subject)).map((on) => ({ effect, role, verb, subject, on })),
    ),
  );
}

/**
 * The most specific first; what `sort` needs. A policy is the more specific
 * 1. the more characters of the subject it gives (stars do not count; of the rule's subject and of the grant's `on`
 *    that which gives more),
 * 2. the fewer stars that has, so that an exact subject goes before a pattern,
 * 3. the more characters of the verb it gives,
 * 4. the fewer stars that has;
 * of two that are equal in all of these, the one that denies.
 *
 * So where all that one subject names is also named by another, and not the other way round, the first is the more
 * specific: a rule for `model:spread-a` goes before one for `model:spread-*`, and that before one for `*`. The names of
 * roles and the order of rules decide nothing but which of two policies of one kind is named as the reason.
 */
export function bySpecificity(a: Policy, b: Policy): number {
  return (
    byExactness(subjectNamed(a), subjectNamed(b)) ||
    byExactness(a.verb, b.verb) ||
    Number(b.effect === 'deny') - Number(a.effect === 'deny') ||
    byText(describe(a), describe(b))
  );
}

/** Of the subject and what the grant keeps it to, the one that names it more exactly. */
const subjectNamed = ({ subject, on }: Policy): Pattern => (on && byExactness(on, subject) < 0 ? on : subject);

const byExactness = (a: Pattern, b: Pattern): number => b.literals - a.literals || a.stars - b.stars;

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** `role operator allows job.* on *, granted on model:spread-*` */
export function describe({ effect, role, verb, subject, on }: Policy): string {
  const limit = on ? `, granted on ${on.text}` : '';
  return `role ${role} ${effect === 'allow' ? 'allows' : 'denies'} ${verb.text} on ${subject.text}${limit}`;
}

export const isOfVerb = (policy: Policy, verb: string): boolean => matches(policy.verb, verb);

export const coversSubject = ({ subject, on }: Policy, asked: string): boolean =>
  covers(subject, asked) && (!on || covers(on, asked));

/** Whether it is about all of these verbs on all of these subjects. */
export const coversEvery = (policy: Policy, verbs: Pattern, subjects: Pattern): boolean =>
  includes(policy.verb, verbs) && coversAll(policy.subject, subjects) && (!policy.on || coversAll(policy.on, subjects));

/** False only where it is certainly about none of these verbs on any of these subjects. */
export const mayTouch = (policy: Policy, verbs: Pattern, subjects: Pattern): boolean =>
  mayMeet(policy.verb, verbs) && mayShare(policy.subject, subjects) && (!policy.on || mayShare(policy.on, subjects));
