import type { AlertRoute, AlertRule } from '@pitwall/sdk';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText, visible } from '../../../core/visible.ts';
import { count } from '../../../core/words.ts';
import { ago } from '../../ago.ts';
import { withServer } from '../../connection.ts';
import { paintFor } from '../../reporters/paint.ts';
import { tableLines } from '../../reporters/pretty-table.ts';
import { labelWords } from './lines.ts';

export async function runAlertsRules(invocation: Invocation, context: CommandContext): Promise<0> {
  const { items: all } = await withServer(invocation, context, ({ client }) => client.alerts.rules());
  const items = invocation.given('never') ? all.filter(({ lastAt }) => lastAt === null) : all;
  if (invocation.given('json')) {
    await context.write(`${JSON.stringify(items, null, 2)}\n`);
    return 0;
  }
  if (items.length === 0) {
    context.say('There are none.\n');
    return 0;
  }
  const { width, colour } = context.terminal;
  const rows = items.map((rule) => ruleRow(rule, context.now));
  const lines = tableLines([{ title: 'Rules, in the order in which they are asked', rows }], width, paintFor(colour));
  await context.write(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

function ruleRow({ name, title, severity, hits, lastAt, metrics }: AlertRule, now: Date) {
  const statuses = ['alert', 'warning', 'unknown'] as const;
  const bad = statuses.flatMap((status) => (severity[status] === null ? [] : [`${status}: ${severity[status]}`]));
  return {
    status: null,
    cells: [
      name,
      lastAt === null ? 'never' : `${count(hits)} times, last ${ago(lastAt, now)}`,
      bad.length === 0 ? 'switched off' : bad.join(', '),
    ],
    note: `${title}: ${metrics.join(', ')}`,
  };
}

export async function runAlertsRoutes(invocation: Invocation, context: CommandContext): Promise<0> {
  const labels = Object.fromEntries(invocation.arguments.flatMap(labelsOf).map(readLabel));
  const found = await withServer(invocation, context, ({ client }) => client.alerts.routes(labels));
  if (invocation.given('json')) {
    await context.write(`${JSON.stringify(found, null, 2)}\n`);
    return 0;
  }
  const paint = paintFor(context.terminal.colour);
  await context.write(found.items.map((route) => routeLines(route, paint.bold)).join(''));
  const why = [
    ...(found.silencedBy.length > 0 ? [`silenced by ${found.silencedBy.map(terminalText).join(', ')}`] : []),
    ...(found.inhibitedBy.length > 0 ? [`inhibited by ${found.inhibitedBy.map(terminalText).join(', ')}`] : []),
  ];
  if (why.length > 0) context.say(`Nobody is told of it now: it is ${why.join(' and ')}.\n`);
  return 0;
}

/** As matchers are written, several in one: `severity="high",kind="model"`. */
const labelsOf = (text: string): readonly string[] =>
  text.includes('="') ? text.split(/,\s*(?=[a-zA-Z_][a-zA-Z0-9_]*=")/) : [text];

function readLabel(text: string): readonly [string, string] {
  const [, name, value] = /^([a-zA-Z_][a-zA-Z0-9_]*)="?(.*?)"?$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a label and its value, found ${JSON.stringify(visible(text))}`,
    fix: 'Write it like severity=high',
  });
}

function routeLines({ route, channels, group, waits, mutedBy }: AlertRoute, bold: (text: string) => string): string {
  const { first, again, repeat } = waits;
  return [
    bold(terminalText(route)),
    `  goes to   ${terminalText(channels.join(', ')) || 'nobody'}`,
    `  together  ${terminalText(labelWords(group)) || 'all alerts of this route'}`,
    `  waits     ${first} at first, ${again} for more, ${repeat} to repeat it`,
    ...(mutedBy.length > 0 ? [`  muted     ${terminalText(mutedBy.join(', '))}`] : []),
  ]
    .map((line) => `${line}\n`)
    .join('');
}
