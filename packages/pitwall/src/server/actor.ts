import type { Decision, Permissions } from '../permissions/permission.ts';

/** Who does something, and what they may do. Whatever is not named is denied. */
export interface Actor {
  /** As the audit has it: `user:u-…`, `token:k-…`, `owner`, `system` or `nobody`. It says no name of a person. */
  readonly name: string;
  readonly permissions: 'all' | Permissions;
}

export const nobody: Actor = {
  name: 'nobody',
  permissions: { decide: () => ({ allowed: false, because: 'nobody is signed in' }), mayAnywhere: () => false },
};

/** The server itself, in what it does without being asked. */
export const system: Actor = { name: 'system', permissions: 'all' };

/** Whoever is signed in may do these, for what they do it to is always themselves: see who they are, sign out. */
const isOfOneself = (verb: string): boolean => verb.startsWith('self.');

/** Whether somebody may do something to something, and why. */
export function decide({ name, permissions }: Actor, verb: string, subject: string): Decision {
  if (permissions === 'all') return { allowed: true, because: `${name} may do everything` };
  if (isOfOneself(verb) && name !== nobody.name) return { allowed: true, because: 'everybody may do it to themselves' };
  return permissions.decide(verb, subject);
}

/** Whether there can be something to which somebody may do it. */
export function mayAnywhere({ name, permissions }: Actor, verb: string): boolean {
  return permissions === 'all' || (isOfOneself(verb) && name !== nobody.name) || permissions.mayAnywhere(verb);
}

/** What lets know that something is there, beside reading it: by the kind of what it is. */
const telling: Readonly<Record<string, readonly string[]>> = {
  model: ['model.read', 'prediction.read', 'prediction.record', 'label.record'],
  job: ['job.read'],
};

/** Whether somebody may know that something is there. Of what is not listed here everybody knows, or nobody is told. */
export function sees(actor: Actor, subject: string): boolean {
  const verbs = telling[kindOf(subject.slice(subject.lastIndexOf('/') + 1))] ?? telling[kindOf(subject)];
  return verbs === undefined || verbs.some((verb) => decide(actor, verb, subject).allowed);
}

/** What is found about somebody's account says more than what is found about a model: one must be let see the account too. */
export function mayReadFinding(actor: Actor, subject: string): boolean {
  if (!decide(actor, 'finding.read', subject).allowed) return false;
  return kindOf(subject) !== 'account' || decide(actor, 'account.read', subject).allowed;
}

const kindOf = (subject: string): string => subject.slice(0, subject.indexOf(':'));
