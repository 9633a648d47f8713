import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command, CommandContext } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';
import { recordsOfReport } from '../history/from-report.ts';
import { fileOption, historyFile } from './options.ts';
import { inWords, record } from './record.ts';

/** A report of a thousand models has some megabytes. */
const mostBytes = 256 * 1024 * 1024;

export const addCommand: Command = {
  name: 'history add',
  summary: 'Record in the history what pitwall evaluate has measured',
  details:
    'A record a model: when, how many rows, each metric with its interval and status. On the disk when this ends; a job that runs\nagain adds nothing.',
  arguments: [{ name: 'REPORT', summary: 'What pitwall evaluate --format json prints; - for standard input' }],
  options: [
    fileOption,
    { name: 'model-version', value: 'VERSION', summary: 'Which version of the model was measured' },
  ],
  examples: [
    { command: 'pitwall history add report.json', does: 'After each run: remember what it measured' },
    {
      command: 'pitwall history add - --model-version 7',
      does: 'From a pipe: pitwall evaluate --format json goes before it',
    },
  ],
  async run(invocation, context) {
    const [report = '-'] = invocation.arguments;
    const text = report === '-' ? await readStdin(context) : await readReport(report, context.cwd);
    const version = invocation.text('model-version');
    const records = recordsOfReport(text, { shown: report === '-' ? 'standard input' : report, version });
    const shown = historyFile(invocation);
    context.say(inWords(await record(records, shown, context), shown));
    return 0;
  },
};

async function readReport(file: string, cwd: string): Promise<string> {
  const text = await readFile(resolve(cwd, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new PitwallError({
      code: error.code === 'ENOENT' ? 'data.missing' : 'data.unreadable',
      problem: error.code === 'ENOENT' ? 'there is no such report' : `the report cannot be read: ${error.message}`,
      fix: 'Make one: pitwall evaluate --format json > report.json',
      place: { file },
      cause: error,
    });
  });
  return text.replace(/^\ufeff/, '');
}

async function readStdin({ stdin }: CommandContext): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > mostBytes) {
      throw new PitwallError({
        code: 'data.memory',
        problem: `expected a report of at most ${mostBytes} bytes on standard input, found more`,
        fix: 'Give what pitwall evaluate --format json prints',
      });
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}
