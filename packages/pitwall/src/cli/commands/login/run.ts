import { hostname } from 'node:os';
import { type Client, createClient, PitwallProblem } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText, visible } from '../../../core/visible.ts';
import { type Asking, startAsking } from '../../ask.ts';
import { mistakeOf, withServer } from '../../connection.ts';
import { type KeptToken, keepToken, keptToken } from '../../credentials.ts';
import { grantWords } from '../user/words.ts';

export async function runLogin(invocation: Invocation, context: CommandContext): Promise<0> {
  const url = serverOf(invocation, context);
  const asking = startAsking(context);
  try {
    const kept = invocation.given('token') ? await givenToken(url, asking) : await newKey(url, invocation, asking);
    const file = await keepToken(url, kept, context);
    const until = kept.until === null ? '' : ` until ${kept.until.slice(0, 10)}`;
    context.say(`Signed in at ${terminalText(url)}${until}; the key is in ${terminalText(file)}\n`);
    return 0;
  } catch (error) {
    throw mistakeOf(error);
  } finally {
    asking.end();
  }
}

async function newKey(url: string, invocation: Invocation, asking: Asking): Promise<KeptToken> {
  const client = clientOf(url);
  const name = invocation.text('name') ?? (await asking.line('Name: '));
  const password = await asking.line('Password: ', { secret: true });
  const { token, until } = await client.access.login({ name, password, keyName: `pitwall login on ${hostname()}` });
  return { token, until };
}

/** Tried before it is kept. */
async function givenToken(url: string, asking: Asking): Promise<KeptToken> {
  const token = (await asking.line('Token: ', { secret: true })).trim();
  await clientOf(url, token).access.whoami();
  return { token, until: null };
}

export async function runLogout(invocation: Invocation, context: CommandContext): Promise<0> {
  const url = serverOf(invocation, context);
  const kept = await keptToken(url, context);
  if (!kept) {
    context.say(`Nothing is kept for ${terminalText(url)}\n`);
    return 0;
  }
  // forgotten first: what cannot be revoked now is at least not here any more
  await keepToken(url, undefined, context);
  try {
    const client = clientOf(url, kept.token);
    const { actor } = await client.access.whoami();
    if (actor.startsWith('token:')) await client.access.revokeKey(actor.slice('token:'.length));
    context.say(`Signed out at ${terminalText(url)}\n`);
  } catch (error) {
    if (!(error instanceof PitwallProblem)) throw error;
    const words =
      error.status === 401 ? 'it was over already' : `it could not be revoked there: ${visible(error.detail)}`;
    context.say(`The key is forgotten here; ${words}\n`);
  }
  return 0;
}

export async function runWhoami(invocation: Invocation, context: CommandContext): Promise<0> {
  const who = await withServer(invocation, context, ({ client }) => client.access.whoami());
  if (invocation.given('json')) {
    await context.write(`${JSON.stringify(who, null, 2)}\n`);
    return 0;
  }
  const name = who.account?.name ?? who.actor;
  const of = who.account && who.actor.startsWith('token:') ? ` (key ${who.actor.slice('token:'.length)})` : '';
  const may = who.grants === null ? 'everything' : grantWords(who.grants);
  await context.write(`${terminalText(`${name}${of}: ${may}`)}\n`);
  return 0;
}

function serverOf(invocation: Invocation, { env }: CommandContext): string {
  const url = invocation.text('server') ?? (env.PITWALL_SERVER || undefined);
  if (url !== undefined) return url;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: 'expected the address of a server, found none',
    fix: 'Name it with --server URL or in the variable PITWALL_SERVER',
  });
}

function clientOf(url: string, token?: string): Client {
  try {
    return createClient({ url, token });
  } catch (cause) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected the address of a server like http://127.0.0.1:4600, found ${JSON.stringify(visible(url))}`,
      fix: 'Write it with http:// or https://',
      cause,
    });
  }
}
