import { rm } from 'node:fs/promises';
import type { LoadedConfig } from '../../config/load.ts';
import { validate } from '../../config/validate.ts';
import type { Command, Invocation, OptionSpec } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';
import { closest } from '../../core/suggest.ts';
import { evaluateModels, type ModelToEvaluate, modelOf } from '../../evaluate.ts';
import { costKinds, type ModelSettings, modelTasks, oddsFormats, presetNames } from '../../performance/index.ts';
import { modelSchema } from '../../slices.ts';
import { configOptions, readConfiguration } from '../configuration.ts';
import { datasetNameOf } from '../dataset-name.ts';
import { fails } from '../fail-on.ts';
import { memoryOption, readMemory } from '../memory.ts';
import { assertWritable } from '../output-file.ts';
import { startProgress } from '../progress.ts';
import { failLevel, outFile, publish, publishOptions, wantsPictures } from '../publish.ts';
import { readingOptions, readReadingOptions } from '../reading.ts';
import { spoolStdin } from '../stdin.ts';

/** What a model is, where no configuration says it, or other than it says. */
const modelOptions: readonly OptionSpec[] = [
  { name: 'task', value: 'TASK', choices: modelTasks, summary: 'What kind of answers the model gives' },
  { name: 'prediction', value: 'COLUMN', summary: 'What the model answered: a probability or a number' },
  { name: 'label', value: 'COLUMN', summary: 'What then was so' },
  { name: 'positive', value: 'VALUE', summary: 'The label that is a 1, where labels are not 0 and 1' },
  { name: 'decision', value: 'COLUMN', summary: 'What the model decided, where that is a column of its own' },
  { name: 'threshold', value: 'NUMBER', summary: 'From this probability on the model says 1' },
  { name: 'id', value: 'COLUMN', summary: 'What predictions and labels are joined by' },
  { name: 'odds', value: 'COLUMN', summary: 'The odds that were taken, for profit' },
  { name: 'odds-format', value: 'FORMAT', choices: oddsFormats, summary: 'How the odds are written' },
  { name: 'edge', value: 'NUMBER', summary: 'Only rows are bet on from which the model expects more than this' },
  { name: 'returns', value: 'COLUMN', summary: 'Of trades: what each brought for 1 put in, costs taken off' },
  { name: 'stake', value: 'COLUMN', summary: 'What was put on each row' },
  {
    name: 'costs',
    value: 'KIND=COST',
    summary: `What decisions cost, as false_positive=1,false_negative=amount: numbers or columns`,
  },
  { name: 'weight', value: 'COLUMN', summary: 'How much each row counts' },
  { name: 'time', value: 'COLUMN', summary: 'When each row was; profit is followed in this order' },
  { name: 'user', value: 'COLUMN', summary: 'Whom a list was made for; for ranking' },
  { name: 'item', value: 'COLUMN', summary: 'What was listed; for ranking' },
  { name: 'category', value: 'COLUMN', summary: 'What kind of item it is, for the diversity of lists; for ranking' },
  { name: 'k', value: 'PLACES', summary: 'So many places of a list are looked at; for ranking' },
  { name: 'preset', value: 'NAME', choices: presetNames, summary: 'Thresholds that come with Pitwall' },
];

export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'Is the model right, and does it pay?',
  details:
    'Judges predictions against labels, each metric with an interval. Without PREDICTIONS, every model of pitwall.yaml; what\na model is, the configuration says, or the options do.',
  arguments: [
    {
      name: 'PREDICTIONS',
      summary: 'Files with predictions; globs; - for standard input',
      optional: true,
      repeated: true,
    },
  ],
  options: [
    { name: 'labels', value: 'FILE', summary: 'Labels, where they are not beside the predictions; a file or a glob' },
    {
      name: 'segments',
      value: 'COLUMNS',
      summary: 'Where is it worse than elsewhere: auto, or columns with commas between',
    },
    { name: 'estimate', summary: 'What the metrics of rows without labels will be' },
    {
      name: 'reference',
      value: 'FILE',
      summary: 'Rows with labels to estimate from; those of the predictions where not said',
    },
    { name: 'against', value: 'FILE', summary: 'What another model said of the same rows: is this one better?' },
    ...configOptions,
    { name: 'model', value: 'NAME', summary: 'This model only' },
    ...modelOptions,
    ...publishOptions,
    ...readingOptions,
    memoryOption,
  ],
  examples: [
    { command: 'pitwall evaluate', does: 'Every model that pitwall.yaml names' },
    {
      command: 'pitwall evaluate predictions.parquet --labels results.csv --model spread-picker',
      does: 'New predictions of a model, with labels that came later',
    },
    {
      command: 'pitwall evaluate week.csv --task binary --prediction p_home --label target --odds closing',
      does: 'Nothing configured: is it right, and does it pay',
    },
  ],
  async run(invocation, context) {
    const memory = readMemory(invocation);
    const out = outFile(invocation);
    if (out !== undefined) await assertWritable(out, context.cwd);
    const loaded = await readConfiguration(invocation, context);
    const input = await spoolStdin(invocation, context);
    const progress = startProgress(context);
    try {
      const models = chooseModels(invocation, loaded, input.files.paths);
      const report = await evaluateModels(models, {
        project: loaded?.config.project ?? models[0]?.name ?? 'project',
        folder: input.files.paths.length > 0 ? context.cwd : (loaded?.folder ?? context.cwd),
        now: context.now,
        pictures: wantsPictures(invocation),
        memory,
        onStep: progress.step,
        shownAs: input.shownAs,
      });
      progress.stop();
      await publish(report, invocation, context, loaded ? { configFile: loaded.file } : {});
      return fails(report.status, failLevel(invocation)) ? 1 : 0;
    } finally {
      progress.stop();
      if (input.folder) await rm(input.folder, { recursive: true, force: true });
    }
  },
};

