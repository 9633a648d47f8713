import type { Command, Invocation } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';
import { type HistoryReport, reportHistory } from '../history/report.ts';
import { historyInMarkdown, historyInText } from '../history/text.ts';
import { fileOption, modelOption, openHistory } from './options.ts';

const formats = ['pretty', 'json', 'markdown'] as const;
/** Three hundred years, that the window keeps within what a date can be. */
const mostDays = 100_000;

export const reportCommand: Command = {
  name: 'history report',
  summary: 'What became of each metric in the last days',
  details:
    'First, last, mean, lowest and highest, and whether there is a trend: by a slope test from ten runs on, by the order of the\nvalues below; told only where chance explains it less than once in twenty reports. Three runs or four never prove one.',
  arguments: [],
  options: [
    { name: 'days', value: 'NUMBER', summary: 'How far back', default: '7' },
    modelOption,
    fileOption,
    { name: 'format', value: 'FORMAT', choices: formats, summary: 'How it is written', default: 'pretty' },
  ],
  examples: [
    { command: 'pitwall history report', does: 'The last week' },
    {
      command: 'pitwall history report --days 30 --format markdown',
      does: 'The last month, for the summary of a job',
    },
  ],
  async run(invocation, context) {
    const days = readDays(invocation);
    const { records } = await openHistory(invocation, context);
    const report = reportHistory(records, { now: context.now, days, model: invocation.text('model') });
    await context.write(render(report, invocation.text('format')));
    return 0;
  },
};

function readDays(invocation: Invocation): number {
  const text = invocation.text('days') ?? '7';
  const days = Number(text);
  if (text.trim() !== '' && days > 0 && days <= mostDays) return days;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a number of days above 0 and up to ${mostDays} as --days, found ${JSON.stringify(text)}`,
    fix: 'Write --days 7',
  });
}

function render(report: HistoryReport, format: string | undefined): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  return format === 'markdown' ? historyInMarkdown(report) : historyInText(report);
}
