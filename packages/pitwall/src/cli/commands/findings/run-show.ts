import type { CommandContext, Invocation } from '../../../core/command.ts';
import { withServer } from '../../connection.ts';
import { wholeFindingLines } from './lines.ts';

export async function runFindingsShow(invocation: Invocation, context: CommandContext): Promise<0> {
  const [id = ''] = invocation.arguments;
  const found = await withServer(invocation, context, ({ client }) => client.finding(id));
  const json = invocation.given('json');
  await context.write(json ? `${JSON.stringify(found, null, 2)}\n` : wholeFindingLines(found, context));
  return 0;
}
