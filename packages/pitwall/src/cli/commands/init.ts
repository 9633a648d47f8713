import { stat, writeFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { stringify } from 'yaml';
import { defaultConfigFile } from '../../config/load.ts';
import { draftContract, inferContract } from '../../contracts/index.ts';
import type { Command } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';
import { counted } from '../../core/words.ts';
import { openDuckDB } from '../../data/duckdb/engine.ts';
import { openTable } from '../../data/open.ts';
import { resolveSources } from '../../data/source.ts';
import { datasetNameOf } from '../dataset-name.ts';
import { assertWritable } from '../output-file.ts';
import { startProgress } from '../progress.ts';
import { readingOptions, readReadingOptions } from '../reading.ts';

export const initCommand: Command = {
  name: 'init',
  summary: 'Write pitwall.yaml with a contract that your data satisfies, to be edited by hand',
  arguments: [{ name: 'FILES', summary: 'Data that is as it should be; globs are kept as they are', repeated: true }],
  options: [
    { name: 'name', value: 'NAME', summary: 'What to call the dataset; what the file is called where not said' },
    { name: 'out', short: 'o', value: 'FILE', summary: 'Where to write', default: defaultConfigFile },
    { name: 'force', summary: 'Write over a file that is there' },
    ...readingOptions,
  ],
  examples: [
    { command: 'pitwall init games.csv', does: 'A first contract from one file' },
    {
      command: "pitwall init 'data/season-*.parquet' --name games",
      does: 'From many; the quotes keep the pattern for later files',
    },
  ],
  async run(invocation, context) {
    const out = invocation.text('out') ?? defaultConfigFile;
    const path = resolve(context.cwd, out);
    const force = invocation.given('force');
    const options = readReadingOptions(invocation);
    await assertWritable(out, context.cwd);
    if (!force) await assertAbsent(path, out);
    const [first = ''] = invocation.arguments;
    const name = invocation.text('name') ?? datasetNameOf(first);
    const engine = await openDuckDB();
    const progress = startProgress(context);
    try {
      progress.step({ dataset: name, progress: () => engine.progress() });
      const files = await resolveSources(invocation.arguments, context.cwd, options);
      const inferred = await inferContract(await openTable(engine, files, options), context.now);
      const sources = invocation.arguments.map((source) => sourceFrom(dirname(path), source, context.cwd));
      const settings = { source: sources.length === 1 ? sources[0] : sources, ...options };
      await writeFile(path, configText(basename(dirname(path)), name, settings, draftContract(inferred)));
      const columns = counted(Object.keys(inferred.contract.columns).length, 'column');
      const check = out === defaultConfigFile ? 'pitwall check' : `pitwall check --config ${out}`;
      context.say(`Wrote ${out}: ${columns} of ${name}.\nRead it, tighten what is too wide, then: ${check}\n`);
      return 0;
    } finally {
      progress.stop();
      engine.close();
    }
  },
};

/** Paths in a configuration count from its folder, not from the one that `init` was typed in. */
function sourceFrom(folder: string, source: string, cwd: string): string {
  if (isAbsolute(source) || folder === cwd) return source;
  return relative(folder, resolve(cwd, source)).split(sep).join('/');
}

function configText(
  project: string,
  name: string,
  settings: Readonly<Record<string, unknown>>,
  contract: string,
): string {
  const head = stringify({ project: project || 'project', datasets: { [name]: settings } });
  const indented = contract.replace(/^(?=.)/gm, '      ');
  return `# What Pitwall watches. Every key: docs/reference/configuration.md\n${head}    # Inferred from the data: what was seen stands beside each column. Change what you know better.\n    contract:\n${indented}`;
}

async function assertAbsent(path: string, shown: string): Promise<void> {
  const present = await stat(path).catch(() => undefined);
  if (!present) return;
  throw new PitwallError({
    code: 'output.unwritable',
    problem: 'the file is there already',
    fix: 'Write elsewhere with --out FILE, or over it with --force',
    place: { file: shown },
  });
}
