import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

export const findingsShowCommand: Command = {
  name: 'findings show',
  summary: 'Everything that is known of one finding',
  arguments: [{ name: 'ID', summary: 'As findings list shows it' }],
  options: [...connectionOptions, { name: 'json', summary: 'As JSON' }],
  examples: [{ command: 'pitwall findings show 01J8ZK', does: 'With its evidence and the window it was measured in' }],
  run: async (invocation, context) => (await import('./run-show.ts')).runFindingsShow(invocation, context),
};
