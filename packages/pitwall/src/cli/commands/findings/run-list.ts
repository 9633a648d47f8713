import type { CommandContext, Invocation } from '../../../core/command.ts';
import { terminalText } from '../../../core/visible.ts';
import { limitOf, momentOf, statusesOf } from '../../asked.ts';
import { withServer } from '../../connection.ts';
import { shortFindingLines } from './lines.ts';

export async function runFindingsList(invocation: Invocation, context: CommandContext): Promise<0> {
  const query = {
    model: invocation.text('model'),
    subject: invocation.text('subject'),
    metric: invocation.text('metric'),
    status: statusesOf(invocation),
    from: momentOf(invocation, 'from'),
    to: momentOf(invocation, 'to'),
    standing: invocation.given('standing') || undefined,
    cursor: invocation.text('cursor'),
    limit: limitOf(invocation),
  };
  const page = await withServer(invocation, context, ({ client }) => client.findings(query));
  if (invocation.given('json')) {
    await context.write(`${JSON.stringify(page, null, 2)}\n`);
    return 0;
  }
  if (page.items.length === 0) context.say('There are none.\n');
  else await context.write(page.items.map((one) => shortFindingLines(one, context)).join(''));
  if (page.more && page.next !== null) context.say(`There are more: --cursor ${terminalText(page.next)}\n`);
  return 0;
}
