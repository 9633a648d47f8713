import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

export const jobsRunsCommand: Command = {
  name: 'jobs runs',
  summary: 'What came of a job, the newest run first',
  arguments: [{ name: 'NAME', summary: 'Of the job, as jobs list shows it' }],
  options: [
    ...connectionOptions,
    { name: 'limit', value: 'NUMBER', summary: 'So many at the most', default: '20' },
    { name: 'cursor', value: 'CURSOR', summary: 'Go on where a page ended' },
    { name: 'json', summary: 'As JSON' },
  ],
  examples: [{ command: 'pitwall jobs runs monitor:spread-picker', does: 'With how long each took' }],
  run: async (invocation, context) => (await import('./run.ts')).runJobsRuns(invocation, context),
};
