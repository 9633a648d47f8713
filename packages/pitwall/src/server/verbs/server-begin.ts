import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';
import { addToken, revokeToken } from '../../state/token-table.ts';
import { administratorName, linkName } from '../tokens.ts';
import { defineVerb } from '../verb.ts';

/** Of a token; the token itself is shown to its owner and kept nowhere. */
const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const serverBegin = defineVerb({
  name: 'server.begin',
  summary: 'Take the first administrator and a sign-in link into use, unless there is one',
  input: z.strictObject({ token: hash, link: hash }),
  subject: () => formatSubject({ kind: 'token', name: administratorName }),
  record: () => ({}),
  async run(tx, { token, link }, { world }) {
    const at = world.now();
    // of two servers on one Postgres only the first has begun
    const begun = await addToken(tx, { name: administratorName, hash: token, at });
    if (begun) {
      await revokeToken(tx, { name: linkName, at });
      await addToken(tx, { name: linkName, hash: link, at });
    }
    return { begun };
  },
});
