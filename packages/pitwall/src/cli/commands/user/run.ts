import type { Account, SignInLink } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText, visible } from '../../../core/visible.ts';
import { type Connection, withServer } from '../../connection.ts';
import { paintFor } from '../../reporters/paint.ts';
import { grantWords, stateWords, typedGrants } from './words.ts';

type Ways = [invocation: Invocation, context: CommandContext];

export async function runUserAdd(...[invocation, context]: Ways): Promise<0> {
  const [name = ''] = invocation.arguments;
  const grants = typedGrants(invocation);
  if (grants.length === 0) throw withoutRole();
  const { account, link } = await withServer(invocation, context, async ({ client, place }) => {
    const made = await client.access.addAccount({ name, grants });
    return { ...made, link: made.link && addressOf(made.link, place) };
  });
  if (invocation.given('json')) await context.write(`${JSON.stringify({ account, link }, null, 2)}\n`);
  else {
    context.say(`${terminalText(account.name ?? account.id)} may do: ${terminalText(grantWords(account.grants))}\n`);
    if (link !== null) {
      context.say('With this link the password is chosen (once, within an hour):\n');
      await context.write(`${link}\n`);
    }
  }
  return 0;
}

export async function runUserList(...[invocation, context]: Ways): Promise<0> {
  const { items } = await withServer(invocation, context, ({ client }) => client.access.accounts());
  if (invocation.given('json')) await context.write(`${JSON.stringify(items, null, 2)}\n`);
  else if (items.length === 0) context.say('There are none: pitwall sign-in makes a link for the first.\n');
  else await context.write(items.map((account) => lineOf(account, context)).join(''));
  return 0;
}

export async function runUserGrant(...[invocation, context]: Ways): Promise<0> {
  const grants = typedGrants(invocation);
  if (grants.length === 0 && !invocation.given('nothing')) throw withoutRole();
  return changed([invocation, context], ({ client }, { id }) => client.access.grant(id, grants));
}

export const runUserChange = (word: 'disable' | 'enable' | 'unlock', ...ways: Ways): Promise<0> =>
  changed(ways, ({ client }, { id }) => client.access[word](id));

export async function runUserPassword(...[invocation, context]: Ways): Promise<0> {
  const link = await withServer(invocation, context, async (connection) => {
    const { id } = await found(connection, invocation);
    return addressOf(await connection.client.access.resetPassword(id), connection.place);
  });
  if (invocation.given('json')) await context.write(`${JSON.stringify({ link }, null, 2)}\n`);
  else await context.write(`${link}\n`);
  return 0;
}

async function changed(
  [invocation, context]: Ways,
  change: (connection: Connection, account: Account) => Promise<Account>,
): Promise<0> {
  const account = await withServer(invocation, context, async (connection) =>
    change(connection, await found(connection, invocation)),
  );
  if (invocation.given('json')) await context.write(`${JSON.stringify(account, null, 2)}\n`);
  else await context.write(lineOf(account, context));
  return 0;
}

/** By name or id; names are not in any address, where they would stand in logs. */
async function found({ client }: Connection, { arguments: [typed = ''] }: Invocation): Promise<Account> {
  const { items } = await client.access.accounts();
  const account = items.find(({ id, name }) => id === typed || name === typed.toLowerCase());
  if (account) return account;
  throw new PitwallError({
    code: 'account.missing',
    problem: `there is no account ${JSON.stringify(visible(typed))}`,
    fix: 'Look it up with pitwall user list',
  });
}

const addressOf = ({ path }: SignInLink, place: string): string => `${place.replace(/\/+$/, '')}${path}`;

function lineOf(account: Account, { terminal }: CommandContext): string {
  const paint = paintFor(terminal.colour);
  const parts = [grantWords(account.grants), stateWords(account), account.id].filter((part) => part !== '');
  return `${paint.bold(terminalText(account.name ?? 'erased'))}  ${terminalText(parts.join(' · '))}\n`;
}

const withoutRole = (): PitwallError =>
  new PitwallError({
    code: 'arguments.invalid',
    problem: 'expected a role, found none',
    fix: 'Say what they may do: --role viewer, and with --on model:NAME on what',
  });
