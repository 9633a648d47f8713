import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

export const jobsListCommand: Command = {
  name: 'jobs list',
  summary: 'What the server does by itself, and how that goes',
  arguments: [],
  options: [...connectionOptions, { name: 'json', summary: 'As JSON' }],
  examples: [{ command: 'pitwall jobs list', does: 'All jobs, with when each runs next' }],
  run: async (invocation, context) => (await import('./run.ts')).runJobsList(invocation, context),
};
