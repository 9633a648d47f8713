import type { ArgumentSpec, Command, OptionSpec } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

const json = { name: 'json', summary: 'As JSON' } as const;
const id: ArgumentSpec = { name: 'ID', summary: 'As deliveries list shows it; its beginning will do' };
const asked: readonly OptionSpec[] = [
  ...connectionOptions,
  { name: 'channel', value: 'NAME', summary: 'Through this channel' },
  { name: 'limit', value: 'NUMBER', summary: 'So many at the most', default: '20' },
  { name: 'cursor', value: 'CURSOR', summary: 'Go on where a page ended' },
  json,
];

export const deliveriesListCommand: Command = {
  name: 'deliveries list',
  summary: 'What people were sent, and what came of it; the newest first',
  arguments: [],
  options: [
    {
      name: 'state',
      value: 'STATE,…',
      summary: 'Some of waiting, sending, delivered, dead, superseded, digested with commas between them',
    },
    { name: 'alert', value: 'ID', summary: 'That tell of this alert' },
    ...asked,
  ],
  examples: [
    { command: 'pitwall deliveries list --state waiting', does: 'What is on its way' },
    { command: 'pitwall deliveries list --channel slack-oncall', does: 'What went through one channel' },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runDeliveriesList(invocation, context),
};

export const deliveriesDeadCommand: Command = {
  name: 'deliveries dead',
  summary: 'What was given up',
  arguments: [],
  options: asked,
  examples: [{ command: 'pitwall deliveries dead', does: 'With why; pitwall deliveries retry ID sends one again' }],
  run: async (invocation, context) => (await import('./run.ts')).runDeliveriesList(invocation, context, 'dead'),
};

export const deliveriesShowCommand: Command = {
  name: 'deliveries show',
  summary: 'One message, with all attempts at it',
  arguments: [id],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall deliveries show 9c41', does: 'With what the channel answered' }],
  run: async (invocation, context) => (await import('./run.ts')).runDeliveriesShow(invocation, context),
};

export const deliveriesRetryCommand: Command = {
  name: 'deliveries retry',
  summary: 'Send a message again that was given up, or at once one that waits',
  arguments: [{ ...id, optional: true }],
  options: [
    { name: 'dead', summary: 'All that were given up, in place of one' },
    { name: 'channel', value: 'NAME', summary: 'With --dead, only those of this channel' },
    ...connectionOptions,
    json,
  ],
  examples: [
    { command: 'pitwall deliveries retry 9c41', does: 'When what kept it is mended' },
    { command: 'pitwall deliveries retry --dead --channel slack-oncall', does: 'All of a channel that is well again' },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runDeliveriesRetry(invocation, context),
};

export const deliveriesDropCommand: Command = {
  name: 'deliveries drop',
  summary: 'Never send a message that was not delivered yet',
  arguments: [id],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall deliveries drop 9c41', does: 'It stays in the list, as one that was given up' }],
  run: async (invocation, context) => (await import('./run.ts')).runDeliveriesDrop(invocation, context),
};
