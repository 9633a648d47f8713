import { stripVTControlCharacters } from 'node:util';
import type { CommandContext } from '../core/command.ts';
import { PitwallError } from '../core/errors.ts';
import { wantsColour } from './colour.ts';
import { shorten } from './reporters/text-width.ts';

/** Of a page, a log or a file, which have no columns to ask for. */
const defaultWidth = 100;
/** Shorter work shows no progress. */
const progressAfterMilliseconds = 1_000;

/** The real world, as commands see it. */
export function processContext({ argv, cwd, env, stdin, stdout, stderr }: NodeJS.Process): CommandContext {
  const started = Date.now();
  const typed = argv.slice(2);
  const colour = wantsColour({ typed, env, isTerminal: stdout.isTTY });
  const colourOfMessages = wantsColour({ typed, env, isTerminal: stderr.isTTY });
  let shown = '';
  const wipe = (): void => {
    if (shown !== '') stderr.write('\r\u001b[K');
    shown = '';
  };
  // What cannot be written is told where it was to be written; a reader of messages who left is no mistake.
  stdout.on('error', () => undefined);
  stderr.on('error', () => undefined);
  return {
    cwd: cwd(),
    env,
    now: new Date(started),
    stdin,
    terminal: {
      colour,
      width: stdout.columns || defaultWidth,
      interactive: stdout.isTTY === true && env.TERM !== 'dumb',
    },
    write(output) {
      wipe();
      return new Promise((resolve, reject) => {
        stdout.write(output, (error) => {
          if (error && !isClosedPipe(error)) reject(unwritable(error));
          else resolve();
        });
      });
    },
    say(text) {
      wipe();
      stderr.write(colourOfMessages ? text : stripVTControlCharacters(text));
    },
    progress(text) {
      if (!stderr.isTTY || Date.now() - started < progressAfterMilliseconds) return;
      const line = shorten(text, (stderr.columns || defaultWidth) - 1);
      if (line === shown) return;
      // Erased behind the new words, not before them: a line that is empty for a moment flickers.
      stderr.write(`\r${line}\u001b[K`);
      shown = line;
    },
  };
}

/** A reader that has seen enough (head, a pager) is no mistake. */
const isClosedPipe = (error: NodeJS.ErrnoException): boolean => error.code === 'EPIPE';

function unwritable(cause: Error): PitwallError {
  return new PitwallError({
    code: 'output.unwritable',
    problem: `standard output cannot be written to: ${cause.message}`,
    fix: 'Make room on the disk, or write elsewhere with --out FILE',
    cause,
  });
}
