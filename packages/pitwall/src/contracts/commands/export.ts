import { stringify } from 'yaml';
import type { Command } from '../../core/command.ts';
import { outOption, output } from '../../core/output.ts';
import { readContractFile } from '../document.ts';
import { contractToJsonSchema } from '../formats/json-schema.ts';
import { contractToOdcs } from '../formats/odcs.ts';
import { contractToYaml } from '../formats/yaml.ts';
import { datasetOption } from './options.ts';

const targets = ['odcs', 'json-schema', 'pitwall'] as const;

export const exportCommand: Command = {
  name: 'contract export',
  summary: 'Write a contract in the format of others',
  arguments: [{ name: 'FILE', summary: 'pitwall.yaml or another file with a contract', optional: true }],
  options: [
    {
      name: 'to',
      value: 'FORMAT',
      choices: targets,
      summary: 'odcs: Open Data Contract Standard 3.1; json-schema: of one row',
      default: 'odcs',
    },
    datasetOption,
    outOption,
  ],
  examples: [
    {
      command: 'pitwall contract export --dataset games --to odcs --out games.odcs.yaml',
      does: 'For a catalogue that speaks ODCS',
    },
  ],
  async run(invocation, context) {
    const { contract, name } = await readContractFile(invocation.arguments[0] ?? 'pitwall.yaml', context.cwd, {
      dataset: invocation.text('dataset'),
    });
    const to = invocation.text('to');
    const text =
      to === 'pitwall'
        ? contractToYaml(contract)
        : to === 'odcs'
          ? stringify(contractToOdcs(contract, { name }))
          : `${JSON.stringify(contractToJsonSchema(contract), null, 2)}\n`;
    await output(text, invocation, context);
    return 0;
  },
};
