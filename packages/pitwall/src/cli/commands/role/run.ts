import type { ListedRole, RoleRule } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { terminalText } from '../../../core/visible.ts';
import { withServer } from '../../connection.ts';
import { paintFor } from '../../reporters/paint.ts';
import { readRole } from './read-role.ts';

export async function runRoleList(invocation: Invocation, context: CommandContext): Promise<0> {
  const { items } = await withServer(invocation, context, ({ client }) => client.access.roles());
  if (invocation.given('json')) await context.write(`${JSON.stringify(items, null, 2)}\n`);
  else await context.write(items.map((role) => roleText(role, context)).join('\n'));
  return 0;
}

export async function runRoleAdd(invocation: Invocation, context: CommandContext): Promise<0> {
  const role = await readRole(invocation, context);
  const added = await withServer(invocation, context, ({ client }) => client.access.addRole(role));
  if (invocation.given('json')) await context.write(`${JSON.stringify(added, null, 2)}\n`);
  else if (added.replaced) context.say(`Whoever has ${terminalText(added.name)} may now do what it says.\n`);
  else {
    const name = terminalText(added.name);
    context.say(`${name} is there, and nobody has it yet. To give it: pitwall user add NAME --role ${name}\n`);
  }
  return 0;
}

export async function runRoleRemove(invocation: Invocation, context: CommandContext): Promise<0> {
  const [name = ''] = invocation.arguments;
  const removed = await withServer(invocation, context, ({ client }) => client.access.removeRole(name));
  if (invocation.given('json')) await context.write(`${JSON.stringify(removed, null, 2)}\n`);
  else context.say(`${terminalText(removed.name)} is gone.\n`);
  return 0;
}

function roleText(role: ListedRole, { terminal }: CommandContext): string {
  const paint = paintFor(terminal.colour);
  const about = [role.builtIn ? 'built in' : '', hadBy(role), role.summary].filter((text) => text !== '');
  return [
    `  ${paint.bold(terminalText(role.name))}  ${paint.dim(terminalText(about.join(' · ')))}`,
    ...role.rules.flatMap(ruleLines),
    '',
  ].join('\n');
}

function hadBy({ accounts, keys }: ListedRole): string {
  const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
  const parts = [...(accounts > 0 ? [counted(accounts, 'account')] : []), ...(keys > 0 ? [counted(keys, 'key')] : [])];
  return parts.join(' and ');
}

function ruleLines({ allow, deny, on }: RoleRule): string[] {
  const [word, verbs] = deny ? ['denies', deny] : ['allows', allow ?? []];
  return [`    ${word} ${terminalText(verbs.join(', '))}`, `      on ${terminalText(on.join(', '))}`];
}
