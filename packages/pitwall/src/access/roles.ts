import { formatSubject } from '@pitwall/sdk';
import { PitwallError } from '../core/errors.ts';
import { visible } from '../core/visible.ts';
import { builtInRoles } from '../permissions/built-in.ts';
import { allowsAll } from '../permissions/compile.ts';
import type { Role } from '../permissions/permission.ts';
import type { Actor } from '../server/actor.ts';
import { listAccounts } from '../state/account-table.ts';
import { listCredentials } from '../state/credential-table.ts';
import type { Reader } from '../state/state.ts';

export const subjectOfRole = (name: string): string => formatSubject({ kind: 'role', name });

export function refuseBuiltIn(name: string): void {
  if (!builtInRoles.some((role) => role.name === name)) return;
  throw new PitwallError({
    code: 'role.built_in',
    problem: `expected a role of your own, found ${name}, which is built in and stays as it is`,
    fix: 'Choose another name',
    place: { field: 'name' },
  });
}

/**
 * Nobody makes a role that allows what they may not do themselves. Nor do they take a refusal out of one: whoever has it
 * beside another role, perhaps they themselves, could then do what was refused.
 */
export function refuseRoleBeyond({ permissions }: Actor, { name, rules }: Role, before: Role | undefined): void {
  const kept = new Set(
    rules
      .filter(({ effect }) => effect === 'deny')
      .flatMap(pairsOf)
      .map(keyOf),
  );
  const given = [
    ...rules.filter(({ effect }) => effect === 'allow').flatMap(pairsOf),
    ...(before?.rules ?? [])
      .filter(({ effect }) => effect === 'deny')
      .flatMap(pairsOf)
      .filter((pair) => !kept.has(keyOf(pair))),
  ];
  const beyond = given.find(({ verb, subject }) => !allowsAll(permissions, verb, subject));
  if (!beyond) return;
  throw new PitwallError({
    code: 'auth.beyond',
    problem: `expected a role within what you may do yourself, found that ${name} would let do ${beyond.verb} on ${visible(beyond.subject)}`,
    fix: 'Allow less, on fewer subjects, or ask an administrator to do it',
  });
}

interface Pair {
  readonly verb: string;
  readonly subject: string;
}

const pairsOf = ({ verbs, subjects }: Role['rules'][number]): Pair[] =>
  verbs.flatMap((verb) => subjects.map((subject) => ({ verb, subject })));

const keyOf = ({ verb, subject }: Pair): string => `${verb} ${subject}`;

/** Who has a role: ids of accounts, also of those that are disabled for a time, and of keys in use. */
export interface RoleHolders {
  readonly accounts: readonly string[];
  readonly keys: readonly string[];
}

/** Each role that somebody has, with who that is. */
export async function roleHolders(db: Reader, now: number): Promise<ReadonlyMap<string, RoleHolders>> {
  const holders = new Map<string, { readonly accounts: Set<string>; readonly keys: Set<string> }>();
  const of = (role: string) => {
    const known = holders.get(role) ?? { accounts: new Set<string>(), keys: new Set<string>() };
    holders.set(role, known);
    return known;
  };
  for (const { id, grants, erasedAt } of await listAccounts(db)) {
    if (erasedAt === null) for (const { role } of grants) of(role).accounts.add(id);
  }
  for (const { id, grants } of await listCredentials(db, { usableAt: now })) {
    for (const { role } of grants ?? []) of(role).keys.add(id);
  }
  return new Map(
    [...holders].map(([role, { accounts, keys }]) => [role, { accounts: [...accounts], keys: [...keys] }]),
  );
}

export const missingRole = (name: string): PitwallError =>
  new PitwallError({
    code: 'role.missing',
    problem: `there is no role ${JSON.stringify(visible(name))}`,
    fix: 'Look it up with pitwall role list',
  });
