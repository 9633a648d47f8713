import { signInLinkSchema } from '@pitwall/sdk';
import { hasAdministrator } from '../../access/accounts.ts';
import { newCredentialId } from '../../access/secret.ts';
import { subjectOfLink } from '../../access/subjects.ts';
import { linkMake } from '../../access/verbs/link-make.ts';
import { perform } from '../../server/perform.ts';
import { newToken } from '../../server/tokens.ts';
import { hashOfToken } from '../../state/credential-table.ts';
import { defineRoute } from '../route.ts';

/** On the machine of a server on which nobody can sign in, the link is one that makes the first administrator. */
export const makeSignInLink = defineRoute({
  name: 'makeSignInLink',
  method: 'POST',
  path: '/api/v1/sign-in-link',
  summary: 'A link that signs a browser in, once; the one before it opens nothing any more',
  permission: linkMake.name,
  about: () => subjectOfLink,
  answers: {
    200: {
      summary: 'Shown once',
      schema: signInLinkSchema,
    },
  },
  async handle({ context, server: { world, state } }) {
    const isSetup = context.actor.name === 'owner' && !(await hasAdministrator(state.db));
    const made = async (name: 'setup' | 'sign-in') => {
      const link = newToken(world);
      const secret = { id: newCredentialId(world), hash: hashOfToken(link) };
      const { output } = await perform(context, linkMake, { link: secret, for: name });
      return output.until === null ? undefined : { link, until: output.until };
    };
    // where an administrator was made in between, it is a link to sign in after all
    const { link, until } = (isSetup ? await made('setup') : undefined) ?? (await made('sign-in')) ?? unmade();
    return { status: 200, json: { path: `/sign-in?link=${link}`, until: new Date(until).toISOString() } };
  },
});

function unmade(): never {
  throw new Error('A sign-in link is always made.');
}
