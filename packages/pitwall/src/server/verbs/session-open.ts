import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';
import { addToken, findToken, revokeToken } from '../../state/token-table.ts';
import { linkLife, linkName, sessionPrefix, unusableLink } from '../tokens.ts';
import { defineVerb } from '../verb.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const sessionOpen = defineVerb({
  name: 'session.open',
  summary: 'Sign in with a link that works once',
  input: z.strictObject({ link: hash, session: hash }),
  subject: () => formatSubject({ kind: 'token', name: linkName }),
  record: () => ({}),
  async run(tx, { link, session }, { world }) {
    const at = world.now();
    const found = await findToken(tx, link);
    if (found?.name !== linkName || at >= found.madeAt + linkLife) throw unusableLink();
    await revokeToken(tx, { name: linkName, at });
    // the name says which session it is without saying what would open it
    const name = `${sessionPrefix}${session.slice(0, 12)}`;
    await addToken(tx, { name, hash: session, at });
    return { name };
  },
});
