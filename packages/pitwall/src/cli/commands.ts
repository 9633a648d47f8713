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
import { eventsSendCommand } from './commands/events/send.ts';
import { eventsTailCommand } from './commands/events/tail.ts';
import { findingsListCommand } from './commands/findings/list.ts';
import { findingsShowCommand } from './commands/findings/show.ts';
import { initCommand } from './commands/init.ts';
import { jobsRetryCommand, jobsRunCommand } from './commands/jobs/begin.ts';
import { jobsListCommand } from './commands/jobs/list.ts';
import { jobsRunsCommand } from './commands/jobs/runs.ts';
import { signInCommand } from './commands/sign-in.ts';
import { statusCommand } from './commands/status.ts';
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
  statusCommand,
  findingsListCommand,
  findingsShowCommand,
  eventsSendCommand,
  eventsTailCommand,
  jobsListCommand,
  jobsRunsCommand,
  jobsRunCommand,
  jobsRetryCommand,
  signInCommand,
  configShowCommand,
  demoCommand,
  completionCommand(() => commands),
];
