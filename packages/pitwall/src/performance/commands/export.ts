import type { Command } from '../../core/command.ts';
import { outOption, output } from '../../core/output.ts';
import { exportFormats, exportHistory } from '../history/export.ts';
import { fileOption, modelOption, openHistory } from './options.ts';

export const exportCommand: Command = {
  name: 'history export',
  summary: 'The history for a spreadsheet or a program',
  details:
    'csv: a row a record, with value, low, high and status of each metric; texts that a spreadsheet would compute begin with an\napostrophe, numbers stay numbers. json: the records with all their keys.',
  arguments: [],
  options: [
    { name: 'format', value: 'FORMAT', choices: exportFormats, summary: 'How it is written', default: 'csv' },
    outOption,
    modelOption,
    fileOption,
  ],
  examples: [{ command: 'pitwall history export --out history.csv', does: 'To draw in a spreadsheet' }],
  async run(invocation, context) {
    const { records } = await openHistory(invocation, context);
    const format = exportFormats.find((one) => one === invocation.text('format')) ?? 'csv';
    await output(exportHistory(records, format), invocation, context);
    return 0;
  },
};
