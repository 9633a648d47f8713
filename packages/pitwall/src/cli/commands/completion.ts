import type { Command } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';
import { closest } from '../../core/suggest.ts';
import { completionScript, type Shell, shells } from '../completion.ts';

export const completionCommand = (commands: () => readonly Command[]): Command => ({
  name: 'completion',
  summary: 'Print a script that completes commands and options in your shell',
  arguments: [{ name: 'SHELL', summary: `One of ${shells.join(', ')}` }],
  options: [],
  examples: [
    { command: 'eval "$(pitwall completion bash)"', does: 'Complete in this shell; put it into ~/.bashrc for all' },
  ],
  async run(invocation, context) {
    const [shell] = invocation.arguments;
    if (!isShell(shell)) {
      const meant = closest(shell ?? '', shells);
      throw new PitwallError({
        code: 'arguments.invalid',
        problem: `expected one of ${shells.join(', ')}, found ${JSON.stringify(shell)}`,
        fix: meant ? `Did you mean pitwall completion ${meant}` : 'Name the shell that you use',
      });
    }
    await context.write(completionScript(shell, commands()));
    return 0;
  },
});

const isShell = (name: string | undefined): name is Shell => shells.some((shell) => shell === name);
