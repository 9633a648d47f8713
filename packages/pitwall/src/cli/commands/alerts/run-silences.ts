import type { Silence, Status } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText } from '../../../core/visible.ts';
import { counted } from '../../../core/words.ts';
import { ago } from '../../ago.ts';
import { limitOf, momentOf } from '../../asked.ts';
import { withServer } from '../../connection.ts';
import { paintFor } from '../../reporters/paint.ts';
import { tableLines } from '../../reporters/pretty-table.ts';
import { askedSilence, spanOf } from './asked-alert.ts';
import { minute } from './run-deeds.ts';

export async function runAlertsSilence(invocation: Invocation, context: CommandContext): Promise<0> {
  const reason = invocation.text('reason')?.trim();
  if (!reason) throw expected('a reason, for whoever wonders later', "--reason 'the feed moves'");
  const cron = invocation.text('cron');
  const until = momentOf(invocation, 'until');
  const span = cron === undefined ? spanOf(invocation) : { for: invocation.text('for'), until };
  if (span.for === undefined && (cron !== undefined || until === undefined))
    throw expected(cron === undefined ? 'how long or until when' : 'how long each time', '--for 2h');
  const silence = await withServer(invocation, context, ({ client }) =>
    client.silences.make({
      matchers: invocation.arguments.join(','),
      reason,
      ...span,
      from: momentOf(invocation, 'from'),
      all: invocation.given('all') || undefined,
      again: cron === undefined ? undefined : { cron, time_zone: invocation.text('time-zone') },
    }),
  );
  if (invocation.given('json')) {
    await context.write(`${JSON.stringify(silence, null, 2)}\n`);
    return 0;
  }
  const { id, matching, startsAt, endsAt, again, state } = silence;
  const begins = state === 'pending' && !again ? `from ${minute(startsAt)} ` : '';
  const often = again ? `each time for ${again.for} (${again.cron}, ${again.time_zone})` : '';
  const ends = endsAt === null ? '' : `until ${minute(endsAt)} (${ago(endsAt, context.now)})`;
  const when = terminalText([`${begins}${often}`, ends].filter((part) => part !== '').join(', '));
  const matches =
    matching === 0 ? 'It matches no alert that is open now.' : `It matches ${counted(matching, 'open alert')} now.`;
  context.say(
    `Nobody is told of what matches ${when}. ${matches}\nTo end it: pitwall alerts unsilence ${terminalText(id)}\n`,
  );
  return 0;
}

const expected = (what: string, example: string): PitwallError =>
  new PitwallError({ code: 'arguments.invalid', problem: `expected ${what}, found none`, fix: `Write ${example}` });

export async function runAlertsUnsilence(invocation: Invocation, context: CommandContext): Promise<0> {
  const [begins = ''] = invocation.arguments;
  const ended = await withServer(invocation, context, async ({ client }) => {
    const { id } = await askedSilence(client, begins);
    return client.silences.end(id);
  });
  if (invocation.given('json')) await context.write(`${JSON.stringify(ended, null, 2)}\n`);
  else context.say(`It is over. ${counted(ended.matching, 'open alert')} matched it.\n`);
  return 0;
}

export async function runAlertsSilences(invocation: Invocation, context: CommandContext): Promise<0> {
  const query = {
    expired: invocation.given('expired') || undefined,
    limit: limitOf(invocation),
    cursor: invocation.text('cursor'),
  };
  const page = await withServer(invocation, context, ({ client }) => client.silences.list(query));
  if (invocation.given('json')) {
    await context.write(`${JSON.stringify(page, null, 2)}\n`);
    return 0;
  }
  const { width, colour } = context.terminal;
  const rows = page.items.map((silence) => silenceRow(silence, context.now));
  if (rows.length === 0) context.say('There are none.\n');
  else {
    const lines = tableLines([{ title: 'Silences', rows }], width, paintFor(colour));
    await context.write(lines.map((line) => `${line}\n`).join(''));
  }
  if (page.more && page.next !== null) context.say(`There are more: --cursor ${terminalText(page.next)}\n`);
  return 0;
}

const statuses: Readonly<Record<Silence['state'], Status | null>> = { active: 'warning', pending: null, expired: null };

function silenceRow({ id, matchers, reason, by, startsAt, endsAt, again, state, matching }: Silence, now: Date) {
  const end =
    endsAt === null ? 'without an end' : state === 'expired' ? `ended ${ago(endsAt, now)}` : `ends ${ago(endsAt, now)}`;
  const when = state === 'pending' && !again ? `begins ${ago(startsAt, now)}` : end;
  const often = again ? `${again.cron} for ${again.for}` : '';
  return {
    status: statuses[state],
    cells: [id.slice(0, 8), state, when, counted(matching, 'open alert'), matchers, often],
    note: `${reason} (${by})`,
  };
}
