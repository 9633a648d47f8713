import { rm, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Report } from '@pitwall/sdk';
import { runChecks, type Step, withFiles } from '../../check.ts';
import { type LoadedConfig, loadConfig } from '../../config/load.ts';
import { type Config, configSchema } from '../../config/schema.ts';
import { assertWritableFormat } from '../../contracts/index.ts';
import type { Command, CommandContext, ExitCode, Invocation } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';
import type { SplitOptions } from '../../core/slice.ts';
import { type Format, formats as inputFormats, readOptionsSchema } from '../../data/source.ts';
import { spool } from '../../data/spool.ts';
import { failLevels, fails, isFailLevel } from '../fail-on.ts';
import { formats, reporters } from '../reporters/index.ts';

export const checkCommand: Command = {
  name: 'check',
  summary: 'Judge data against its contract',
  details:
    'Without FILES, every dataset of pitwall.yaml. With FILES, these instead of the source of their dataset.\nWithout a configuration, each column is held against what most of its own values look like.',
  arguments: [{ name: 'FILES', summary: 'CSV, TSV, Parquet, JSON, NDJSON or Arrow, plain or .gz or .zst; globs; - for standard input', optional: true, repeated: true }],
  options: [
    { name: 'config', value: 'FILE', summary: 'Configuration (pitwall.yaml where not said)' },
    { name: 'dataset', value: 'NAME', summary: 'This dataset only' },
    { name: 'format', short: 'f', value: 'FORMAT', choices: formats, summary: 'How to print the findings', default: 'pretty' },
    { name: 'out', short: 'o', value: 'FILE', summary: 'Write the findings into a file instead' },
    { name: 'fail-on', value: 'LEVEL', choices: failLevels, summary: 'Exit with 1 from this status on; warning means anything that is not a pass', default: 'alert' },
    { name: 'quiet', short: 'q', summary: 'Only the verdict and a line for each finding' },
    { name: 'quarantine', value: 'FILE', summary: 'Write the rows that break a rule, with the reasons' },
    { name: 'accepted', value: 'FILE', summary: 'Write the other rows; - for standard output, and the findings to standard error' },
    { name: 'input-format', value: 'FORMAT', choices: inputFormats, summary: 'Where the name of a file does not tell' },
    { name: 'delimiter', value: 'CHARACTER', summary: 'Between the fields of a CSV file' },
    { name: 'encoding', value: 'NAME', choices: ['utf-8', 'utf-16', 'latin-1'], summary: 'Of a CSV file' },
    { name: 'memory', value: 'SIZE', summary: 'What the engine may hold in memory, like 1GB; more than that goes to disk', default: '256MB' },
  ],
  examples: [
    { command: 'pitwall check', does: 'Everything that pitwall.yaml names' },
    { command: 'pitwall check data/week-*.csv --dataset games', does: 'New files against the contract of games' },
    { command: 'pitwall check --format html --out report.html', does: 'A report to look at and to send' },
    { command: 'pitwall check --format github --fail-on warning', does: 'In a GitHub workflow' },
    { command: 'cat week.csv | pitwall check - --quarantine bad.parquet --accepted - | ./load', does: 'Only good rows pass' },
  ],
  run: check,
};

async function check(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  const split = splitOptions(invocation, context);
  const input = await spoolStdin(invocation, context);
  const progress = startProgress(context);
  try {
    const { config, folder, file } = await chooseDatasets(invocation, context, input.files);
    if (split && Object.keys(config.datasets).length !== 1) throw oneDataset(config);
    const report = await runChecks({
      config,
      folder,
      now: context.now,
      memory: readMemory(invocation.text('memory')),
      pictures: invocation.text('format') === 'html',
      onStep: progress.step,
      shownAs: input.shownAs,
      ...(split ? { split, onSplit: ({ bad, good }) => context.say(`${count(bad, 'row')} set apart, ${count(good, 'row')} passed on\n`) } : {}),
    });
    progress.stop();
    await publish(report, file, invocation, context);
    return fails(report.status, failLevel(invocation)) ? 1 : 0;
  } finally {
    progress.stop();
    if (input.folder) await rm(input.folder, { recursive: true, force: true });
  }
}

