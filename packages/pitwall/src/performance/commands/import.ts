import { resolve } from 'node:path';
import type { Command, Invocation } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';
import { parseTime } from '../history/foreign-record.ts';
import { importHistory } from '../history/import.ts';
import { fileOption, historyFile } from './options.ts';
import { inWords, record } from './record.ts';

export const importCommand: Command = {
  name: 'history import',
  summary: 'Take into the history what a team has recorded before',
  details:
    'Reads models/manifest.json, *_metadata.json with metrics at the top or under classification_metrics, regression_metrics and\nmetrics, histories of one JSON object a line, and folders with them. A metric that is asked for and absent is an error, never 0;\na time without an offset is in UTC. What is there already is not added again.',
  arguments: [{ name: 'FILES', summary: 'Files or folders', repeated: true }],
  options: [
    { name: 'metrics', value: 'NAMES', summary: 'Metrics that have to be there, with commas between' },
    { name: 'model', value: 'NAME', summary: 'Whose metrics they are, where a file does not say it' },
    { name: 'model-version', value: 'VERSION', summary: 'Of which version, where a file does not say it' },
    { name: 'at', value: 'TIME', summary: 'When it was, where a file does not say it' },
    fileOption,
  ],
  examples: [
    {
      command: 'pitwall history import models/ --model bitcoin --metrics accuracy,f1,rmse,r2',
      does: 'All versions that have metadata',
    },
  ],
  async run(invocation, context) {
    const shown = historyFile(invocation);
    for (const path of invocation.arguments) assertOther(path, shown, context.cwd);
    const { records, torn } = await importHistory(invocation.arguments, context.cwd, {
      model: invocation.text('model'),
      version: invocation.text('model-version'),
      at: readAt(invocation),
      metrics: (invocation.text('metrics') ?? '')
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    });
    for (const file of torn) context.say(`The last line of ${file} was cut off and is left out\n`);
    context.say(inWords(await record(records, shown, context), shown));
    return 0;
  },
};

function assertOther(path: string, shown: string, cwd: string): void {
  if (resolve(cwd, path) !== resolve(cwd, shown)) return;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected another file than the history itself, found ${path} as both`,
    fix: 'Say where the new history shall be: --file history.jsonl',
  });
}

function readAt(invocation: Invocation): string | undefined {
  const text = invocation.text('at');
  if (text === undefined) return undefined;
  const time = parseTime(text);
  if (time !== undefined) return time;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a time like 2026-01-12T06:00:00Z as --at, found ${JSON.stringify(text)}`,
    fix: 'Write the day, or the day and the time; without an offset it is taken as UTC',
  });
}
