import type { Command } from '../../core/command.ts';
import { connectionOptions } from '../connection.ts';
import { failLevels } from '../fail-on.ts';

export const statusCommand: Command = {
  name: 'status',
  summary: 'How the server, its models and its jobs are',
  details:
    'Asks the server that is named, else the one that runs on the data directory. Where none runs, the directory itself is read, and nothing is started.',
  arguments: [],
  options: [
    ...connectionOptions,
    { name: 'json', summary: 'As JSON; with --watch, one line each time' },
    { name: 'watch', summary: 'Look again every few seconds, until Ctrl-C' },
    { name: 'every', value: 'SECONDS', summary: 'How often with --watch', default: '5' },
    {
      name: 'fail-on',
      value: 'LEVEL',
      choices: failLevels,
      summary: 'Exit with 1 from this status on, warning being anything that is not a pass',
      default: 'alert',
    },
  ],
  examples: [
    { command: 'pitwall status', does: 'Of the server that runs on ./pitwall-data' },
    { command: 'pitwall status --watch --every 2', does: 'Redraw it every two seconds' },
    {
      command: 'pitwall status --server https://pitwall.example --fail-on warning',
      does: 'In a script, of a server elsewhere',
    },
  ],
  run: async (invocation, context) => (await import('./status/run.ts')).runStatus(invocation, context),
};
