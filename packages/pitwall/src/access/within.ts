import { PitwallError } from '../core/errors.ts';
import { allowsAll } from '../permissions/compile.ts';
import type { Grant } from '../permissions/permission.ts';
import type { Actor } from '../server/actor.ts';
import type { Reader } from '../state/state.ts';
import { knownRoles } from './known-roles.ts';

/** Nobody gives what they do not have themselves. What is not certain to be theirs is refused. */
export async function refuseBeyond(db: Reader, { permissions }: Actor, grants: readonly Grant[]): Promise<void> {
  const roles = await knownRoles(db);
  for (const { role: name, on } of grants) {
    const role = roles.get(name);
    if (!role) throw missingRole(name, [...roles.keys()]);
    for (const { effect, verbs, subjects } of role.rules) {
      if (effect === 'deny') continue;
      for (const verb of verbs) {
        // what a grant is kept to and what the rule is about: to have either as a whole is to have what they share
        const allow = (subject: string): boolean => allowsAll(permissions, verb, subject);
        const has = subjects.every(allow) || (on.length > 0 && on.every(allow));
        if (!has) throw beyond(name, verb);
      }
    }
  }
}

const missingRole = (name: string, known: readonly string[]): PitwallError =>
  new PitwallError({
    code: 'role.missing',
    problem: `expected one of the roles ${known.toSorted().join(', ')}, found ${JSON.stringify(name)}`,
    fix: 'Look it up with pitwall role list, or add it with pitwall role add',
  });

const beyond = (role: string, verb: string): PitwallError =>
  new PitwallError({
    code: 'auth.beyond',
    problem: `expected grants within your own, found the role ${role}, which allows ${verb}`,
    fix: 'Give less, on fewer subjects, or ask an administrator to give it',
  });
