import type { Command } from '../../core/command.ts';
import { configOptions } from '../configuration.ts';

export const upCommand: Command = {
  name: 'up',
  summary: 'Run the server: take events in, remember, answer',
  details:
    'Keeps everything in one data directory. As long as nobody can sign in, each start shows a link with which the first administrator is made, once and within an hour. SIGTERM and SIGINT end what is under way and stop.',
  arguments: [],
  options: [
    ...configOptions,
    { name: 'data', value: 'FOLDER', summary: 'Data directory; made where it is missing', default: './pitwall-data' },
    { name: 'port', value: 'NUMBER', summary: 'Port to listen on; 0 for any that is free', default: '4600' },
    { name: 'host', value: 'ADDRESS', summary: 'Address to listen on', default: '127.0.0.1' },
    { name: 'state', value: 'URL', summary: 'Keep the state in this Postgres instead of the data directory' },
    { name: 'check', summary: 'Look through the configuration, and start nothing' },
  ],
  examples: [
    { command: 'pitwall up', does: 'Serve what pitwall.yaml declares on http://127.0.0.1:4600' },
    { command: 'pitwall up --check', does: 'Say whether the configuration is fine' },
  ],
  // Loaded only when it is asked for: no other command shall wait for a server to load.
  run: async (invocation, context) => (await import('./up/run.ts')).runUp(invocation, context),
};
