import { resolve } from 'node:path';
import type { CommandContext } from '../../core/command.ts';
import { appendHistory, readHistory } from '../history/file.ts';
import { type HistoryRecord, identityOf } from '../history/record.ts';

/** Adds what is not there yet, so that a job that runs again does not count a run twice. */
export async function record(
  records: readonly HistoryRecord[],
  shown: string,
  context: CommandContext,
): Promise<{ readonly added: number; readonly known: number }> {
  const path = resolve(context.cwd, shown);
  const history = await readHistory(path, shown);
  for (const bad of history.bad)
    context.say(`${bad.message}\nThe record was added behind it; a report needs it mended.\n`);
  const seen = new Set(history.records.map(identityOf));
  const fresh = records.filter((one) => {
    const identity = identityOf(one);
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
  const { mended } = await appendHistory(path, fresh, shown);
  if (mended) context.say(`The last line of ${shown} had been cut off; it was closed, and what is new is behind it\n`);
  return { added: fresh.length, known: records.length - fresh.length };
}

export function inWords({ added, known }: { readonly added: number; readonly known: number }, shown: string): string {
  const more = known === 0 ? '' : `, ${known} ${known === 1 ? 'was' : 'were'} there already`;
  return `Added ${added} ${added === 1 ? 'record' : 'records'} to ${shown}${more}\n`;
}
