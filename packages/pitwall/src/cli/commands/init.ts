import { writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { stringify } from 'yaml';
import { draftContract, inferContract } from '../../contracts/index.ts';
import type { Command } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';
import { openDuckDB } from '../../data/duckdb/engine.ts';
import { openTable } from '../../data/open.ts';
import { resolveSources } from '../../data/source.ts';

export const initCommand: Command = {
  name: 'init',
  summary: 'Write pitwall.yaml with a contract that your data satisfies, to be edited by hand',
  arguments: [{ name: 'FILES', summary: 'Data that is as it should be; globs are kept as they are', repeated: true }],
  options: [
    { name: 'out', short: 'o', value: 'FILE', summary: 'Where to write', default: 'pitwall.yaml' },
    { name: 'name', value: 'NAME', summary: 'What to call the dataset (the name of the file where not said)' },
    { name: 'force', summary: 'Write over a file that is there' },
  ],
  examples: [
    { command: 'pitwall init games.csv', does: 'A first contract from one file' },
    { command: "pitwall init 'data/season-*.parquet' --name games", does: 'From many; the quotes keep the pattern for later files' },
  ],
  async run(invocation, context) {
    const out = invocation.text('out') ?? 'pitwall.yaml';
    const engine = await openDuckDB();
    try {
      const files = await resolveSources(invocation.arguments, context.cwd);
      const inferred = await inferContract(await openTable(engine, files), context.now);
      const name = invocation.text('name') ?? (basename(files[0]?.path ?? 'data').split('.')[0] || 'data');
      const text = configText(basename(dirname(resolve(context.cwd, out))), name, invocation.arguments, draftContract(inferred));
      await writeNew(resolve(context.cwd, out), out, text, invocation.given('force'));
      context.say(`Wrote ${out}: ${Object.keys(inferred.contract.columns).length} columns of ${name}.\nRead it, tighten what is too wide, then: pitwall check\n`);
      return 0;
    } finally {
      engine.close();
    }
  },
};

function configText(project: string, name: string, sources: readonly string[], contract: string): string {
  const head = stringify({ project: project || 'project', datasets: { [name]: { source: sources.length === 1 ? sources[0] : sources } } });
  const indented = contract.replace(/^(?=.)/gm, '      ');
  return `# What Pitwall watches. Every key: docs/reference/configuration.md\n${head}    # Inferred from the data: what was seen stands beside each column. Change what you know better.\n    contract:\n${indented}`;
}

async function writeNew(path: string, shown: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(path, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new PitwallError({
      code: 'output.unwritable',
      problem: exists ? 'the file is there already' : `the file cannot be written: ${(error as Error).message}`,
      fix: exists ? 'Write elsewhere with --out FILE, or over it with --force' : 'Name a file in a folder that exists and that you may write to',
      place: { file: shown },
      cause: error,
    });
  }
}
