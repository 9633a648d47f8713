import type { Command, CommandContext, ExitCode } from '../core/command.ts';
import { PitwallError } from '../core/errors.ts';
import { closest } from '../core/suggest.ts';
import { version } from '../version.ts';
import { globalOptions, parseInvocation } from './arguments.ts';
import { formatError } from './error-text.ts';
import { commandHelp, generalHelp } from './help.ts';

/** From what was typed to an exit code. Known mistakes print a sentence, unknown ones their stack. */
export async function main(typed: readonly string[], commands: readonly Command[], context: CommandContext): Promise<ExitCode> {
  try {
    return await run(typed, commands, context);
  } catch (error) {
    context.say(formatError(error, context.terminal.colour));
    return 2;
  }
}

async function run(typed: readonly string[], commands: readonly Command[], context: CommandContext): Promise<ExitCode> {
  const [first] = typed;
  if (first === undefined || first === '--help' || first === '-h' || (first === 'help' && typed.length === 1)) {
    await context.write(generalHelp(commands, version));
    return first === undefined ? 2 : 0;
  }
  const { command, rest } = findCommand(first === 'help' ? typed.slice(1) : typed, commands);
  if (first === 'help' || asksHelp(rest)) {
    await context.write(commandHelp(command));
    return 0;
  }
  const invocation = parseInvocation(command, rest);
  return command.run(invocation, { ...context, now: readNow(invocation.text('now') ?? context.env.PITWALL_NOW, context.now) });
}

/** The longest name that fits: `contract diff` before `contract`. */
function findCommand(typed: readonly string[], commands: readonly Command[]): { command: Command; rest: readonly string[] } {
  for (const words of [2, 1]) {
    const name = typed.slice(0, words).join(' ');
    const command = commands.find((candidate) => candidate.name === name);
    if (command) return { command, rest: typed.slice(words) };
  }
  const [first = '', second = ''] = typed;
  const group = commands.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length > 0) throw unknownCommand(`${first} ${second}`.trim(), group.map(({ name }) => name));
  throw unknownCommand(first, commands.flatMap(({ name }) => [name, name.split(' ')[0] ?? name]));
}

function unknownCommand(name: string, known: readonly string[]): PitwallError {
  const meant = closest(name, known);
  return new PitwallError({
    code: 'arguments.unknown',
    problem: `there is no command pitwall ${name}`,
    fix: meant ? `Did you mean pitwall ${meant}` : `Use one of: ${[...new Set(known)].join(', ')}`,
  });
}

function asksHelp(rest: readonly string[]): boolean {
  const end = rest.indexOf('--');
  return rest.slice(0, end < 0 ? rest.length : end).some((word) => word === '--help' || word === '-h');
}

/** Judging as of another time makes a run repeatable. */
function readNow(text: string | undefined, clock: Date): Date {
  if (text === undefined) return clock;
  const now = new Date(text);
  if (!Number.isNaN(now.getTime()) && /^\d{4}-\d{2}-\d{2}(T.+)?$/.test(text)) return now;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected --${globalOptions[2]?.name ?? 'now'} with an ISO time like 2026-01-12T06:00:00Z, found ${JSON.stringify(text)}`,
    fix: 'Write the day, or the day and the time with its offset',
  });
}
