import { resolve } from 'node:path';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { terminalText } from '../../../core/visible.ts';
import { openStateReader } from '../../../state/open-reader.ts';
import { nameOf } from '../../../state/postgres.ts';
import type { Reader } from '../../../state/state.ts';

/** Lends the state itself, which nobody writes through it. */
export async function withState<T>(
  invocation: Invocation,
  { cwd }: CommandContext,
  work: (db: Reader, place: string) => Promise<T>,
): Promise<T> {
  const url = invocation.text('state');
  const folder = resolve(cwd, invocation.text('data') ?? 'pitwall-data');
  const opened = await openStateReader(url === undefined ? { folder } : { url });
  try {
    return await work(opened.db, terminalText(url === undefined ? folder : nameOf(url)));
  } finally {
    await opened.close();
  }
}
