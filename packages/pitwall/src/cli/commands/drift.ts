import { basename } from 'node:path';
import type { Command, Invocation } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';
import { resolveSources } from '../../data/source.ts';
import {
  baselineEnding,
  baselinePath,
  createBaseline,
  type DriftSettings,
  driftSchema,
  judgeDrift,
  nothingDeclared,
  readBaseline,
} from '../../drift/index.ts';
import { inferTypes, withTable } from '../baselines.ts';
import { datasetNameOf } from '../dataset-name.ts';
import { assembleDriftReport } from '../drift-report.ts';
import { fails } from '../fail-on.ts';
import { failLevel, publish, publishOptions, wantsPictures } from '../publish.ts';
import { readingOptions, readReadingOptions } from '../reading.ts';

export const driftCommand: Command = {
  name: 'drift',
  summary: 'Compare two files: has the world moved?',
  details:
    'Nothing needs to be configured. A column has drifted where the change is large enough to matter and is not what chance\ndoes; --false-alarms says in how many comparisons chance may raise an alarm all the same.',
  arguments: [
    { name: 'REFERENCE', summary: 'Data as it was: a file, a glob, or a baseline' },
    { name: 'CURRENT', summary: 'Data as it is now: a file or a glob' },
  ],
  options: [
    { name: 'false-alarms', value: 'RATE', summary: 'How often chance alone may raise an alarm', default: '1 in 50' },
    { name: 'ignore', value: 'COLUMNS', summary: 'Columns to leave out, with commas between them' },
    { name: 'compare-times', summary: 'Times as points in time too, not only their weekday and hour' },
    ...publishOptions,
    ...readingOptions,
  ],
  examples: [
    { command: 'pitwall drift season-2025.parquet week-1.parquet', does: 'What moved, how far, and how sure that is' },
    { command: 'pitwall drift train.csv live.csv --format html --out drift.html', does: 'The same to look at' },
    { command: 'pitwall drift baselines/season-2025.json.gz week-1.csv', does: 'Against a baseline, without its data' },
  ],
  async run(invocation, context) {
    const settings = readSettings(invocation);
    const options = readReadingOptions(invocation);
    const [before = '', now = ''] = invocation.arguments;
    const dataset = datasetNameOf(now);
    const { cwd } = context;
    const reference = await readReference(before);
    const judged = await withTable({ paths: [now], folder: cwd, options }, (table) =>
      judgeDrift(table, reference.baseline, {
        dataset,
        now: context.now,
        settings,
        pictures: wantsPictures(invocation),
        reference: reference.sample,
      }),
    );
    const files = await resolveSources([now], cwd, options);
    const sources = files.map(({ path, format, bytes }) => ({ path, format, bytes }));
    const report = assembleDriftReport(judged, dataset, sources, context.now);
    await publish(report, invocation, context);
    return fails(report.status, failLevel(invocation)) ? 1 : 0;

    async function readReference(path: string) {
      if (path.endsWith(baselineEnding)) {
        return { baseline: await readBaseline(baselinePath(path, cwd), path), sample: undefined };
      }
      const declared = { ...nothingDeclared, ignore: settings.ignore };
      const name = basename(path);
      return withTable({ paths: [path], folder: cwd, options }, (table) =>
        createBaseline(table, { name, dataset: null, declared, infer: inferTypes, now: context.now }),
      );
    }
  },
};

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