function chooseModels(
  invocation: Invocation,
  loaded: LoadedConfig | undefined,
  paths: readonly string[],
): ModelToEvaluate[] {
  const configured = loaded?.config.models ?? {};
  const named = invocation.text('model');
  const names = Object.keys(configured);
  if (named !== undefined && loaded && !names.includes(named) && (names.length > 0 || paths.length === 0))
    throw unknownModel(named, names);
  const chosen = named !== undefined ? [named] : names;
  if (paths.length === 0) {
    if (chosen.length > 0) return chosen.map((name) => toEvaluate(name, invocation, loaded, paths));
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: 'expected files with predictions, or a configuration with models, found neither',
      fix: 'Name the files: pitwall evaluate predictions.csv --task binary --prediction COLUMN --label COLUMN',
    });
  }
  if (chosen.length > 1) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected one model to judge these files by, found ${chosen.join(', ')}`,
      fix: 'Say which: --model NAME',
    });
  }
  return [toEvaluate(chosen[0] ?? datasetNameOf(paths[0] ?? ''), invocation, loaded, paths)];
}

function toEvaluate(
  name: string,
  invocation: Invocation,
  loaded: LoadedConfig | undefined,
  paths: readonly string[],
): ModelToEvaluate {
  const configured = loaded?.config.models[name];
  const model = modelOf(name, settingsFrom(invocation, configured, paths), loaded?.config, paths);
  return { ...model, read: { ...model.read, ...readReadingOptions(invocation) } };
}

/** The configuration, with what was typed laid over it. */
function settingsFrom(
  invocation: Invocation,
  configured: ModelSettings | undefined,
  paths: readonly string[],
): ModelSettings {
  const text = (option: string) => invocation.text(option);
  const over = (base: object | undefined, typed: Readonly<Record<string, unknown>>): object | undefined => {
    const said = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined));
    return base || Object.keys(said).length > 0 ? { ...base, ...said } : undefined;
  };
  const number = (option: string) => numberFrom(option, text(option));
  const [against, reference, segments] = [text('against'), text('reference'), text('segments')];
  const wantsEstimate = invocation.given('estimate') || reference !== undefined;
  const { labels: _, ...base } = configured ?? {};
  const settings = over(configured && base, {
    task: text('task'),
    // Labels of the configuration belong to its own predictions, not to files that are named here.
    labels: text('labels') ?? (paths.length > 0 ? undefined : configured?.labels),
    id: text('id'),
    stake: text('stake'),
    weight: text('weight'),
    time: text('time'),
    user: text('user'),
    item: text('item'),
    category: text('category'),
    k: number('k'),
    prediction: over(configured?.prediction, {
      column: text('prediction'),
      decision: text('decision'),
      threshold: number('threshold'),
    }),
    label: over(configured?.label, { column: text('label'), positive: text('positive') }),
    odds: over(configured?.odds, { column: text('odds'), format: text('odds-format') }),
    profit: over(configured?.profit, { returns: text('returns'), edge: number('edge') }),
    costs: over(configured?.costs, costsFrom(text('costs'))),
    performance: over(configured?.performance, { preset: text('preset') }),
    segments: segments === undefined ? configured?.segments : columnsFrom(segments, configured?.segments),
    estimate: wantsEstimate
      ? { ...configured?.estimate, ...(reference === undefined ? {} : { reference }) }
      : configured?.estimate,
    against: against === undefined ? configured?.against : { ...configured?.against, predictions: against },
  });
  return validate(modelSchema, settings ?? {}, (path) => ({ field: `--${optionOf(path.map(String))}` }));
}

/** Which option says what stands at this place of the configuration. */
function optionOf([key = 'task', part]: readonly string[]): string {
  if (part === 'format') return 'odds-format';
  return part !== undefined && ['threshold', 'decision', 'positive', 'preset', 'returns', 'edge'].includes(part)
    ? part
    : key;
}

function numberFrom(option: string, typed: string | undefined): number | undefined {
  if (typed === undefined || (typed.trim() !== '' && Number.isFinite(Number(typed))))
    return typed === undefined ? undefined : Number(typed);
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a number, found "${typed}"`,
    fix: `Write it as --${option} 10`,
    place: { field: `--${option}` },
  });
}

const columnsFrom = (typed: string, configured: ModelSettings['segments']): object => ({
  ...configured,
  columns: typed === 'auto' ? typed : typed.split(',').map((name) => name.trim()),
});

/** `false_positive=1,false_negative=amount` */
function costsFrom(typed: string | undefined): Record<string, string | number> {
  const pairs = typed?.split(',').map((pair) => pair.split('=').map((side) => side.trim())) ?? [];
  return Object.fromEntries(
    pairs.map(([kind = '', cost = '', ...more]) => {
      if (costKinds.some((known) => known === kind) && cost !== '' && more.length === 0)
        return [kind, Number.isNaN(Number(cost)) ? cost : Number(cost)];
      throw new PitwallError({
        code: 'arguments.invalid',
        problem: `expected --costs as false_positive=1,false_negative=amount, found ${typed}`,
        fix: `Kinds are ${costKinds.join(', ')}; each costs a number, or what a column says`,
      });
    }),
  );
}

function unknownModel(name: string, names: readonly string[]): PitwallError {
  const meant = closest(name, names);
  return new PitwallError({
    code: 'arguments.invalid',
    problem: `there is no model ${name} in the configuration`,
    fix:
      names.length === 0
        ? `It names none: add it under models, or say what it is with --task, --prediction and --label`
        : meant
          ? `Did you mean ${meant}`
          : `Use one of: ${names.join(', ')}`,
  });
}
