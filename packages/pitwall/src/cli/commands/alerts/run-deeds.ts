import type { Alert, Client, Silence } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { terminalText } from '../../../core/visible.ts';
import { ago } from '../../ago.ts';
import { withServer } from '../../connection.ts';
import { subjectName } from '../../reporters/grouping.ts';
import { askedAlert, spanOf } from './asked-alert.ts';

type Deed = 'ack' | 'unack' | 'resolve' | 'snooze';

const usualSnooze = '1h';

export async function runAlertDeed(deed: Deed, invocation: Invocation, context: CommandContext): Promise<0> {
  const [begins = ''] = invocation.arguments;
  const { alert, done } = await withServer(invocation, context, async ({ client }) => {
    const alert = await askedAlert(client, begins);
    return { alert, done: await doIt(client, deed, alert.id, invocation) };
  });
  if (invocation.given('json')) await context.write(`${JSON.stringify(done, null, 2)}\n`);
  else context.say(`${terminalText(`${subjectName(alert.subject)}, ${alert.title}`)}: ${wordsOf(done, context.now)}\n`);
  return 0;
}

function doIt({ alerts }: Client, deed: Deed, id: string, invocation: Invocation): Promise<Alert | Silence> {
  switch (deed) {
    case 'ack':
      return alerts.acknowledge(id, { ...spanOf(invocation), comment: invocation.text('comment') });
    case 'unack':
      return alerts.unacknowledge(id);
    case 'resolve':
      return alerts.resolve(id);
    case 'snooze':
      return alerts.snooze(id, { ...spanOf(invocation, usualSnooze), reason: invocation.text('reason') });
  }
}

function wordsOf(done: Alert | Silence, now: Date): string {
  if ('matchers' in done) {
    const { endsAt, id } = done;
    const until = endsAt === null ? '' : ` until ${minute(endsAt)} (${ago(endsAt, now)})`;
    return `nobody is told of it${until}. To end that: pitwall alerts unsilence ${terminalText(id)}`;
  }
  switch (done.state) {
    case 'acknowledged': {
      const until = done.acknowledgement?.until ?? null;
      return `acknowledged${until === null ? '' : ` until ${minute(until)}`}. Nobody is reminded of it before it is worse.`;
    }
    case 'resolved':
      return 'resolved. Where it is found again, it fires again.';
    default:
      return 'given back. People are told of it again.';
  }
}

export const minute = (at: string): string => `${at.slice(0, 16).replace('T', ' ')} UTC`;
