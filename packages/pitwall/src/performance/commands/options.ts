import { resolve } from 'node:path';
import type { CommandContext, Invocation, OptionSpec } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';
import { closest } from '../../core/suggest.ts';
import { defaultHistoryFile, type History, readWholeHistory, type TornLine } from '../history/file.ts';
import type { HistoryRecord } from '../history/record.ts';
import { oneLine } from '../history/text.ts';

export const fileOption: OptionSpec = {
  name: 'file',
  value: 'FILE',
  summary: 'The history, one record a line',
  default: defaultHistoryFile,
};

export const modelOption: OptionSpec = { name: 'model', value: 'NAME', summary: 'This model only' };

export const historyFile = (invocation: Invocation): string => invocation.text('file') ?? defaultHistoryFile;

/** The history of a command that reads it, of one model where one is named. */
export async function openHistory(invocation: Invocation, context: CommandContext): Promise<History> {
  const shown = historyFile(invocation);
  const history = await readWholeHistory(resolve(context.cwd, shown), shown);
  // A wrong name must not look like a model that nobody has measured
  if (history.missing && invocation.given('file')) {
    throw new PitwallError({
      code: 'data.missing',
      problem: 'there is no such history',
      fix: 'Name one that is there, or begin it: pitwall history add REPORT.json',
      place: { file: shown },
    });
  }
  if (history.missing) context.say(`There is no ${shown} yet: pitwall history add REPORT.json begins it\n`);
  for (const torn of history.torn) context.say(aboutTorn(shown, torn));
  const model = invocation.text('model');
  if (model === undefined || history.records.length === 0) return history;
  return { ...history, records: ofModel(history.records, model) };
}

function aboutTorn(file: string, { line, text, mended }: TornLine): string {
  const shown = oneLine(text.length > 60 ? `${text.slice(0, 60)}…` : text);
  return `${file}:${line} was cut off as it was written and is left out${mended ? '' : '; the next append closes it'}: ${shown}\n`;
}

function ofModel(records: readonly HistoryRecord[], model: string): HistoryRecord[] {
  const own = records.filter((record) => record.model === model);
  if (own.length > 0) return own;
  const names = [...new Set(records.map((record) => record.model))];
  const meant = closest(model, names);
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `there is no model ${model} in the history`,
    fix: meant ? `Did you mean ${meant}` : `Use one of: ${names.slice(0, 20).join(', ')}`,
  });
}
