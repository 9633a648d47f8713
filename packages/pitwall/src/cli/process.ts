import type { CommandContext } from '../core/command.ts';

const defaultWidth = 100;
/** Shorter work shows no progress. */
const progressAfterMilliseconds = 1_000;

/** The real world, as commands see it. */
export function processContext({ argv, cwd, env, stdin, stdout, stderr }: NodeJS.Process): CommandContext {
  const started = Date.now();
  const wantsColour = !argv.includes('--no-color') && !env.NO_COLOR && env.TERM !== 'dumb';
  let shown = false;
  const wipe = (): void => {
    if (shown) stderr.write('\r\u001b[K');
    shown = false;
  };
  // A reader that has seen enough (head, a pager) is no mistake.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    cwd: cwd(),
    env,
    now: new Date(started),
    stdin,
    terminal: { colour: wantsColour && (stdout.isTTY || env.FORCE_COLOR !== undefined), width: stdout.columns ?? defaultWidth },
    write(output) {
      wipe();
      return new Promise((resolve) => {
        stdout.write(output, () => resolve());
      });
    },
    say(text) {
      wipe();
      stderr.write(text);
    },
    progress(text) {
      if (!stderr.isTTY || Date.now() - started < progressAfterMilliseconds) return;
      stderr.write(`\r\u001b[K${text}`);
      shown = true;
    },
  };
}
