import type { CommandContext, Invocation } from '../core/command.ts';
import { spool } from '../data/spool.ts';
import type { NamedFiles } from './choose-datasets.ts';
import { readReadingOptions } from './reading.ts';

export interface Input {
  readonly files: NamedFiles;
  readonly folder?: string;
  readonly shownAs: ReadonlyMap<string, string>;
}

/** What was named, with a file in the place of `-`; its folder is the caller's to remove. */
export async function spoolStdin(invocation: Invocation, context: CommandContext): Promise<Input> {
  const typed = invocation.arguments;
  if (!typed.includes('-')) return { files: { typed, paths: typed }, shownAs: new Map() };
  const { file, folder } = await spool(context.stdin, readReadingOptions(invocation).format);
  const paths = typed.map((path) => (path === '-' ? file : path));
  return { files: { typed, paths }, folder, shownAs: new Map([[file, '-']]) };
}
