import type { Command, CommandContext } from '../../core/command.ts';
import { outOption, output } from '../../core/output.ts';
import { openDuckDB } from '../../data/duckdb/engine.ts';
import { openTable } from '../../data/open.ts';
import { resolveSources } from '../../data/source.ts';
import type { ColumnType } from '../../data/types.ts';
import { readContractFile } from '../document.ts';
import { contractToYaml } from '../formats/yaml.ts';
import { chooseType } from '../infer.ts';
import { profileTable } from '../profile.ts';
import { datasetOption } from './options.ts';

export const importCommand: Command = {
  name: 'contract import',
  summary: 'Turn an ODCS document or a suite of Great Expectations into a contract',
  details: 'What a contract cannot say is listed in comments at the end, never dropped in silence.',
  arguments: [{ name: 'FILE', summary: 'ODCS 3 (YAML or JSON), or a suite of Great Expectations (JSON)' }],
  options: [
    datasetOption,
    { name: 'data', value: 'FILE', summary: 'Data that tells the types of columns for which the file states none' },
    outOption,
  ],
  examples: [
    {
      command: 'pitwall contract import suite.json --data games.csv',
      does: 'From Great Expectations, with types from the data',
    },
  ],
  async run(invocation, context) {
    const [file = ''] = invocation.arguments;
    const data = invocation.text('data');
    const types = data === undefined ? {} : await typesOf(data, context);
    const { contract, ignored, format } = await readContractFile(file, context.cwd, {
      dataset: invocation.text('dataset'),
      types,
    });
    const columns = Object.keys(contract.columns).length;
    const lost = ignored.map(({ where, what, why }) => `# not imported: ${oneLine(`${where}: ${what} (${why})`)}\n`);
    await output(`${contractToYaml(contract)}${lost.join('')}`, invocation, context);
    context.say(
      `Read ${format}: ${plural(columns, 'column')}${ignored.length > 0 ? `; not imported, and listed at the end: ${plural(ignored.length, 'statement')}` : ''}\n`,
    );
    return 0;
  },
};

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

async function typesOf(path: string, context: CommandContext): Promise<Record<string, ColumnType>> {
  const engine = await openDuckDB();
  try {
    const profiles = await profileTable(await openTable(engine, await resolveSources([path], context.cwd)));
    return Object.fromEntries(
      profiles.flatMap((profile) => {
        const type = chooseType(profile, 1);
        return type ? [[profile.name, type]] : [];
      }),
    );
  } finally {
    engine.close();
  }
}
