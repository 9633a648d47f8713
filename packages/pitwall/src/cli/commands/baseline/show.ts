import { missingOf, rowsOfProfile } from '@pitwall/stats';
import type { Command } from '../../../core/command.ts';
import { visible } from '../../../core/visible.ts';
import { counted } from '../../../core/words.ts';
import { baselinePath, readBaseline, typical } from '../../../drift/index.ts';
import { findHome } from '../../baselines.ts';
import { configOptions } from '../../configuration.ts';
import { describeSkipped, table } from './words.ts';

export const showCommand: Command = {
  name: 'baseline show',
  summary: 'What a baseline remembers of each column',
  arguments: [{ name: 'BASELINE', summary: 'Its name, or the path of its file' }],
  options: [
    {
      name: 'format',
      short: 'f',
      value: 'FORMAT',
      choices: ['pretty', 'json'],
      summary: 'json: all counts',
      default: 'pretty',
    },
    ...configOptions,
  ],
  examples: [
    { command: 'pitwall baseline show season-2025', does: 'A line for each column' },
    { command: 'pitwall baseline show season-2025 --format json', does: 'Edges and counts' },
  ],
  async run(invocation, context) {
    const [name = ''] = invocation.arguments;
    const { folder } = await findHome(invocation, context);
    const baseline = await readBaseline(baselinePath(name, folder), name);
    if (invocation.text('format') === 'json') {
      await context.write(`${JSON.stringify(baseline, null, 2)}\n`);
      return 0;
    }
    const from = baseline.sources.map(({ path }) => path).join(', ') || 'rows in memory';
    const lines = baseline.columns.map(({ name: column, kind, profile }) => [
      visible(column),
      kind,
      rowsOfProfile(profile).toLocaleString('en-US'),
      missingOf(profile).toLocaleString('en-US'),
      visible(typical(profile, undefined) ?? 'no values'),
    ]);
    await context.write(
      `${baseline.name}: ${counted(baseline.rows, 'row')} of ${visible(from)}, made ${baseline.created.slice(0, 16).replace('T', ' ')} by pitwall ${visible(baseline.pitwall)}\n\n` +
        table([['column', 'kind', 'rows', 'missing', 'median or most frequent'], ...lines], [2, 3]) +
        describeSkipped(baseline.skipped),
    );
    return 0;
  },
};
