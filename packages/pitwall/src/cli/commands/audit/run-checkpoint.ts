import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { terminalText } from '../../../core/visible.ts';
import { withServer } from '../../connection.ts';
import { assertWritable } from '../../output-file.ts';

export async function runAuditCheckpoint(invocation: Invocation, context: CommandContext): Promise<0> {
  const output = invocation.text('output');
  if (output !== undefined) await assertWritable(output, context.cwd);
  const made = await withServer(invocation, context, ({ client }) => client.auditChain.checkpoint());
  if (output !== undefined) {
    const file = await open(resolve(context.cwd, output), 'a', 0o644);
    try {
      await file.appendFile(`${made.note}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    context.say(`Up to entry ${made.size}, written behind what is in ${terminalText(output)}.\n`);
  }
  if (invocation.given('json')) await context.write(`${JSON.stringify(made, null, 2)}\n`);
  else if (output === undefined) await context.write(made.note);
  return 0;
}
