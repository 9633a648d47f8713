import { parseArgs } from 'node:util';
import type { Command, Invocation, OptionSpec } from '../core/command.ts';
import { PitwallError } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';

/** What every command takes beside its own options. */
export const globalOptions: readonly OptionSpec[] = [
  {
    name: 'now',
    value: 'TIME',
    summary: 'Judge as of this time, like 2026-01-12T06:00:00Z; as the variable PITWALL_NOW',
  },
  { name: 'no-color', summary: 'No colour, whatever the terminal; as the variable NO_COLOR' },
  { name: 'help', short: 'h', summary: 'Show this help' },
];

/** What was typed, held against what the command describes. */
export function parseInvocation(command: Command, typed: readonly string[]): Invocation {
  const options = [...command.options, ...globalOptions];
  const { values, positionals } = readOptions(command, options, typed);
  checkArguments(command, positionals);
  return {
    arguments: positionals,
    text: (name) => values.get(name)?.at(-1) ?? options.find((option) => option.name === name)?.default,
    texts: (name) => values.get(name) ?? [],
    given: (name) => values.has(name),
  };
}

interface Typed {
  /** Of a switch, an empty text. Mostly the last one counts, so that a script's options can be overridden behind them. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly positionals: readonly string[];
}

function readOptions(command: Command, options: readonly OptionSpec[], typed: readonly string[]): Typed {
  const known = Object.fromEntries(
    options.map(({ name, short, value }) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(short ? { short } : {}) },
    ]),
  );
  const { tokens, positionals } = parseArgs({
    args: [...typed],
    options: known,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = options.find(({ name }) => name === token.name);
    if (!option) throw unknownOption(command, options, token.rawName);
    if (option.value === undefined && token.value !== undefined) {
      throw invalid(`expected no value after ${token.rawName}, found ${JSON.stringify(token.value)}`, command);
    }
    if (option.value !== undefined && !isValue(token.value, token.inlineValue)) {
      throw invalid(`expected a value after ${token.rawName}, like ${token.rawName} ${exampleValue(option)}`, command);
    }
    values.set(option.name, [...(values.get(option.name) ?? []), checkChoice(option, token.value ?? '')]);
  }
  return { values, positionals };
}

/** `--out --quiet` is a forgotten value; a file of that name can be meant with `--out=--quiet`. */
function isValue(value: string | undefined, inline: boolean | undefined): value is string {
  if (value === undefined) return false;
  return inline === true || value === '-' || !value.startsWith('-');
}

const exampleValue = ({ value, choices, default: standard }: OptionSpec): string =>
  standard ?? choices?.[0] ?? value ?? '';

function unknownOption(command: Command, options: readonly OptionSpec[], rawName: string): PitwallError {
  const names = options.map(({ name }) => name);
  const meant = closest(rawName.replace(/^-+/, ''), names);
  return new PitwallError({
    code: 'arguments.unknown',
    problem: `there is no option ${rawName} of pitwall ${command.name}`,
    fix: meant ? `Did you mean --${meant}` : seeHelp(command),
  });
}

const seeHelp = (command: Command): string => `See pitwall ${command.name} --help`;

function invalid(problem: string, command: Command): PitwallError {
  return new PitwallError({ code: 'arguments.invalid', problem, fix: seeHelp(command) });
}

function checkChoice({ name, choices }: OptionSpec, value: string): string {
  if (!choices || choices.includes(value)) return value;
  const meant = closest(value, choices);
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected one of ${choices.join(', ')} as --${name}, found ${JSON.stringify(value)}`,
    fix: meant ? `Did you mean --${name} ${meant}` : 'Use one of these',
  });
}

function checkArguments(command: Command, given: readonly string[]): void {
  const required = command.arguments.filter(({ optional }) => !optional);
  const most = command.arguments.some(({ repeated }) => repeated) ? Number.POSITIVE_INFINITY : command.arguments.length;
  const missing = required[given.length];
  if (missing) throw invalid(`expected ${missing.name}, found nothing: ${missing.summary}`, command);
  if (given.length > most) {
    const expected = most === 0 ? 'no arguments' : most === 1 ? 'one argument' : `${most} arguments`;
    throw invalid(`expected ${expected}, found ${given.length}: ${given.join(' ')}`, command);
  }
}
