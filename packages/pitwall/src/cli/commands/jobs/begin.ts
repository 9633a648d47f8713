import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

function beginCommand(word: 'run' | 'retry', summary: string, does: string): Command {
  return {
    name: `jobs ${word}`,
    summary,
    details: 'It needs a server that runs, and is begun there in a moment.',
    arguments: [{ name: 'NAME', summary: 'Of the job, as jobs list shows it' }],
    options: [...connectionOptions, { name: 'json', summary: 'As JSON' }],
    examples: [{ command: `pitwall jobs ${word} monitor:spread-picker`, does }],
    run: async (invocation, context) => (await import('./run.ts')).runJobsBegin(word, invocation, context),
  };
}

export const jobsRunCommand = beginCommand('run', 'Begin a job now', 'Without waiting for its schedule');
export const jobsRetryCommand = beginCommand(
  'retry',
  'Begin a job anew that failed or was given up',
  'After what it failed on is mended',
);
