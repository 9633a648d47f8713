import { rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Command, CommandContext, Invocation } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';
import {
  type Baseline,
  baselineEnding,
  baselinePath,
  type DriftSettings,
  driftSchema,
  judgeDrift,
  measureBaseline,
  nothingDeclared,
  type Reference,
  readBaseline,
} from '../../drift/index.ts';
import { inferTypes, withTable } from '../baselines.ts';
import { datasetNameOf } from '../dataset-name.ts';
import { assembleDriftReport } from '../drift-report.ts';
import { fails } from '../fail-on.ts';
import { memoryOption, readMemory } from '../memory.ts';
import { assertWritable } from '../output-file.ts';
import { startProgress } from '../progress.ts';
import { failLevel, outFile, publish, publishOptions, wantsPictures } from '../publish.ts';
import { readingOptions, readReadingOptions } from '../reading.ts';
import { spoolStdin } from '../stdin.ts';

export const driftCommand: Command = {
  name: 'drift',
  summary: 'Compare two files: has the world moved?',
  details:
    'Nothing needs to be configured. A column has drifted where the change is large enough to matter and is not what chance\ndoes; --false-alarms says in how many comparisons chance may raise an alarm all the same.',
  arguments: [
    { name: 'REFERENCE', summary: 'Data as it was: a file, a glob, or a baseline' },
    { name: 'CURRENT', summary: 'Data as it is now: a file, a glob, or - for standard input' },
  ],
  options: [
    { name: 'false-alarms', value: 'RATE', summary: 'How often chance alone may raise an alarm', default: '1 in 50' },
    { name: 'ignore', value: 'COLUMNS', summary: 'Columns to leave out, with commas between them' },
    { name: 'compare-times', summary: 'Times as points in time too, not only their weekday and hour' },
    ...publishOptions,
    ...readingOptions,
    memoryOption,
  ],
  examples: [
    { command: 'pitwall drift season-2025.parquet week-1.parquet', does: 'What moved, how far, and how sure that is' },
    { command: 'pitwall drift train.csv live.csv --format html --out drift.html', does: 'The same to look at' },
    { command: 'pitwall drift baselines/season-2025.json.gz week-1.csv', does: 'Against a baseline, without its data' },
  ],
  async run(invocation, context) {
    const settings = readSettings(invocation);
    const opening = { options: readReadingOptions(invocation), memory: readMemory(invocation), folder: context.cwd };
    const out = outFile(invocation);
    if (out !== undefined) await assertWritable(out, context.cwd);
    assertOther(out, invocation, context);
    const input = await spoolStdin(invocation, context);
    const { shownAs } = input;
    const [before = '', now = ''] = input.files.paths;
    const dataset = datasetNameOf(shownAs.get(now) ?? now);
    const progress = startProgress(context);
    const open = { ...opening, progress, shownAs };
    try {
      const judged = await withReference(before, (baseline, reference) =>
        withTable({ ...open, paths: [now] }, async (table) => ({
          sources: table.files.map(({ path, format, bytes }) => ({ path, format, bytes })),
          ...(await judgeDrift(table, baseline, {
            dataset,
            now: context.now,
            settings,
            pictures: wantsPictures(invocation),
            reference,
          })),
        })),
      );
      progress.stop();
      const report = assembleDriftReport(judged, dataset, judged.sources, context.now);
      await publish(report, invocation, context);
      return fails(report.status, failLevel(invocation)) ? 1 : 0;
    } finally {
      progress.stop();
      if (input.folder) await rm(input.folder, { recursive: true, force: true });
    }

    /** The reference stays open, so that it can be asked where a change comes from. */
    async function withReference<Result>(path: string, judge: Judge<Result>): Promise<Result> {
      if (path.endsWith(baselineEnding))
        return judge(await readBaseline(baselinePath(path, context.cwd), path), undefined);
      const declared = { ...nothingDeclared, ignore: settings.ignore };
      const name = basename(shownAs.get(path) ?? path);
      const made = { name, dataset: null, declared, infer: inferTypes, now: context.now };
      return withTable({ ...open, paths: [path] }, async (table) => {
        const { baseline, reference } = await measureBaseline(table, made);
        return judge(baseline, reference);
      });
    }
  },
};

type Judge<Result> = (baseline: Baseline, reference: Reference | undefined) => Promise<Result>;

/** Findings written over the data they come from would be the end of the data. */
function assertOther(out: string | undefined, invocation: Invocation, { cwd }: CommandContext): void {
  if (out === undefined || !invocation.arguments.some((path) => resolve(cwd, path) === resolve(cwd, out))) return;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: 'expected another file to write to than those that are read',
    fix: 'Write elsewhere',
    place: { file: out },
  });
}

function readSettings(invocation: Invocation): DriftSettings {
  const parsed = driftSchema.safeParse({
    false_alarms: invocation.text('false-alarms'),
    ignore: (invocation.text('ignore') ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    time_moves: !invocation.given('compare-times'),
  });
  if (parsed.success) return parsed.data;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `--false-alarms: ${parsed.error.issues[0]?.message ?? 'it cannot be read'}`,
    fix: 'Write it like 1 in 50, or 1 per month where the comparison is made every day',
  });
}
