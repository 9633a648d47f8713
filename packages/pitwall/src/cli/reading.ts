import type { Invocation, OptionSpec } from '../core/command.ts';
import { PitwallError } from '../core/errors.ts';
import { formats, type ReadOptions, readOptionsSchema } from '../data/source.ts';

/** How files are read that do not tell it themselves. */
export const readingOptions: readonly OptionSpec[] = [
  {
    name: 'input-format',
    value: 'FORMAT',
    choices: formats,
    summary: 'Format of the data, where the name of the file does not tell',
  },
  {
    name: 'delimiter',
    value: 'CHAR',
    summary: "Between the fields of a CSV file, where it is not found out, like ';' or tab",
  },
  {
    name: 'encoding',
    value: 'NAME',
    choices: readOptionsSchema.shape.encoding.unwrap().options,
    summary: 'Encoding of a CSV file; UTF-8 where not said',
  },
];

/** Only what was typed, so that it can be laid over a configuration. */
export function readReadingOptions(invocation: Invocation): ReadOptions {
  const typed = {
    format: invocation.text('input-format'),
    delimiter: readDelimiter(invocation.text('delimiter')),
    encoding: invocation.text('encoding'),
  };
  return readOptionsSchema.parse(Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined)));
}

function readDelimiter(text: string | undefined): string | undefined {
  if (text === undefined || text.length === 1) return text;
  if (text === '\\t' || text === 'tab') return '\t';
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected one character as --delimiter, found ${JSON.stringify(text)}`,
    fix: "Write it in quotes, like --delimiter ';' or --delimiter tab",
  });
}
