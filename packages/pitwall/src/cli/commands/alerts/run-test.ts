import type { ChannelTest } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText } from '../../../core/visible.ts';
import { counted, marks } from '../../../core/words.ts';
import { withServer } from '../../connection.ts';
import { paintFor } from '../../reporters/paint.ts';

export async function runAlertsTest(invocation: Invocation, context: CommandContext): Promise<0 | 1> {
  const [channel] = invocation.arguments;
  if (channel === undefined) return listChannels(invocation, context);
  const tested = await withServer(invocation, context, ({ client, live, place }) => {
    if (!live) throw notRunning(place);
    return client.channels.test(channel);
  });
  const json = invocation.given('json');
  await context.write(json ? `${JSON.stringify(tested, null, 2)}\n` : testLines(tested, context));
  return tested.items.length > 0 && tested.items.every(({ outcome }) => outcome === 'delivered') ? 0 : 1;
}

async function listChannels(invocation: Invocation, context: CommandContext): Promise<0> {
  const { items } = await withServer(invocation, context, ({ client }) => client.channels.list());
  if (invocation.given('json')) await context.write(`${JSON.stringify(items, null, 2)}\n`);
  else await context.write(items.map(({ name, kind }) => `  ${terminalText(name)}  ${terminalText(kind)}\n`).join(''));
  return 0;
}

const words = { delivered: 'delivered', failed: 'not delivered', waiting: 'not delivered yet' } as const;
const statuses = { delivered: 'pass', failed: 'alert', waiting: 'unknown' } as const;

function testLines({ channel, items }: ChannelTest, { terminal }: CommandContext): string {
  const paint = paintFor(terminal.colour);
  if (items.length === 0) return `${paint.status('alert', marks.alert)} ${terminalText(channel)} reaches nobody\n`;
  return items
    .map(({ target, outcome, detail, attempts, milliseconds, delivery }) => {
      const status = statuses[outcome];
      const name = target === '' ? channel : `${channel}, ${target}`;
      const took = milliseconds === null ? '' : ` in ${milliseconds} ms`;
      const often = attempts > 1 ? ` after ${counted(attempts, 'attempt')}` : '';
      const more = outcome === 'delivered' ? '' : `  pitwall deliveries show ${delivery.slice(0, 12)}\n`;
      return `${paint.status(status, marks[status])} ${terminalText(name)}: ${words[outcome]}${took}${often}\n  ${terminalText(detail)}\n${more}`;
    })
    .join('');
}

const notRunning = (place: string): PitwallError =>
  new PitwallError({
    code: 'server.missing',
    problem: `expected a server that runs, found only its data directory: ${place}`,
    fix: 'Start it with pitwall up',
  });
