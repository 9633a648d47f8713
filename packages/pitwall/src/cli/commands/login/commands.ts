import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

const server = {
  name: 'server',
  value: 'URL',
  summary: 'The server; as the variable PITWALL_SERVER',
} as const;

export const loginCommand: Command = {
  name: 'login',
  summary: 'Sign the command line in on a server, and keep a key for it',
  details:
    'Asks for a name and a password, which are sent once; what is kept is a key of 90 days, in a file that only you can ' +
    'read. On the machine of the server nobody needs this. Where PITWALL_TOKEN is set, that is used.',
  arguments: [],
  options: [
    server,
    { name: 'name', value: 'NAME', summary: 'Of your account; the password is asked for, or read from a pipe' },
    { name: 'token', summary: 'Read a token that you have already, from a pipe or as it is typed' },
  ],
  examples: [
    { command: 'pitwall login --server https://pitwall.example.com', does: 'Asks for a name and a password' },
    { command: 'pitwall login --server https://pitwall.example.com --token < token.txt', does: 'Keeps this one' },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runLogin(invocation, context),
};

export const logoutCommand: Command = {
  name: 'logout',
  summary: 'Revoke the key that login kept for a server, and forget it',
  arguments: [],
  options: [server],
  examples: [
    { command: 'pitwall logout --server https://pitwall.example.com', does: 'The key opens nothing any more' },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runLogout(invocation, context),
};

export const whoamiCommand: Command = {
  name: 'whoami',
  summary: 'Who a server takes you for, and what you may do there',
  arguments: [],
  options: [...connectionOptions, { name: 'json', summary: 'As JSON' }],
  examples: [{ command: 'pitwall whoami', does: 'On the machine of the server: its owner' }],
  run: async (invocation, context) => (await import('./run.ts')).runWhoami(invocation, context),
};
