import { builtInRoles } from '../permissions/built-in.ts';
import { permissionsOf } from '../permissions/compile.ts';
import type { Grant, Permissions, Role } from '../permissions/permission.ts';
import { listRoles } from '../state/role-table.ts';
import type { Reader } from '../state/state.ts';

/** The roles there are: those that are built in, and those of this installation. */
export type KnownRoles = ReadonlyMap<string, Role>;

export async function knownRoles(db: Reader): Promise<KnownRoles> {
  const own = (await listRoles(db)).map(({ name, summary, rules }): Role => ({ name, summary, rules }));
  // one that is built in cannot be replaced
  return new Map([...own, ...builtInRoles].map((role) => [role.name, role]));
}

/** More are forgotten and made again. */
const mostCompiled = 1_000;

/** Grants are compiled once for as long as the roles stay what they are. */
export function createCompiler(roles: KnownRoles): (grants: readonly Grant[]) => Permissions {
  const compiled = new Map<string, Permissions>();
  return (grants) => {
    const key = JSON.stringify(grants);
    const known = compiled.get(key);
    if (known) return known;
    const made = permissionsOf(grants, roles);
    if (compiled.size >= mostCompiled) compiled.clear();
    compiled.set(key, made);
    return made;
  };
}
