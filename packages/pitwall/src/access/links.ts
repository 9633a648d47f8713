import { z } from 'zod';
import { PitwallError } from '../core/errors.ts';
import type { Workplace } from '../server/context.ts';
import {
  addCredential,
  type Credential,
  findCredential,
  isUsable,
  type NewCredential,
} from '../state/credential-table.ts';
import type { Reader, Tx } from '../state/state.ts';

/** Hash and id of a secret that is shown to its owner and kept nowhere. */
export const secretSchema = z.strictObject({
  id: z.string().regex(/^k-[a-z0-9]{10}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What a link is for: to sign in, to make the first administrator, to choose a password. */
export const linkNames = ['sign-in', 'setup', 'password'] as const;
export type LinkName = (typeof linkNames)[number];

type NewLink = Pick<NewCredential, 'id' | 'hash' | 'account' | 'grants' | 'madeAt' | 'madeBy'> & {
  readonly name: LinkName;
  readonly until: number;
};

export async function newLink(tx: Tx, { until, ...link }: NewLink): Promise<void> {
  await addCredential(tx, { ...link, kind: 'link', hint: 'pitwall_…', expiresAt: until });
}

/** A link that may be used now. */
export async function findLink(
  db: Reader,
  hash: string,
  now: number,
): Promise<(Credential & { name: LinkName }) | undefined> {
  const found = await findCredential(db, hash);
  if (found?.kind !== 'link' || !isUsable(found, now)) return undefined;
  const name = linkNames.find((one) => one === found.name);
  return name && { ...found, name };
}

export async function requireLink(
  db: Reader,
  { hash, name, now }: { readonly hash: string; readonly name: LinkName; readonly now: number },
): Promise<Credential> {
  const found = await findLink(db, hash, now);
  if (found?.name === name) return found;
  throw unusableLink();
}

/** Whether a link may be tried at all: what nobody was given is not worth an entry in the audit, which never ends. */
export const linkOf = ({ state, world }: Workplace, hash: string) => findLink(state.db, hash, world.now());

export const unusableLink = (): PitwallError =>
  new PitwallError({
    code: 'auth.link',
    problem: 'expected a sign-in link that was not used and is not too old, found another',
    fix: 'Make another with pitwall sign-in on the machine of the server, or ask an administrator for one',
  });
