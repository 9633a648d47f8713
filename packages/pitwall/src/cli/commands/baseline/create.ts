import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Command, CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { counted } from '../../../core/words.ts';
import { assertBaselineName, baselinePath, createBaseline, readBaseline, writeBaseline } from '../../../drift/index.ts';
import {
  datasetFor,
  declaredBy,
  findHome,
  type Home,
  inferTypes,
  readOptionsOf,
  settingsIn,
  withTable,
} from '../../baselines.ts';
import { configOptions } from '../../configuration.ts';
import { memoryOption, readMemory } from '../../memory.ts';
import { startProgress } from '../../progress.ts';
import { readingOptions, readReadingOptions } from '../../reading.ts';
import { describeSize, describeSkipped } from './words.ts';

export const createCommand: Command = {
  name: 'baseline create',
  summary: 'Remember what data looks like while it is as it should be',
  details:
    'A baseline is a small file of counts under baselines/, which check and drift compare later data with. It holds no rows:\nnumbers are counted in bins, and texts that few rows have are not in it.\nWithout FILES, the source of the dataset that is named with --dataset.',
  arguments: [{ name: 'FILES', summary: 'Data that is as it should be', optional: true, repeated: true }],
  options: [
    { name: 'name', value: 'NAME', summary: 'What to call it, like season-2025' },
    { name: 'dataset', value: 'NAME', summary: 'The dataset of the configuration whose contract tells the types' },
    { name: 'like', value: 'NAME', summary: 'Count as this baseline does, so that the two can be merged' },
    { name: 'replace', summary: 'Even where there is a baseline of this name' },
    ...configOptions,
    ...readingOptions,
    memoryOption,
  ],
  examples: [
    {
      command: 'pitwall baseline create data/season-2025.csv --name season-2025',
      does: 'What last season looked like',
    },
    {
      command: 'pitwall baseline create week-2.csv --name week-2 --like week-1',
      does: 'A second week that can be merged with the first',
    },
  ],
  async run(invocation, context) {
    const name = readName(invocation);
    const home = await findHome(invocation, context);
    const path = baselinePath(name, home.folder);
    if (!invocation.given('replace')) await assertNew(path, name);
    const dataset = datasetFor(home, invocation.text('dataset'), name);
    const settings = settingsIn(home, dataset);
    const files = sourceOf(invocation, context, home, settings?.source, dataset);
    const like = invocation.text('like');
    const pattern = like === undefined ? undefined : await readBaseline(baselinePath(like, home.folder), like);
    const options = { ...readOptionsOf(settings), ...readReadingOptions(invocation) };
    const progress = startProgress(context);
    const baseline = await withTable({ ...files, options, progress, memory: readMemory(invocation) }, (table) =>
      createBaseline(table, {
        name,
        dataset: dataset ?? null,
        declared: declaredBy(settings),
        infer: inferTypes,
        now: context.now,
        like: pattern,
      }),
    ).finally(progress.stop);
    await writeBaseline(path, baseline, name);
    const { columns, rows, skipped } = baseline;
    const shown = relative(context.cwd, path) || path;
    await context.write(
      `${shown}: ${counted(rows, 'row')}, ${counted(columns.length, 'column')}, ${describeSize((await stat(path)).size)}\n${describeSkipped(skipped)}`,
    );
    return 0;
  },
};

function readName(invocation: Invocation): string {
  const name = invocation.text('name');
  if (name === undefined) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: 'expected a name for the baseline, found none',
      fix: 'Say what to call it, like --name season-2025',
    });
  }
  assertBaselineName(name);
  return name;
}

export async function assertNew(path: string, name: string): Promise<void> {
  if (!(await stat(path).catch(() => undefined))) return;
  throw new PitwallError({
    code: 'baseline.exists',
    problem: `there is a baseline ${name} already`,
    fix: 'Choose another name, or write over it with --replace',
    place: { file: path },
  });
}

function sourceOf(
  invocation: Invocation,
  { cwd }: CommandContext,
  { folder }: Home,
  source: readonly string[] | undefined,
  dataset: string | undefined,
) {
  if (invocation.arguments.length > 0) return { paths: invocation.arguments, folder: cwd };
  if (source && invocation.text('dataset') !== undefined) return { paths: source, folder };
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: 'expected files to make a baseline from, found none',
    fix:
      dataset === undefined
        ? 'Name them, like pitwall baseline create data/season-2025.csv --name season-2025'
        : `Name them, or say --dataset ${dataset} for its own source`,
  });
}
