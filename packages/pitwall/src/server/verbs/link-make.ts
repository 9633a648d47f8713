import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';
import { addToken, revokeToken } from '../../state/token-table.ts';
import { linkLife, linkName } from '../tokens.ts';
import { defineVerb } from '../verb.ts';

/** The link itself is shown to who asked and kept nowhere; the one before it opens nothing any more. */
export const linkMake = defineVerb({
  name: 'link.make',
  summary: 'Make a new sign-in link, in place of the one before',
  input: z.strictObject({ link: z.string().regex(/^[0-9a-f]{64}$/) }),
  subject: () => formatSubject({ kind: 'token', name: linkName }),
  record: () => ({}),
  async run(tx, { link }, { world }) {
    const at = world.now();
    await revokeToken(tx, { name: linkName, at });
    await addToken(tx, { name: linkName, hash: link, at });
    return { until: at + linkLife };
  },
});
