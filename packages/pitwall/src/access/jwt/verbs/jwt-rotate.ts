import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';
import { day } from '../../../core/duration.ts';
import { defineVerb } from '../../../server/verb.ts';
import {
  addSigningKey,
  listSigningKeys,
  nameInstallation,
  retireSigningKeys,
  type SigningKey,
} from '../../../state/signing-key-table.ts';

/** After so long another key signs. */
export const signingLife = 30 * day;

/** The one that signs, and the one before: what it signed last is over long before it goes. */
const believed = 2;

export const isDue = (newest: SigningKey | undefined, now: number): boolean =>
  newest === undefined || now >= newest.madeAt + signingLife;

const inputSchema = z.strictObject({
  id: z.string().min(1),
  public: z.string().min(1),
  /** Sealed. */
  private: z.string().startsWith('sealed.'),
  installation: z.string().min(1),
});

interface Rotated {
  readonly [key: string]: boolean | readonly string[];
  readonly added: boolean;
  readonly retired: readonly string[];
}

/** Done by the server itself, as soon as a token is to be signed and the key is too old. */
export const jwtRotate = defineVerb<z.output<typeof inputSchema>, Rotated>({
  name: 'jwt.rotate',
  summary: 'Sign access tokens with a new key from now on',
  input: inputSchema,
  subject: ({ id }) => formatSubject({ kind: 'key', name: id }),
  record: (_, output) => ({ added: output?.added, retired: output?.retired }),
  async run(tx, { installation, ...pair }, { world, actor }) {
    const at = world.now();
    const known = await listSigningKeys(tx);
    // another server was faster
    if (!isDue(known[0], at)) return { added: false, retired: [] };
    await nameInstallation(tx, { id: installation, at });
    const retired = known.slice(believed - 1).map(({ id }) => id);
    await retireSigningKeys(tx, retired, at);
    await addSigningKey(tx, { ...pair, madeAt: at, madeBy: actor.name });
    return { added: true, retired };
  },
});
