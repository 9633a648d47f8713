import type { AuditEntry } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { terminalText } from '../../../core/visible.ts';
import { limitOf } from '../../asked.ts';
import { withServer } from '../../connection.ts';
import { paintFor } from '../../reporters/paint.ts';
import { shorten } from '../../reporters/text-width.ts';
import { choiceOf } from './choice.ts';

const statusOf = { done: 'pass', denied: 'alert', failed: 'warning' } as const;

export async function runAuditQuery(invocation: Invocation, context: CommandContext): Promise<0> {
  const query = { ...choiceOf(invocation), limit: limitOf(invocation), cursor: invocation.text('cursor') };
  const page = await withServer(invocation, context, ({ client }) => client.audit(query));
  if (invocation.text('format') === 'json') {
    await context.write(`${JSON.stringify(page, null, 2)}\n`);
    return 0;
  }
  if (page.items.length === 0) context.say('There are none.\n');
  else await context.write(page.items.map((entry) => lineOf(entry, context)).join(''));
  if (page.more && page.next !== null) context.say(`There are more: --cursor ${terminalText(page.next)}\n`);
  return 0;
}

/** Two lines: what and by whom, then what is kept of it. */
function lineOf(
  { seq, at, actor, actorName, verb, subject, outcome, input }: AuditEntry,
  { terminal: { colour, width } }: CommandContext,
): string {
  const paint = paintFor(colour);
  const who = actorName === undefined ? actor : `${actorName} (${actor})`;
  const what = `${String(seq).padStart(6)}  ${at.slice(0, 19).replace('T', ' ')} UTC  ${verb}  ${subject}  ${who}`;
  const kept = JSON.stringify(input);
  const lines = [
    `${paint.status(statusOf[outcome], outcome.padEnd(6))} ${shorten(terminalText(what), width - 7)}`,
    ...(kept === '{}' ? [] : [`  ${paint.dim(shorten(terminalText(kept), width - 2))}`]),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}
