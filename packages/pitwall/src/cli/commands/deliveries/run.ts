import type { Client, Delivery, Status, WholeDelivery } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText, visible } from '../../../core/visible.ts';
import { counted } from '../../../core/words.ts';
import { ago } from '../../ago.ts';
import { limitOf } from '../../asked.ts';
import { withServer } from '../../connection.ts';
import { paintFor } from '../../reporters/paint.ts';
import { tableLines } from '../../reporters/pretty-table.ts';
import { askedAlert, theOnly } from '../alerts/asked-alert.ts';

export async function runDeliveriesList(
  invocation: Invocation,
  context: CommandContext,
  state = invocation.texts('state').join(',') || undefined,
): Promise<0> {
  const alert = invocation.text('alert');
  const page = await withServer(invocation, context, async ({ client }) =>
    client.deliveries.list({
      state,
      channel: invocation.text('channel'),
      alert: alert === undefined ? undefined : (await askedAlert(client, alert)).id,
      limit: limitOf(invocation),
      cursor: invocation.text('cursor'),
    }),
  );
  if (invocation.given('json')) {
    await context.write(`${JSON.stringify(page, null, 2)}\n`);
    return 0;
  }
  if (page.items.length === 0) context.say('There are none.\n');
  else
    await context.write(
      table(
        'Deliveries',
        page.items.map((one) => deliveryRow(one, context.now)),
        context,
      ),
    );
  if (page.more && page.next !== null) context.say(`There are more: --cursor ${terminalText(page.next)}\n`);
  return 0;
}

interface Row {
  readonly status: Status | null;
  readonly cells: readonly string[];
  readonly note?: string;
}

const table = (title: string, rows: readonly Row[], { terminal: { width, colour } }: CommandContext): string =>
  tableLines([{ title, rows }], width, paintFor(colour))
    .map((line) => `${line}\n`)
    .join('');

const statuses: Readonly<Record<string, Status>> = {
  delivered: 'pass',
  digested: 'pass',
  superseded: 'warning',
  dead: 'alert',
};

function deliveryRow(
  { id, channel, target, kind, title, state, madeAt, attempts, lastError }: Delivery,
  now: Date,
): Row {
  const isTold = state === 'delivered' || lastError === null;
  return {
    status: statuses[state] ?? (attempts > 0 ? 'warning' : null),
    cells: [
      id.slice(0, 12),
      state,
      ago(madeAt, now),
      target === '' ? channel : `${channel}, ${target}`,
      kind,
      counted(attempts, 'attempt'),
    ],
    note: isTold ? title : `${title}: ${lastError}`,
  };
}

async function askedDelivery({ deliveries }: Client, begins: string): Promise<Delivery> {
  const { items } = await deliveries.list({ id: begins.slice(0, 64) });
  const missing = new PitwallError({
    code: 'delivery.missing',
    problem: `there is no delivery whose id begins with ${JSON.stringify(visible(begins.slice(0, 64)))}`,
    fix: 'Look it up with pitwall deliveries list',
  });
  return theOnly(items, begins, missing);
}

export async function runDeliveriesShow(invocation: Invocation, context: CommandContext): Promise<0> {
  const [begins = ''] = invocation.arguments;
  const found = await withServer(invocation, context, async ({ client }) => {
    const { id } = await askedDelivery(client, begins);
    return client.deliveries.get(id);
  });
  const json = invocation.given('json');
  await context.write(json ? `${JSON.stringify(found, null, 2)}\n` : wholeLines(found, context));
  return 0;
}

function wholeLines(found: WholeDelivery, context: CommandContext): string {
  const facts: (readonly [string, string | null])[] = [
    ['id', found.id],
    ['through', found.target === '' ? found.channel : `${found.channel}, ${found.target}`],
    ['state', found.state],
    ['why', found.reason],
    ['made', found.madeAt],
    ['next try', found.endedAt === null ? found.dueAt : null],
    ['given up', found.endedAt === null ? found.givesUpAt : null],
    ['ended', found.endedAt],
    ['last error', found.lastError],
    ['told by', found.toldBy],
    ['in place of', found.fallbackOf],
    ['alerts', found.alerts.join(', ') || null],
  ];
  const lines = facts.flatMap(([name, text]) =>
    text === null ? [] : [`  ${name.padEnd(12)}  ${terminalText(text)}\n`],
  );
  const rows = found.history.map(
    ({ at, outcome, status, milliseconds, detail }): Row => ({
      status: outcome === 'delivered' ? 'pass' : 'warning',
      cells: [
        `${at.slice(0, 19).replace('T', ' ')} UTC`,
        outcome,
        status === null ? '' : String(status),
        `took ${milliseconds} ms`,
      ],
      note: detail,
    }),
  );
  const text = found.text === null ? '' : `  ${terminalText(found.text)}\n`;
  const attempts = rows.length === 0 ? '' : `\n${table('Attempts', rows, context)}`;
  return `${terminalText(found.title)}\n${text}\n${lines.join('')}${attempts}`;
}

export async function runDeliveriesRetry(invocation: Invocation, context: CommandContext): Promise<0> {
  const [begins] = invocation.arguments;
  if ((begins === undefined) !== invocation.given('dead')) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected the id of a delivery or --dead, found ${begins === undefined ? 'neither' : 'both'}`,
      fix: 'Write one of them',
    });
  }
  const retried = await withServer(invocation, context, async ({ client }) => {
    const meant = begins === undefined ? await allDead(client, invocation) : [await askedDelivery(client, begins)];
    const done: Delivery[] = [];
    for (const { id } of meant) done.push(await client.deliveries.retry(id));
    return done;
  });
  if (invocation.given('json')) await context.write(`${JSON.stringify(retried, null, 2)}\n`);
  else if (retried.length === 0) context.say('There are none.\n');
  else context.say(`${counted(retried.length, 'message')} will be sent in a moment: pitwall deliveries list\n`);
  return 0;
}

/** The oldest first, as they were meant. */
async function allDead({ deliveries }: Client, invocation: Invocation): Promise<readonly Delivery[]> {
  const found: Delivery[] = [];
  let cursor: string | undefined;
  for (;;) {
    const channel = invocation.text('channel');
    const page = await deliveries.list({ state: 'dead', channel, order: 'oldest', limit: 1_000, cursor });
    found.push(...page.items);
    if (!page.more || page.next === null) return found;
    cursor = page.next;
  }
}

export async function runDeliveriesDrop(invocation: Invocation, context: CommandContext): Promise<0> {
  const [begins = ''] = invocation.arguments;
  const dropped = await withServer(invocation, context, async ({ client }) => {
    const { id } = await askedDelivery(client, begins);
    return client.deliveries.drop(id);
  });
  if (invocation.given('json')) await context.write(`${JSON.stringify(dropped, null, 2)}\n`);
  else context.say(`${terminalText(dropped.title)}: it is never sent.\n`);
  return 0;
}
