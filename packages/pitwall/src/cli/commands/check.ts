import { rm } from 'node:fs/promises';
import { runChecks } from '../../check.ts';
import { assertWritableFormat } from '../../contracts/index.ts';
import type { Command, CommandContext, Invocation } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';
import type { SplitCounts, SplitOptions } from '../../core/slice.ts';
import { counted } from '../../core/words.ts';
import { assertNotSources, assertOneDataset, chooseDatasets } from '../choose-datasets.ts';
import { configOptions } from '../configuration.ts';
import { fails } from '../fail-on.ts';
import { memoryOption, readMemory } from '../memory.ts';
import { assertWritable } from '../output-file.ts';
import { startProgress } from '../progress.ts';
import { failLevel, outFile, publish, publishOptions, wantsPictures } from '../publish.ts';
import { readingOptions, readReadingOptions } from '../reading.ts';
import { spoolStdin } from '../stdin.ts';

export const checkCommand: Command = {
  name: 'check',
  summary: 'Judge data against its contract',
  details:
    'Without FILES, every dataset of pitwall.yaml. With FILES, these instead of the source of the dataset that has files of the same name.\nWithout a configuration, FILES are one dataset, and each column is held against what most of its own values look like.',
  arguments: [
    {
      name: 'FILES',
      summary: 'CSV, TSV, Parquet, JSON, NDJSON or Arrow, plain or .gz or .zst; globs; - for standard input',
      optional: true,
      repeated: true,
    },
  ],
  options: [
    ...configOptions,
    { name: 'dataset', value: 'NAME', summary: 'This dataset only' },
    ...publishOptions,
    { name: 'quarantine', value: 'FILE', summary: 'Write the rows that break a rule, with the reasons' },
    {
      name: 'accepted',
      value: 'FILE',
      summary: 'Write the other rows; - for standard output, and the findings to standard error',
    },
    ...readingOptions,
    memoryOption,
  ],
  examples: [
    { command: 'pitwall check', does: 'Everything that pitwall.yaml names' },
    { command: 'pitwall check incoming/*.csv --dataset games', does: 'New files against the contract of games' },
    { command: 'pitwall check --format html --out report.html', does: 'A report to look at and to send' },
    { command: 'pitwall check --format github --fail-on warning', does: 'In a GitHub workflow' },
    {
      command: 'cat week.csv | pitwall check - --quarantine bad.parquet --accepted - | ./load',
      does: 'Only good rows pass',
    },
  ],
  async run(invocation, context) {
    // All that can be wrong with the command itself is said before anything is read.
    const memory = readMemory(invocation);
    readReadingOptions(invocation);
    const out = outFile(invocation);
    const split = readSplit(invocation, context);
    const written = [out, split?.bad, split?.good].filter((path): path is string => path !== undefined && path !== '-');
    for (const path of written) await assertWritable(path, context.cwd);
    const input = await spoolStdin(invocation, context);
    const progress = startProgress(context);
    try {
      const chosen = await chooseDatasets(invocation, context, input.files);
      const { config, folder, home, file } = chosen;
      await assertNotSources(written, chosen, context.cwd);
      if (split) assertOneDataset(config, 'to set rows apart from');
      const report = await runChecks({
        config,
        folder,
        home,
        now: context.now,
        memory,
        pictures: wantsPictures(invocation),
        onStep: progress.step,
        shownAs: input.shownAs,
        ...(split ? { split, onSplit: (counts) => context.say(describeSplit(counts)) } : {}),
      });
      progress.stop();
      await publish(report, invocation, context, {
        configFile: file,
        aside: invocation.text('accepted') === '-',
      });
      return fails(report.status, failLevel(invocation)) ? 1 : 0;
    } finally {
      progress.stop();
      if (input.folder) await rm(input.folder, { recursive: true, force: true });
    }
  },
};

const describeSplit = ({ bad, good }: SplitCounts): string =>
  `${counted(bad, 'row')} set apart, ${counted(good, 'row')} passed on\n`;

function readSplit(invocation: Invocation, context: CommandContext): SplitOptions | undefined {
  const bad = invocation.text('quarantine');
  const good = invocation.text('accepted');
  if (bad === '-') {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: 'expected a file after --quarantine, found -',
      fix: 'Only accepted rows go to standard output: --accepted -',
    });
  }
  for (const path of [bad, good]) if (path !== undefined) assertWritableFormat(path);
  if (bad === undefined && good === undefined) return undefined;
  return { bad, good, cwd: context.cwd, write: (bytes) => context.write(bytes) };
}
