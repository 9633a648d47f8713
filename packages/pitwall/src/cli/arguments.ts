import { parseArgs } from 'node:util';
import type { Command, Invocation, OptionSpec } from '../core/command.ts';
import { PitwallError } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';

/** What every command takes beside its own options. */
export const globalOptions: readonly OptionSpec[] = [
  { name: 'help', short: 'h', summary: 'Show help' },
  { name: 'no-color', summary: 'No colour, whatever the terminal; as the variable NO_COLOR' },
  { name: 'now', value: 'TIME', summary: 'Judge as of this time, like 2026-01-12T06:00:00Z; as the variable PITWALL_NOW' },
];

/** What was typed, held against what the command describes. */
export function parseInvocation(command: Command, typed: readonly string[]): Invocation {
  const options = [...command.options, ...globalOptions];
  const { values, positionals } = parse(command, options, typed);
  for (const option of options) checkChoice(option, values[option.name]);
  checkArguments(command, positionals);
  return {
    arguments: positionals,
    text(name) {
      const value = values[name] ?? options.find((option) => option.name === name)?.default;
      return typeof value === 'string' ? value : undefined;
    },
    given: (name) => values[name] !== undefined,
  };
}

type Values = Readonly<Record<string, unknown>>;

function parse(command: Command, options: readonly OptionSpec[], typed: readonly string[]): { values: Values; positionals: string[] } {
  const known = Object.fromEntries(
    options.map(({ name, short, value }) => [name, { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(short ? { short } : {}) }]),
  );
  try {
    return parseArgs({ args: [...typed], options: known, allowPositionals: true, strict: true });
  } catch (error) {
    throw translate(command, options, error as NodeJS.ErrnoException);
  }
}

function translate(command: Command, options: readonly OptionSpec[], error: NodeJS.ErrnoException): unknown {
  const option = /'(-[^' ]+)/.exec(error.message)?.[1];
  const help = `See pitwall ${command.name} --help`;
  if (error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && option) {
    const meant = closest(option.replace(/^-+/, ''), options.map(({ name }) => name));
    return new PitwallError({
      code: 'arguments.unknown',
      problem: `pitwall ${command.name} has no option ${option}`,
      fix: meant ? `Did you mean --${meant}` : help,
    });
  }
  if (error.code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
    const spec = options.find(({ name }) => option?.replace(/^-+/, '') === name || error.message.includes(`--${name}`));
    const wanted = spec?.value ? `expected a value after --${spec.name}, like --${spec.name} ${spec.value}` : `expected no value after ${option}`;
    return new PitwallError({ code: 'arguments.invalid', problem: wanted, fix: help });
  }
  return error;
}

function checkChoice({ name, choices }: OptionSpec, value: unknown): void {
  if (typeof value !== 'string' || !choices || choices.includes(value)) return;
  const meant = closest(value, choices);
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected --${name} ${choices.join('|')}, found ${JSON.stringify(value)}`,
    fix: meant ? `Did you mean ${meant}` : 'Use one of these',
  });
}

function checkArguments(command: Command, given: readonly string[]): void {
  const required = command.arguments.filter(({ optional }) => !optional);
  const most = command.arguments.some(({ repeated }) => repeated) ? Number.POSITIVE_INFINITY : command.arguments.length;
  const missing = required[given.length];
  if (missing) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected ${missing.name}: ${missing.summary.toLowerCase()}`,
      fix: `See pitwall ${command.name} --help`,
    });
  }
  if (given.length > most) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected ${most === 0 ? 'no arguments' : `${most} at most`}, found ${given.length}: ${given.join(' ')}`,
      fix: `See pitwall ${command.name} --help`,
    });
  }
}
