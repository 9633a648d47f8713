import { relative } from 'node:path';
import type { Command } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { counted } from '../../../core/words.ts';
import { assertBaselineName, baselinePath, mergeBaselines, readBaseline, writeBaseline } from '../../../drift/index.ts';
import { findHome } from '../../baselines.ts';
import { configOptions } from '../../configuration.ts';
import { assertNew } from './create.ts';

export const mergeCommand: Command = {
  name: 'baseline merge',
  summary: 'Make one baseline of several, as if their rows had been counted together',
  details: 'They must have been counted alike: make the later ones with baseline create --like the first.',
  arguments: [{ name: 'BASELINES', summary: 'Names, or paths of files', repeated: true }],
  options: [
    { name: 'name', value: 'NAME', summary: 'What to call the new one' },
    { name: 'replace', summary: 'Even where there is a baseline of this name' },
    ...configOptions,
  ],
  examples: [{ command: 'pitwall baseline merge week-1 week-2 --name january', does: 'Both weeks as one' }],
  async run(invocation, context) {
    const name = invocation.text('name');
    const [first, ...others] = invocation.arguments;
    if (name === undefined || first === undefined || others.length === 0) {
      throw new PitwallError({
        code: 'arguments.invalid',
        problem: 'expected two baselines or more and a name for the new one',
        fix: 'Write pitwall baseline merge week-1 week-2 --name january',
      });
    }
    assertBaselineName(name);
    const { folder } = await findHome(invocation, context);
    const path = baselinePath(name, folder);
    if (!invocation.given('replace')) await assertNew(path, name);
    let merged = await readBaseline(baselinePath(first, folder), first);
    for (const other of others)
      merged = mergeBaselines(merged, await readBaseline(baselinePath(other, folder), other), name, context.now);
    await writeBaseline(path, merged, name);
    await context.write(
      `${relative(context.cwd, path)}: ${counted(merged.rows, 'row')}, ${counted(merged.columns.length, 'column')}\n`,
    );
    return 0;
  },
};
