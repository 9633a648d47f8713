import { lookup } from './lookup.ts';
import { coversAll, readPattern } from './pattern.ts';
import type { Decision, Grant, Permissions, Role, Rule } from './permission.ts';
import {
  bySpecificity,
  coversEvery,
  coversSubject,
  describe,
  isOfVerb,
  mayTouch,
  type Policy,
  policiesOf,
} from './policy.ts';

/** Permissions that can also be asked about patterns: to see that nobody gives more than they have. */
interface Compiled extends Permissions {
  /** Whether each of the verbs is allowed on each of the subjects; false also where that is not certain. */
  allowsAll(verbs: string, subjects: string): boolean;
  /** The rules about the verb and the subject, the most specific first: the first decides. */
  consulted(verb: string, subject: string): readonly Consulted[];
}

/** A rule that was looked at for a decision. */
export interface Consulted {
  readonly effect: Rule['effect'];
  readonly role: string;
  /** As the rule has them. */
  readonly verb: string;
  readonly subject: string;
  /** What the grant keeps it to. */
  readonly on: string | null;
  readonly decides: boolean;
  /** Whose rule it is, where two have to allow it. */
  readonly of: string | null;
}

/**
 * What the grants add up to. Nothing is allowed that no rule allows; of the rules about a verb and a subject the most
 * specific decides (see `bySpecificity`). A grant of a role that is not there gives nothing.
 *
 * Cost of a decision: a look at the policies about the verb whose subject begins as the one that is asked about.
 */
export function permissionsOf(grants: readonly Grant[], roles: ReadonlyMap<string, Role>): Permissions {
  const policies = policiesOf(grants, roles).sort(bySpecificity);
  const ofVerb = remembered((verb) => {
    const about = reachable(policies.filter((policy) => isOfVerb(policy, verb)));
    return { first: lookup(about), someAllow: about.some(({ effect }) => effect === 'allow') };
  });
  const refusal: Decision = { allowed: false, because: `no rule allows it${unknownRoles(grants, roles)}` };
  return compiled({
    decide(verb, subject) {
      const policy = ofVerb(verb).first(subject);
      return policy ? { allowed: policy.effect === 'allow', because: describe(policy) } : refusal;
    },
    mayAnywhere: (verb) => ofVerb(verb).someAllow,
    allowsAll(verbs, subjects) {
      const [verb, subject] = [readPattern(verbs), readPattern(subjects)];
      // the first that has a say in some of it must be one that allows all of it
      const first = policies.find((policy) =>
        policy.effect === 'deny' ? mayTouch(policy, verb, subject) : coversEvery(policy, verb, subject),
      );
      return first?.effect === 'allow';
    },
    consulted: (verb, subject) =>
      policies
        .filter((policy) => isOfVerb(policy, verb) && coversSubject(policy, subject))
        .map((policy, index) => ({
          effect: policy.effect,
          role: policy.role,
          verb: policy.verb.text,
          subject: policy.subject.text,
          on: policy.on?.text ?? null,
          decides: index === 0,
          of: null,
        })),
  });
}

/** Only what both allow. The names say in the reason whose refusal it is: `the key: no rule allows it`. */
export function both(a: Permissions, b: Permissions, names?: readonly [string, string]): Permissions {
  const named = (index: 0 | 1, { because }: Decision): string => (names ? `${names[index]}: ${because}` : because);
  return compiled({
    decide(verb, subject) {
      const first = a.decide(verb, subject);
      if (!first.allowed) return { allowed: false, because: named(0, first) };
      const second = b.decide(verb, subject);
      if (!second.allowed) return { allowed: false, because: named(1, second) };
      const reasons = new Set([named(0, first), named(1, second)]);
      return { allowed: true, because: [...reasons].join('; ') };
    },
    mayAnywhere: (verb) => a.mayAnywhere(verb) && b.mayAnywhere(verb),
    allowsAll: (verbs, subjects) => allowsAll(a, verbs, subjects) && allowsAll(b, verbs, subjects),
    consulted: (verb, subject) =>
      [a, b].flatMap((each, index) =>
        consulted(each, verb, subject).map((rule) => ({ ...rule, of: names?.[index] ?? rule.of })),
      ),
  });
}

/** Exactly these verbs, on anything: for a link that does one thing. Stars mean nothing here. */
export function only(...verbs: string[]): Permissions {
  const allowed = new Set(verbs);
  const list = [...allowed].sort().join(', ') || 'nothing';
  return compiled({
    decide: (verb) => ({ allowed: allowed.has(verb), because: `only ${list} may be done with this` }),
    mayAnywhere: (verb) => allowed.has(verb),
    allowsAll: (verb) => allowed.has(verb),
    consulted: () => [],
  });
}

/** Whether somebody may do all of the verbs to all of the subjects, both patterns; false also where it is not certain. */
export function allowsAll(permissions: 'all' | Permissions, verbs: string, subjects: string): boolean {
  if (permissions === 'all') return true;
  return isCompiled(permissions) && permissions.allowsAll(verbs, subjects);
}

/** The rules that were looked at for a decision, the most specific first; none where no rules are behind it. */
export function consulted(permissions: 'all' | Permissions, verb: string, subject: string): readonly Consulted[] {
  return permissions !== 'all' && isCompiled(permissions) ? permissions.consulted(verb, subject) : [];
}

const isCompiled = (permissions: Permissions): permissions is Compiled => 'allowsAll' in permissions;

const compiled = (permissions: Compiled): Compiled => permissions;

/** Behind one that covers everything no other is ever asked. */
function reachable(policies: readonly Policy[]): readonly Policy[] {
  const everything = readPattern('*');
  const last = policies.findIndex(
    ({ subject, on }) => coversAll(subject, everything) && (!on || coversAll(on, everything)),
  );
  return last < 0 ? policies : policies.slice(0, last + 1);
}

/** Verbs are few; the limit is for whoever asks about made-up ones. */
const verbsRemembered = 100;

function remembered<Value>(find: (key: string) => Value): (key: string) => Value {
  const values = new Map<string, Value>();
  return (key) => {
    const known = values.get(key);
    if (known !== undefined) return known;
    const found = find(key);
    if (values.size >= verbsRemembered) values.clear();
    values.set(key, found);
    return found;
  };
}

function unknownRoles(grants: readonly Grant[], roles: ReadonlyMap<string, Role>): string {
  const unknown = [...new Set(grants.map(({ role }) => role))].filter((role) => !roles.has(role)).sort();
  return unknown.length === 0 ? '' : `; there is no role ${unknown.join(', ')}`;
}
