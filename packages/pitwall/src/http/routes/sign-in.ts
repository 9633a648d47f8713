import { z } from 'zod';
import { perform } from '../../server/perform.ts';
import { isLink, newToken, sessionLife, unusableLink } from '../../server/tokens.ts';
import { sessionOpen } from '../../server/verbs/session-open.ts';
import { hashOfToken } from '../../state/token-table.ts';
import { defineRoute } from '../route.ts';
import { sessionCookie } from '../sign-in.ts';

/** The link itself is who asks here: it may do this one thing. */
const linkHolder = { name: 'sign-in-link', permissions: new Set([sessionOpen.name]) };

export const signIn = defineRoute({
  name: 'signIn',
  method: 'GET',
  path: '/sign-in',
  summary: 'Sign a browser in with a link',
  permission: 'public',
  query: z.strictObject({ link: z.string().min(1).max(200).describe('Works once, and for an hour') }),
  answers: { 303: { summary: 'Signed in: on to the page' } },
  problems: [401],
  async handle({ query: { link }, context, server: { world }, keeper, address }) {
    if (!(await isLink(context, link))) {
      keeper.signIns.failed(address, world.now());
      throw unusableLink();
    }
    const session = newToken(world);
    const hashes = { link: hashOfToken(link), session: hashOfToken(session) };
    await perform({ ...context, actor: linkHolder }, sessionOpen, hashes);
    const cookie = `${sessionCookie}=${session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${sessionLife / 1000}`;
    return { status: 303, headers: { location: '/', 'set-cookie': cookie } };
  },
});
