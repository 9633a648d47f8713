import type { AccessKey } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText } from '../../../core/visible.ts';
import { withServer } from '../../connection.ts';
import { paintFor } from '../../reporters/paint.ts';
import { grantWords, typedGrants } from '../user/words.ts';

export async function runTokenAdd(invocation: Invocation, context: CommandContext): Promise<0> {
  const [name = ''] = invocation.arguments;
  const grants = typedGrants(invocation);
  const days = daysOf(invocation.text('days') ?? '');
  const made = await withServer(invocation, context, ({ client }) =>
    client.access.addKey({ name, days, ...(grants.length > 0 ? { grants } : {}) }),
  );
  if (invocation.given('json')) await context.write(`${JSON.stringify(made, null, 2)}\n`);
  else {
    context.say(`Shown once; lasts until ${made.until.slice(0, 10)}. To revoke it: pitwall token revoke ${made.id}\n`);
    await context.write(`${made.token}\n`);
  }
  return 0;
}

function daysOf(text: string): number {
  const days = Number(text);
  if (/^\d{1,3}$/.test(text) && days >= 1 && days <= 365) return days;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected days from 1 to 365 as --days, found ${JSON.stringify(text)}`,
    fix: 'Leave --days out for 90',
  });
}

export async function runTokenList(invocation: Invocation, context: CommandContext): Promise<0> {
  const { items } = await withServer(invocation, context, ({ client }) => client.access.keys());
  const now = context.now.getTime();
  const isOver = ({ revokedAt, expiresAt }: AccessKey): boolean => revokedAt !== null || Date.parse(expiresAt) <= now;
  const shown = invocation.given('all') ? items : items.filter((key) => !isOver(key));
  if (invocation.given('json')) await context.write(`${JSON.stringify(shown, null, 2)}\n`);
  else if (shown.length === 0) context.say('There are none.\n');
  else await context.write(shown.map((key) => lineOf(key, isOver(key), context)).join(''));
  return 0;
}

export async function runTokenRevoke(invocation: Invocation, context: CommandContext): Promise<0> {
  const [id = ''] = invocation.arguments;
  const { revoked } = await withServer(invocation, context, ({ client }) => client.access.revokeKey(id));
  if (invocation.given('json')) await context.write(`${JSON.stringify({ revoked }, null, 2)}\n`);
  else if (revoked === 0) context.say('It was over already.\n');
  else
    context.say(
      revoked === 1 ? 'It opens nothing any more.\n' : `It and ${revoked - 1} made with it open nothing any more.\n`,
    );
  return 0;
}

function lineOf(key: AccessKey, isOver: boolean, { terminal }: CommandContext): string {
  const paint = paintFor(terminal.colour);
  const { id, name, hint, accountName, account, grants, usedAt, expiresAt, revokedAt } = key;
  const parts = [
    id,
    account === null ? 'of the owner' : `of ${accountName ?? account}`,
    grants === null ? 'all that they may do' : grantWords(grants),
    usedAt === null ? 'never used' : `used ${usedAt.slice(0, 16).replace('T', ' ')} UTC`,
    revokedAt === null ? `until ${expiresAt.slice(0, 10)}` : `revoked ${revokedAt.slice(0, 10)}`,
    hint,
  ];
  const title = terminalText(name);
  return `${isOver ? paint.dim(title) : paint.bold(title)}  ${terminalText(parts.join(' · '))}\n`;
}
