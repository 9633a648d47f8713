import { resolve } from 'node:path';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText } from '../../../core/visible.ts';
import { readConfiguration } from '../../configuration.ts';
import { serveUntilAsked } from './serve.ts';

export async function runUp(invocation: Invocation, context: CommandContext): Promise<0> {
  const port = portOf(invocation.text('port') ?? '');
  const layers = await readConfiguration(invocation, context);
  if (invocation.given('check')) {
    context.say(`${layers ? terminalText(layers.file) : 'The default configuration'} is fine.\n`);
    return 0;
  }
  return serveUntilAsked(
    {
      folder: resolve(context.cwd, invocation.text('data') ?? ''),
      stateUrl: invocation.text('state'),
      host: invocation.text('host') ?? '',
      port,
      layers,
      readLayers: layers && (() => readConfiguration(invocation, context)),
    },
    context,
  );
}

export function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a port from 0 to 65535, found ${JSON.stringify(text)}`,
    fix: 'Leave --port out for 4600',
  });
}
