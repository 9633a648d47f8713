import type { Command } from '../core/command.ts';
import { slices } from '../slices.ts';
import { checkCommand } from './commands/check.ts';
import { completionCommand } from './commands/completion.ts';
import { configCommand } from './commands/config.ts';
import { demoCommand } from './commands/demo.ts';
import { initCommand } from './commands/init.ts';

/** In the order of the help. */
export const commands: readonly Command[] = [
  initCommand,
  checkCommand,
  ...slices.flatMap((slice) => slice.commands),
  configCommand,
  demoCommand,
  completionCommand(() => commands),
];
