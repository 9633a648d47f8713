import type { Command } from '../core/command.ts';
import { slices } from '../slices.ts';
import { createCommand } from './commands/baseline/create.ts';
import { diffCommand } from './commands/baseline/diff.ts';
import { listCommand } from './commands/baseline/list.ts';
import { mergeCommand } from './commands/baseline/merge.ts';
import { showCommand } from './commands/baseline/show.ts';
import { checkCommand } from './commands/check.ts';
import { completionCommand } from './commands/completion.ts';
import { configShowCommand } from './commands/config/show.ts';
import { demoCommand } from './commands/demo.ts';
import { driftCommand } from './commands/drift.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { initCommand } from './commands/init.ts';
import { upCommand } from './commands/up.ts';

/** In the order of the help. */
export const commands: readonly Command[] = [
  initCommand,
  checkCommand,
  driftCommand,
  evaluateCommand,
  createCommand,
  showCommand,
  listCommand,
  diffCommand,
  mergeCommand,
  ...slices.flatMap((slice) => slice.commands),
  upCommand,
  configShowCommand,
  demoCommand,
  completionCommand(() => commands),
];
