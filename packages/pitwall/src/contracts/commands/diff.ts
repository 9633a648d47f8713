import type { Command } from '../../core/command.ts';
import { type ContractChange, diffContracts } from '../diff.ts';
import { readContractFile } from '../document.ts';
import { datasetOption } from './options.ts';

const marks: Record<ContractChange['kind'], string> = {
  breaking: '✗ breaking  ',
  loosened: '! loosened  ',
  compatible: '✓ compatible',
};
const kinds = ['breaking', 'loosened', 'compatible'] as const;

export const diffCommand: Command = {
  name: 'contract diff',
  summary: 'Tell breaking changes of a contract from compatible ones',
  details:
    'breaking: data that passed can now fail, or a promised column is gone.\nloosened: all that passed still passes, but readers may meet values they never saw.\nExit 1 where a change is breaking; with --strict also where one is loosened.',
  arguments: [
    { name: 'OLD', summary: 'A contract: pitwall.yaml, a contract of its own, ODCS or a suite of Great Expectations' },
    { name: 'NEW', summary: 'The same later' },
  ],
  options: [
    datasetOption,
    { name: 'strict', summary: 'A loosened promise fails too' },
    { name: 'json', summary: 'Print the changes as JSON' },
  ],
  examples: [
    {
      command: 'pitwall contract diff main.yaml branch.yaml',
      does: 'In a pull request: does this contract break anybody?',
    },
  ],
  async run(invocation, context) {
    const [before = '', after = ''] = invocation.arguments;
    const options = { dataset: invocation.text('dataset') };
    const [old, young] = [
      await readContractFile(before, context.cwd, options),
      await readContractFile(after, context.cwd, options),
    ];
    const changes = diffContracts(old.contract, young.contract);
    await context.write(invocation.given('json') ? `${JSON.stringify(changes, null, 2)}\n` : describe(changes));
    const failing: readonly ContractChange['kind'][] = invocation.given('strict')
      ? ['breaking', 'loosened']
      : ['breaking'];
    return changes.some(({ kind }) => failing.includes(kind)) ? 1 : 0;
  },
};

function describe(changes: readonly ContractChange[]): string {
  if (changes.length === 0) return '✓ nothing changed\n';
  const sorted = kinds.flatMap((kind) => changes.filter((change) => change.kind === kind));
  const counts = kinds.map((kind) => `${changes.filter((change) => change.kind === kind).length} ${kind}`).join(', ');
  return `${counts}\n\n${sorted.map(({ kind, where, what, affects }) => `${marks[kind]}  ${where}: ${what}\n                ${affects}\n`).join('')}`;
}
