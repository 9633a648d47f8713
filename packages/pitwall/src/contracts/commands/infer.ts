import type { Command } from '../../core/command.ts';
import { outOption, output } from '../../core/output.ts';
import { openDuckDB } from '../../data/duckdb/engine.ts';
import { openTable } from '../../data/open.ts';
import { resolveSources } from '../../data/source.ts';
import { draftContract } from '../draft.ts';
import { inferContract } from '../infer.ts';

export const inferCommand: Command = {
  name: 'contract infer',
  summary: 'Print a contract that the data satisfies, with what was seen beside each column',
  arguments: [{ name: 'FILES', summary: 'Data that is as it should be', repeated: true }],
  options: [outOption],
  examples: [{ command: 'pitwall contract infer data/season-2025.csv', does: 'What this season looks like' }],
  async run(invocation, context) {
    const engine = await openDuckDB();
    try {
      const table = await openTable(engine, await resolveSources(invocation.arguments, context.cwd));
      await output(draftContract(await inferContract(table, context.now)), invocation, context);
      return 0;
    } finally {
      engine.close();
    }
  },
};
