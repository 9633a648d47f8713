import type { CommandContext, ExitCode, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { realWorld } from '../../../server/world.ts';
import { withServer } from '../../connection.ts';
import { formatError } from '../../error-text.ts';
import { fails } from '../../fail-on.ts';
import { pause, untilInterrupted } from '../../interrupt.ts';
import { failLevel } from '../../publish.ts';
import { statusLines } from './lines.ts';
import { readStatus } from './view.ts';

export async function runStatus(invocation: Invocation, context: CommandContext): Promise<ExitCode> {
  const seconds = secondsOf(invocation.text('every') ?? '');
  if (!invocation.given('watch')) return look(invocation, context, { now: context.now });
  return untilInterrupted((signal) => watch(invocation, context, { seconds, signal }));
}

interface Look {
  readonly now: Date;
  /** Written before the screen, to take the place of the one before. */
  readonly before?: string;
}

async function look(invocation: Invocation, context: CommandContext, { now, before = '' }: Look): Promise<ExitCode> {
  // opened anew each time: a data directory that is held open is one in which no server can start
  const view = await withServer(invocation, context, (connection) => readStatus({ ...connection, now }));
  const { width, colour } = context.terminal;
  const text = invocation.given('json')
    ? JSON.stringify(view, null, invocation.given('watch') ? 0 : 2)
    : statusLines(view, { width, colour, now }).join('\n');
  await context.write(`${before}${text}\n`);
  return fails(view.status, failLevel(invocation)) ? 1 : 0;
}

interface Watch {
  readonly seconds: number;
  readonly signal: AbortSignal;
}

const clear = '\u001b[2J';
/** The cursor home, and all below it wiped away. */
const home = '\u001b[H\u001b[J';

/** A server that cannot be asked for a while is no reason to stop looking. */
async function watch(invocation: Invocation, context: CommandContext, { seconds, signal }: Watch): Promise<ExitCode> {
  const json = invocation.given('json');
  const inPlace = context.terminal.interactive === true && !json;
  const began = realWorld.now();
  let code: ExitCode = 0;
  for (let before = inPlace ? `${clear}${home}` : ''; !signal.aborted; before = inPlace ? home : json ? '' : '\n') {
    const now = new Date(context.now.getTime() + realWorld.now() - began);
    try {
      code = await look(invocation, context, { now, before });
    } catch (error) {
      if (!(error instanceof PitwallError)) throw error;
      code = 2;
      if (inPlace) await context.write(before);
      context.say(formatError(error, context.terminal.colour));
    }
    await pause(seconds * 1_000, signal);
  }
  return code;
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && seconds >= 0.1 && seconds <= 86_400) return seconds;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a number of seconds from 0.1 to 86400 as --every, found ${JSON.stringify(text)}`,
    fix: 'Leave --every out for 5',
  });
}
