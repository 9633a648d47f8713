import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelReport, type Report, reportSchema } from '@pitwall/sdk';
import { afterEach, beforeEach } from 'vitest';
import type { CommandContext, Invocation } from '../../core/command.ts';
import { historyCommands } from './history.ts';

/** What pitwall evaluate prints of a model on a day of January 2026, by the schema of reports. */
export function evaluated(day: number, accuracy: number | null, name = 'spread-picker'): Report {
  const model: ModelReport = {
    name,
    task: 'binary',
    status: 'pass',
    rows: { predictions: 900, labelled: 850, judged: 800 },
    summary: 'It is right.',
    next: [],
    metrics: [
      {
        name: 'accuracy',
        basis: 'measured',
        value: accuracy,
        interval:
          accuracy === null ? null : { low: accuracy - 0.03, high: accuracy + 0.03, level: 0.95, method: 'wilson' },
        better: 'higher',
        range: [0, 1],
        rows: 800,
        status: 'pass',
        threshold: null,
        formula: '(TP + TN) / n',
        ...(accuracy === null ? { reason: 'no row' } : {}),
      },
    ],
    confusion: null,
    costs: null,
    segments: null,
    estimates: {
      of: 'waiting',
      rows: 50,
      reference: { rows: 800, source: 'the rows that have labels' },
      assumption: 'Rows turn out as they did.',
      metrics: [
        { name: 'accuracy', estimated: 0.6, interval: null, measured: accuracy, status: null, threshold: null },
      ],
      periods: null,
    },
    comparison: null,
    pictures: null,
  };
  return reportSchema.parse({
    report: 1,
    project: 'courtside',
    pitwall: '0.1.0',
    at: new Date(Date.UTC(2026, 0, day, 6)).toISOString(),
    status: 'pass',
    counts: { pass: 1, warning: 0, alert: 0, unknown: 0 },
    datasets: [],
    models: [model],
    findings: [],
  });
}

/** A folder of its own for each test, and the commands as if typed in it. */
export function useScratch() {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pitwall-history-commands-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = (name: string, value: unknown) =>
    writeFile(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  const read = (name = 'performance_history.jsonl') => readFile(join(folder, name), 'utf8');

  async function run(
    name: string,
    args: readonly string[] = [],
    options: Readonly<Record<string, string>> = {},
    stdin = '',
  ) {
    const command = historyCommands.find((one) => one.name === name);
    if (!command) throw new Error(`there is no command ${name}`);
    const defaults = Object.fromEntries(
      command.options.flatMap((option) => (option.default === undefined ? [] : [[option.name, option.default]])),
    );
    const known = new Set(command.options.map((option) => option.name));
    for (const option of Object.keys(options))
      if (!known.has(option)) throw new Error(`${name} does not declare --${option}`);
    let [written, said] = ['', ''];
    const invocation: Invocation = {
      arguments: args,
      text: (option) => options[option] ?? defaults[option],
      texts: () => [],
      given: (option) => option in options,
    };
    const context: CommandContext = {
      cwd: folder,
      env: {},
      now: new Date('2026-01-12T12:00:00Z'),
      stdin: (async function* () {
        yield Buffer.from(stdin);
      })(),
      terminal: { colour: false, width: 80 },
      write: (output) => {
        written += output.toString();
      },
      say: (text) => {
        said += text;
      },
      progress: () => undefined,
    };
    const code = await command.run(invocation, context);
    return { code, written, said };
  }

  async function addRuns(accuracies: readonly (number | null)[]): Promise<void> {
    for (const [index, accuracy] of accuracies.entries())
      await run('history add', ['-'], {}, JSON.stringify(evaluated(12 - accuracies.length + 1 + index, accuracy)));
  }

  return { run, addRuns, write, read, folder: () => folder };
}
