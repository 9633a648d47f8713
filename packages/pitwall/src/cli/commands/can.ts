import type { Command } from '../../core/command.ts';
import { connectionOptions } from '../connection.ts';

export const canCommand: Command = {
  name: 'can',
  summary: 'Whether somebody may do something to something, and which rule says so',
  details: 'Ends with 0 where they may, with 1 where they may not. Everybody may ask about themselves.',
  arguments: [
    { name: 'WHO', summary: 'Name or id of an account, or id of a key; me: whoever asks' },
    { name: 'VERB', summary: 'What is done, like job.run' },
    { name: 'SUBJECT', summary: 'To what, like model:spread-a' },
  ],
  options: [...connectionOptions, { name: 'json', summary: 'As JSON, with all rules that were looked at' }],
  examples: [
    {
      command: 'pitwall can alice baseline.promote model:spread-a',
      does: 'With the rule that decides, and those behind it',
    },
    { command: 'pitwall can me job.run model:spread-a', does: 'With the token of this command line' },
  ],
  run: async (invocation, context) => (await import('./role/run-can.ts')).runCan(invocation, context),
};
