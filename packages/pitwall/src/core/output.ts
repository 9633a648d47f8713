import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CommandContext, Invocation, OptionSpec } from './command.ts';
import { PitwallError } from './errors.ts';

export const outOption: OptionSpec = {
  name: 'out',
  short: 'o',
  value: 'FILE',
  summary: 'Write into a file instead of standard output',
};

/** Where `--out` says, else to standard output. */
export async function output(text: string, invocation: Invocation, context: CommandContext): Promise<void> {
  const out = invocation.text('out');
  if (out === undefined) {
    await context.write(text);
    return;
  }
  await writeFile(resolve(context.cwd, out), text).catch((error: Error) => {
    throw new PitwallError({
      code: 'output.unwritable',
      problem: `the file cannot be written: ${error.message}`,
      fix: 'Name a file in a folder that exists and that you may write to',
      place: { file: out },
      cause: error,
    });
  });
  context.say(`Wrote ${out}\n`);
}
