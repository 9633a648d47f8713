import { proveEntry } from '../../../audit/prove.ts';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { withState } from './place.ts';

export async function runAuditProve(invocation: Invocation, context: CommandContext): Promise<0> {
  const [text = ''] = invocation.arguments;
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected the number of an entry, found ${JSON.stringify(text)}`,
      fix: 'Take it from pitwall audit query',
    });
  }
  const proof = await withState(invocation, context, (db) => proveEntry(db, Number(text)));
  await context.write(`${JSON.stringify(proof, null, 2)}\n`);
  return 0;
}
