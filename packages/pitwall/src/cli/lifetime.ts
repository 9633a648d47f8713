import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandContext } from '../core/command.ts';
import { formatError } from './error-text.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Whatever makes temporary files, makes them in a folder of this process alone, and that goes when the process goes:
 * at its end, when it is interrupted and when it crashes. Only kill -9 leaves it behind.
 */
export function liveCleanly(process: NodeJS.Process, { say, terminal }: CommandContext): void {
  // Node would exit with 1, which means findings.
  process.on('uncaughtException', (error) => {
    say(formatError(error, terminal.colour));
    process.exit(2);
  });
  const folder = temporaryFolder();
  // Where it cannot be made, the first who needs it says so.
  if (folder === undefined) return;
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = folder;
  const clean = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.on('exit', clean);
  for (const signal of signals) {
    process.once(signal, () => {
      // a server has a way of its own to stop, and stops in its own time
      if (process.listenerCount(signal) > 0) return;
      say('');
      clean();
      // Dying of the signal itself lets a shell see it: the exit code is 130, and a loop around us stops.
      process.kill(process.pid, signal);
    });
  }
}

function temporaryFolder(): string | undefined {
  try {
    return mkdtempSync(join(tmpdir(), 'pitwall-'));
  } catch {
    return undefined;
  }
}
