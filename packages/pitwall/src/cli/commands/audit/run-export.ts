import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { terminalText } from '../../../core/visible.ts';
import { withServer } from '../../connection.ts';
import { assertWritable } from '../../output-file.ts';
import { choiceOf } from './choice.ts';

export async function runAuditExport(invocation: Invocation, context: CommandContext): Promise<0> {
  const output = invocation.text('output');
  if (output !== undefined) await assertWritable(output, context.cwd);
  const format = invocation.text('format') === 'csv' ? 'csv' : 'jsonl';
  await withServer(invocation, context, async ({ client }) => {
    const pieces = client.auditChain.export({ ...choiceOf(invocation), format });
    if (output === undefined) {
      for await (const piece of pieces) await context.write(piece);
      return;
    }
    const file = await open(resolve(context.cwd, output), 'w', 0o600);
    try {
      for await (const piece of pieces) await file.appendFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    const neutral = format === 'csv' ? '; cells that begin with = + - @ have an apostrophe before them' : '';
    context.say(`Written to ${terminalText(output)}${neutral}.\n`);
  });
  return 0;
}
