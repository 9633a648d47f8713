import { signInLinkSchema } from '@pitwall/sdk';
import { perform } from '../../server/perform.ts';
import { newToken } from '../../server/tokens.ts';
import { linkMake } from '../../server/verbs/link-make.ts';
import { hashOfToken } from '../../state/token-table.ts';
import { defineRoute } from '../route.ts';

export const makeSignInLink = defineRoute({
  name: 'makeSignInLink',
  method: 'POST',
  path: '/api/v1/sign-in-link',
  summary: 'A link that signs a browser in, once; the one before it opens nothing any more',
  permission: linkMake.name,
  answers: {
    200: {
      summary: 'Shown once',
      schema: signInLinkSchema,
    },
  },
  async handle({ context, server: { world } }) {
    const link = newToken(world);
    const { output } = await perform(context, linkMake, { link: hashOfToken(link) });
    return { status: 200, json: { path: `/sign-in?link=${link}`, until: new Date(output.until).toISOString() } };
  },
});
