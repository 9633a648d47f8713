import type { Command, CommandContext, ExitCode } from '../core/command.ts';
import { PitwallError } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';
import { version } from '../version.ts';
import { parseInvocation } from './arguments.ts';
import { formatError } from './error-text.ts';
import { commandHelp, generalHelp, groupHelp } from './help.ts';
import { readNow } from './now.ts';

/** From what was typed to an exit code. Known mistakes print a sentence, unknown ones their stack. */
export async function main(
  typed: readonly string[],
  commands: readonly Command[],
  context: CommandContext,
): Promise<ExitCode> {
  try {
    return await run(typed, commands, context);
  } catch (error) {
    context.say(formatError(error, context.terminal.colour));
    return 2;
  }
}

async function run(typed: readonly string[], commands: readonly Command[], context: CommandContext): Promise<ExitCode> {
  const [first, ...others] = typed;
  const words = first === 'help' ? others : typed;
  const wantsHelp = first === 'help' || asksHelp(typed);
  const { command, rest, group } = findCommand(words, commands);
  if (command && !wantsHelp) {
    const invocation = parseInvocation(command, rest);
    const now = readNow({ option: invocation.text('now'), variable: context.env.PITWALL_NOW, clock: context.now });
    return command.run(invocation, { ...context, now });
  }
  await context.write(help(command, group, words[0], commands, context.terminal.width));
  return wantsHelp ? 0 : 2;
}

function help(
  command: Command | undefined,
  group: readonly Command[],
  first: string | undefined,
  commands: readonly Command[],
  width: number,
): string {
  if (command) return commandHelp(command, width);
  return group.length > 0 && first ? groupHelp(first, group, width) : generalHelp(commands, version, width);
}

interface Found {
  readonly command?: Command;
  readonly rest: readonly string[];
  /** Where only the first word of several commands was typed. */
  readonly group: readonly Command[];
}

/** The longest name that fits: `contract diff` before `contract`. Nothing where no command was typed. */
function findCommand(typed: readonly string[], commands: readonly Command[]): Found {
  const nothing: Found = { rest: [], group: [] };
  const [first, second] = typed;
  if (first === undefined || isHelp(first)) return nothing;
  for (const words of [2, 1]) {
    const name = typed.slice(0, words).join(' ');
    const command = commands.find((candidate) => candidate.name === name);
    if (command) return { command, rest: typed.slice(words), group: [] };
  }
  if (first.startsWith('-')) throw optionFirst(first);
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length === 0)
    throw unknownCommand(
      first,
      commands.map(({ name }) => name),
    );
  if (second === undefined || isHelp(second)) return { ...nothing, group };
  throw unknownCommand(
    `${first} ${second}`,
    group.map(({ name }) => name),
  );
}

const isHelp = (word: string): boolean => word === '--help' || word === '-h';

function asksHelp(typed: readonly string[]): boolean {
  const end = typed.indexOf('--');
  return typed.slice(0, end < 0 ? typed.length : end).some(isHelp);
}

function optionFirst(option: string): PitwallError {
  return new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a command first, found ${option}`,
    fix: 'Write options behind their command, like pitwall check --quiet',
  });
}

function unknownCommand(name: string, known: readonly string[]): PitwallError {
  const meant = closest(name, [...known, ...known.map((whole) => whole.split(' ')[0] ?? whole)]);
  return new PitwallError({
    code: 'arguments.unknown',
    problem: `there is no command pitwall ${name}`,
    fix: meant ? `Did you mean pitwall ${meant}` : `Use one of: ${known.join(', ')}`,
  });
}
