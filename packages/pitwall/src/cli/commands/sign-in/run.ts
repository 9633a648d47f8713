import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { withServer } from '../../connection.ts';

export async function runSignIn(invocation: Invocation, context: CommandContext): Promise<0> {
  const link = await withServer(invocation, context, async ({ client, place, live }) => {
    if (!live) throw notRunning();
    return `${place.replace(/\/+$/, '')}${(await client.makeSignInLink()).path}`;
  });
  await context.write(`${link}\n`);
  return 0;
}

const notRunning = (): PitwallError =>
  new PitwallError({
    code: 'server.missing',
    problem: 'expected a server that runs on this data directory, found none',
    fix: 'Start it with pitwall up',
  });
