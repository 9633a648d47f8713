import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';
import { grantOptions } from '../user/commands.ts';

const json = { name: 'json', summary: 'As JSON' } as const;

export const tokenAddCommand: Command = {
  name: 'token add',
  summary: 'Make a key for a program, which is shown once',
  details:
    'It may do no more than whoever made it, at any time: what is taken from them is taken from it. Give it to a program ' +
    'as the variable PITWALL_TOKEN.',
  arguments: [{ name: 'NAME', summary: 'What it is for' }],
  options: [
    ...grantOptions,
    { name: 'days', value: 'NUMBER', summary: 'So long it lasts, at most 365', default: '90' },
    ...connectionOptions,
    json,
  ],
  examples: [
    { command: 'pitwall token add shop --role service', does: 'Sends predictions and labels, and sees nothing' },
    {
      command: "pitwall token add ci --role operator --on 'model:spread-*' --days 30",
      does: 'Runs some of the models',
    },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runTokenAdd(invocation, context),
};

export const tokenListCommand: Command = {
  name: 'token list',
  summary: 'Keys of your own, and those of others whom you may see',
  arguments: [],
  options: [...connectionOptions, { name: 'all', summary: 'Also those that are over' }, json],
  examples: [{ command: 'pitwall token list', does: 'With what they may do and when they were used last' }],
  run: async (invocation, context) => (await import('./run.ts')).runTokenList(invocation, context),
};

export const tokenRevokeCommand: Command = {
  name: 'token revoke',
  summary: 'Let a key open nothing any more, with all that was made with it',
  arguments: [{ name: 'ID', summary: 'As token list shows it' }],
  options: [...connectionOptions, json],
  examples: [
    { command: 'pitwall token revoke k-abcdefghij', does: 'At once on this server, within 5 seconds on others' },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runTokenRevoke(invocation, context),
};
