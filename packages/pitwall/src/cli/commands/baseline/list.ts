import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { visible } from '../../../core/visible.ts';
import { baselineEnding, baselineFolder, readBaseline } from '../../../drift/index.ts';
import { findHome } from '../../baselines.ts';
import { configOptions } from '../../configuration.ts';
import { describeSize, table } from './words.ts';

export const listCommand: Command = {
  name: 'baseline list',
  summary: 'The baselines that are there',
  arguments: [],
  options: configOptions,
  examples: [{ command: 'pitwall baseline list', does: 'Names, sizes and which datasets name them' }],
  async run(invocation, context) {
    const { config, folder } = await findHome(invocation, context);
    const directory = join(folder, baselineFolder);
    const files = (await readdir(directory).catch(() => [])).filter((file) => file.endsWith(baselineEnding)).sort();
    if (files.length === 0) {
      await context.write(
        'There are no baselines. Make one from data that is as it should be: pitwall baseline create FILES --name NAME\n',
      );
      return 0;
    }
    const users = (name: string): string =>
      Object.entries(config?.datasets ?? {})
        .flatMap(([dataset, settings]) => (settings.baseline === name ? [dataset] : []))
        .join(', ');
    const lines: string[][] = [];
    for (const file of files) {
      const name = file.slice(0, -baselineEnding.length);
      const path = join(directory, file);
      lines.push([visible(name), ...(await describe(path, name)), describeSize((await stat(path)).size), users(name)]);
    }
    await context.write(table([['name', 'rows', 'columns', 'made', 'size', 'datasets'], ...lines], [1, 2, 4]));
    return 0;
  },
};

/** One that is broken stands in the list too. */
async function describe(path: string, name: string): Promise<[rows: string, columns: string, made: string]> {
  try {
    const { rows, columns, created } = await readBaseline(path, name);
    return [rows.toLocaleString('en-US'), columns.length.toLocaleString('en-US'), created.slice(0, 10)];
  } catch (error) {
    if (error instanceof PitwallError) return ['?', '?', error.code];
    throw error;
  }
}
