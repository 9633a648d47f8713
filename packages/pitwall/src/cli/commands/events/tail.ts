import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

export const eventsTailCommand: Command = {
  name: 'events tail',
  summary: 'The latest predictions with their labels, and what comes next',
  arguments: [],
  options: [
    ...connectionOptions,
    { name: 'model', value: 'NAME', summary: 'Of this model; of all that are known where not said' },
    { name: 'limit', value: 'NUMBER', summary: 'So many of each model at the most', default: '10' },
    { name: 'follow', summary: 'Go on with new predictions and findings, until Ctrl-C' },
    { name: 'json', summary: 'One JSON document on each line' },
  ],
  examples: [
    { command: 'pitwall events tail --model spread-picker', does: 'What came in last' },
    { command: 'pitwall events tail --follow', does: 'Watch it come in, with what is found in it' },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runEventsTail(invocation, context),
};
