import { z } from 'zod';
import { day } from '../../core/duration.ts';
import type { World } from '../../server/world.ts';
import { type Credential, getCredential, isUsable, listCredentials } from '../../state/credential-table.ts';
import type { Reader } from '../../state/state.ts';
import { secretSchema } from '../links.ts';
import { base32, isWholeKey, type MadeKey, newKey } from '../secret.ts';

/** From the password on: whoever has a refresh token that was stolen has it until then at the most. */
export const refreshLife = 30 * day;

/** Whoever did not hear the answer may ask again for so long. */
const retriedWithin = 10_000;

export const newFamily = ({ random }: Pick<World, 'random'>): string => `f-${base32(random(7)).slice(0, 10)}`;

/** One as it is kept. */
export const newRefreshSchema = secretSchema.extend({ hint: z.string().max(100) });

/** `pitwall_r<version of the account>_…`: with another version of the account it opens nothing. */
export const newRefreshToken = (world: World, version: number): MadeKey => newKey(world, `r${version}`);

/** Of which version of its account it is; undefined where it is none of ours. */
export function versionOf(token: string): number | undefined {
  const [, version] = /^pitwall_r(\d{1,15})_/.exec(token) ?? [];
  return version !== undefined && isWholeKey(token) ? Number(version) : undefined;
}

/**
 * `current`: the one of its family that may be used. `retried`: it was used a moment ago, and nobody used what took its
 * place. `reused`: somebody has it who should not. `over`: its family has ended.
 */
export type RefreshUse = 'current' | 'retried' | 'reused' | 'over';

export interface JudgedRefresh {
  readonly use: RefreshUse;
  /** The one that may be used. */
  readonly living: Credential | undefined;
}

export async function judgeRefresh(db: Reader, presented: Credential, now: number): Promise<JudgedRefresh> {
  const { family } = presented;
  const members = family === null ? [] : await listCredentials(db, { kind: 'refresh', family, usableAt: now });
  const [living] = members;
  if (!living) return { use: 'over', living };
  if (living.id === presented.id) return { use: 'current', living };
  const { usedAt, revokedAt } = presented;
  // what another took the place of before anybody used it was given to someone who did not hear, or to a thief
  const isOrphan = usedAt === null;
  const isRecent = revokedAt !== null && now <= revokedAt + retriedWithin;
  const isRetried = !isOrphan && isRecent && (await leadsTo(db, presented, living, now));
  return { use: isRetried ? 'retried' : 'reused', living };
}

/** Whether nobody used anything that came after it. */
async function leadsTo(db: Reader, from: Credential, living: Credential, now: number): Promise<boolean> {
  let next = from.replacedBy === null ? undefined : await getCredential(db, from.replacedBy);
  while (next && !isUsable(next, now) && next.usedAt === null && next.replacedBy !== null) {
    next = await getCredential(db, next.replacedBy);
  }
  return next?.id === living.id;
}