const count = (number: number, noun: string): string => `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;

function failLevel(invocation: Invocation) {
  const level = invocation.text('fail-on');
  return isFailLevel(level) ? level : 'alert';
}

function splitOptions(invocation: Invocation, context: CommandContext): SplitOptions | undefined {
  const bad = invocation.text('quarantine');
  const good = invocation.text('accepted');
  for (const path of [bad, good]) if (path !== undefined) assertWritableFormat(path);
  if (bad === undefined && good === undefined) return undefined;
  return { bad, good, cwd: context.cwd, write: (bytes) => context.write(bytes) };
}

interface Input {
  readonly files: readonly string[];
  readonly folder?: string;
  readonly shownAs: ReadonlyMap<string, string>;
}

async function spoolStdin(invocation: Invocation, context: CommandContext): Promise<Input> {
  const files = invocation.arguments;
  if (!files.includes('-')) return { files, shownAs: new Map() };
  const spooled = await spool(context.stdin, invocation.text('input-format') as Format | undefined);
  return { files: files.map((file) => (file === '-' ? spooled.file : file)), folder: spooled.folder, shownAs: new Map([[spooled.file, '-']]) };
}

/** What is to be checked: the configuration, with files and reading options of the command line in it. */
async function chooseDatasets(invocation: Invocation, context: CommandContext, files: readonly string[]): Promise<LoadedConfig> {
  const loaded = await loadConfig({ file: invocation.text('config'), cwd: context.cwd, env: context.env });
  const dataset = invocation.text('dataset');
  const base = loaded ?? { ...withoutConfig(files), file: 'pitwall.yaml', folder: context.cwd };
  const folder = files.length > 0 ? context.cwd : base.folder;
  const chosen = files.length > 0 ? await withFiles(base.config, files, dataset, base.folder) : onlyDataset(base.config, dataset);
  if (Object.keys(chosen.datasets).length === 0) throw nothingToCheck(base.file);
  const options = readOptionsSchema.parse({
    ...optional('format', invocation.text('input-format')),
    ...optional('delimiter', delimiter(invocation.text('delimiter'))),
    ...optional('encoding', invocation.text('encoding')),
  });
  const datasets = Object.fromEntries(Object.entries(chosen.datasets).map(([name, settings]) => [name, { ...settings, ...options }]));
  return { config: { ...chosen, datasets }, file: base.file, folder };
}

const optional = (key: string, value: string | undefined): Record<string, string> => (value === undefined ? {} : { [key]: value });

function delimiter(text: string | undefined): string | undefined {
  if (text === undefined || [...text].length === 1) return text;
  if (text === '\\t' || text === 'tab') return '\t';
  throw new PitwallError({ code: 'arguments.invalid', problem: `expected one character as --delimiter, found ${JSON.stringify(text)}`, fix: "Write it in quotes, like --delimiter ';' or --delimiter tab" });
}

function withoutConfig(files: readonly string[]): { config: Config } {
  const [first] = files;
  if (first === undefined) {
    throw new PitwallError({
      code: 'config.missing',
      problem: 'there is no pitwall.yaml here and no file was named',
      fix: 'Name files, like pitwall check games.csv, or write a configuration with pitwall init games.csv',
    });
  }
  const name = basename(first).split('.')[0] || 'data';
  return { config: configSchema.parse({ project: basename(dirname(resolve(first))) || 'project', datasets: { [name]: { source: [...files] } } }) };
}

function onlyDataset(config: Config, name: string | undefined): Config {
  if (name === undefined) return config;
  const settings = config.datasets[name];
  if (!settings) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `there is no dataset ${name} in the configuration`,
      fix: `Use one of: ${Object.keys(config.datasets).join(', ') || '(none is configured)'}`,
    });
  }
  return { ...config, datasets: { [name]: settings } };
}

function nothingToCheck(file: string): PitwallError {
  return new PitwallError({ code: 'config.invalid', problem: 'the configuration names no datasets', fix: 'Add one under datasets:, or let pitwall init DATA write it', place: { file } });
}

function oneDataset(config: Config): PitwallError {
  return new PitwallError({
    code: 'arguments.invalid',
    problem: `expected one dataset to set rows apart from, found ${Object.keys(config.datasets).join(', ')}`,
    fix: 'Say which: --dataset NAME',
  });
}

function readMemory(text: string | undefined): string {
  if (text !== undefined && /^\d+(\.\d+)?\s*[KMGT]i?B$/i.test(text)) return text;
  throw new PitwallError({ code: 'arguments.invalid', problem: `expected --memory with a size like 512MB or 2GB, found ${JSON.stringify(text)}`, fix: 'Write a number and KB, MB, GB or TB' });
}

async function publish(report: Report, configFile: string, invocation: Invocation, context: CommandContext): Promise<void> {
  const format = formats.find((name) => name === invocation.text('format')) ?? 'pretty';
  const out = invocation.text('out');
  const text = reporters[format](report, {
    colour: context.terminal.colour && out === undefined,
    width: context.terminal.width,
    quiet: invocation.given('quiet'),
    failOn: failLevel(invocation),
    configFile,
  });
  if (out === undefined) {
    if (invocation.text('accepted') === '-') context.say(text);
    else await context.write(text);
    return;
  }
  await writeFile(resolve(context.cwd, out), text).catch((error: Error) => {
    throw new PitwallError({ code: 'output.unwritable', problem: `the report cannot be written: ${error.message}`, fix: 'Name a file in a folder that exists and that you may write to', place: { file: out }, cause: error });
  });
  context.say(`Wrote ${out}\n`);
}

const progressEveryMilliseconds = 200;

/** A line that says what is being read and how far it got. */
function startProgress(context: CommandContext): { step(step: Step): void; stop(): void } {
  let current: Step | undefined;
  const timer = setInterval(() => {
    if (!current) return;
    const { percentage } = current.progress();
    context.progress(`${current.dataset}: reading${percentage === undefined ? '' : ` ${Math.round(percentage)} %`}`);
  }, progressEveryMilliseconds);
  timer.unref();
  return {
    step(step) {
      current = step;
    },
    stop: () => clearInterval(timer),
  };
}
