/** Who does something, and what they may do. Whatever is not named is denied. */
export interface Actor {
  readonly name: string;
  readonly permissions: 'all' | ReadonlySet<string>;
}

export const nobody: Actor = { name: 'nobody', permissions: new Set() };

/** The server itself, in what it does without being asked. */
export const system: Actor = { name: 'system', permissions: 'all' };

export function may({ permissions }: Actor, permission: string): boolean {
  return permissions === 'all' || permissions.has(permission);
}
