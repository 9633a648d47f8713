import { formatPlace, PitwallError } from '../core/errors.ts';
import { visible } from '../core/visible.ts';

/** A user's mistake is a few lines: what, where, how to mend it. Anything else is ours, and shows its stack. */
export function formatError(thrown: unknown, colour: boolean): string {
  const error = asMistake(thrown);
  if (!(error instanceof PitwallError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `pitwall failed in a way it should not. Please report this:\n${stack}\n`;
  }
  return [error, ...error.more].map((one) => formatOne(one, colour)).join('');
}

function formatOne({ code, problem, fix, place }: PitwallError, colour: boolean): string {
  const where = formatPlace(place);
  const title = colour ? `\u001b[31m✗ ${code}\u001b[39m` : `✗ ${code}`;
  return `${title}${where ? `  ${visible(where)}` : ''}\n  ${visible(sentence(problem))}\n  ${visible(sentence(fix))}\n`;
}

/** `Did you mean --format` becomes a question, the rest end in a full stop. */
function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  if (/[.?!]$/.test(whole)) return whole;
  return whole.startsWith('Did you mean') ? `${whole}?` : `${whole}.`;
}

/** What the machine refuses is nobody's bug: there is something to be done about it. */
function asMistake(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof PitwallError) return error;
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || /No space left on device/i.test(error.message)) {
    return new PitwallError({
      code: 'output.unwritable',
      problem: `the disk is full: ${firstLine(error)}`,
      fix: 'Make room, or name a folder with more room in the variable TMPDIR',
      cause: error,
    });
  }
  if (syscall === 'mkdtemp') {
    return new PitwallError({
      code: 'output.unwritable',
      problem: `there is no folder for temporary files: ${firstLine(error)}`,
      fix: 'Name one that exists and that you may write to in the variable TMPDIR',
      cause: error,
    });
  }
  return error;
}

const firstLine = ({ message }: Error): string => message.split('\n')[0] ?? message;
