import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

export const eventsSendCommand: Command = {
  name: 'events send',
  summary: 'Send a file of predictions or labels to the server',
  details:
    'NDJSON, JSON, CSV, TSV, Parquet or Arrow, each of them as it is or packed with gzip. All rows are taken in or, where one is refused, none; sending a file again changes nothing.',
  arguments: [{ name: 'FILE', summary: 'Told by its ending; - reads standard input, with --format' }],
  options: [
    ...connectionOptions,
    { name: 'model', value: 'NAME', summary: 'Whose they are; needed' },
    { name: 'labels', summary: 'They are labels; predictions where not said' },
    {
      name: 'columns',
      value: 'KEY=COLUMN,…',
      summary: 'Columns of a table that are called otherwise, like id=game_id,prediction=p_home',
    },
    {
      name: 'format',
      value: 'FORMAT',
      choices: ['csv', 'tsv', 'parquet', 'json', 'ndjson', 'arrow'],
      summary: 'Where the name of the file does not tell',
    },
    { name: 'wait', summary: 'Until they can be read, and count what was new' },
    { name: 'json', summary: 'The answer as JSON' },
  ],
  examples: [
    {
      command: 'pitwall events send games.csv --model spread-picker --columns id=game_id,prediction=p_home',
      does: 'Rows of a table as predictions; its other columns are features',
    },
    {
      command: 'pitwall events send results.ndjson.gz --model spread-picker --labels --wait',
      does: 'What then was so, and how much of it was new',
    },
  ],
  run: async (invocation, context) => (await import('./run-send.ts')).runEventsSend(invocation, context),
};
