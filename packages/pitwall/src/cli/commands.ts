import type { Command } from '../core/command.ts';
import { slices } from '../slices.ts';
import {
  alertsAckCommand,
  alertsHistoryCommand,
  alertsImportCommand,
  alertsListCommand,
  alertsResolveCommand,
  alertsRoutesCommand,
  alertsRulesCommand,
  alertsShowCommand,
  alertsSilenceCommand,
  alertsSilencesCommand,
  alertsSnoozeCommand,
  alertsTestCommand,
  alertsUnackCommand,
  alertsUnsilenceCommand,
} from './commands/alerts/commands.ts';
import {
  auditCheckpointCommand,
  auditExportCommand,
  auditProveCommand,
  auditQueryCommand,
  auditVerifyCommand,
} from './commands/audit/commands.ts';
import { backupListCommand } from './commands/backup/list.ts';
import { backupCommand, drillCommand } from './commands/backup/make.ts';
import { restoreCommand } from './commands/backup/restore.ts';
import { backupVerifyCommand } from './commands/backup/verify.ts';
import { createCommand } from './commands/baseline/create.ts';
import { diffCommand } from './commands/baseline/diff.ts';
import { listCommand } from './commands/baseline/list.ts';
import { mergeCommand } from './commands/baseline/merge.ts';
import { showCommand } from './commands/baseline/show.ts';
import { canCommand } from './commands/can.ts';
import { checkCommand } from './commands/check.ts';
import { completionCommand } from './commands/completion.ts';
import { complianceReportCommand } from './commands/compliance/report.ts';
import { configShowCommand } from './commands/config/show.ts';
import {
  deliveriesDeadCommand,
  deliveriesDropCommand,
  deliveriesListCommand,
  deliveriesRetryCommand,
  deliveriesShowCommand,
} from './commands/deliveries/commands.ts';
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
import { loginCommand, logoutCommand, whoamiCommand } from './commands/login/commands.ts';
import { eraseCommand, exportCommand, holdCommand, releaseCommand } from './commands/privacy/commands.ts';
import { roleAddCommand, roleListCommand, roleRemoveCommand } from './commands/role/commands.ts';
import {
  secretsKeysCommand,
  secretsListCommand,
  secretsRemoveCommand,
  secretsRotateCommand,
  secretsSetCommand,
} from './commands/secrets/commands.ts';
import { signInCommand } from './commands/sign-in.ts';
import { statusCommand } from './commands/status.ts';
import { tokenAddCommand, tokenListCommand, tokenRevokeCommand } from './commands/token/commands.ts';
import { upCommand } from './commands/up.ts';
import {
  userAddCommand,
  userDisableCommand,
  userEnableCommand,
  userGrantCommand,
  userListCommand,
  userPasswordCommand,
  userUnlockCommand,
} from './commands/user/commands.ts';

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
  alertsListCommand,
  alertsShowCommand,
  alertsHistoryCommand,
  alertsAckCommand,
  alertsUnackCommand,
  alertsResolveCommand,
  alertsSnoozeCommand,
  alertsSilenceCommand,
  alertsUnsilenceCommand,
  alertsSilencesCommand,
  alertsRulesCommand,
  alertsRoutesCommand,
  alertsTestCommand,
  alertsImportCommand,
  deliveriesListCommand,
  deliveriesShowCommand,
  deliveriesRetryCommand,
  deliveriesDeadCommand,
  deliveriesDropCommand,
  eventsSendCommand,
  eventsTailCommand,
  jobsListCommand,
  jobsRunsCommand,
  jobsRunCommand,
  jobsRetryCommand,
  auditQueryCommand,
  auditVerifyCommand,
  auditExportCommand,
  auditCheckpointCommand,
  auditProveCommand,
  secretsSetCommand,
  secretsListCommand,
  secretsRemoveCommand,
  secretsRotateCommand,
  secretsKeysCommand,
  roleListCommand,
  roleAddCommand,
  roleRemoveCommand,
  canCommand,
  userAddCommand,
  userListCommand,
  userGrantCommand,
  userDisableCommand,
  userEnableCommand,
  userUnlockCommand,
  userPasswordCommand,
  tokenAddCommand,
  tokenListCommand,
  tokenRevokeCommand,
  loginCommand,
  logoutCommand,
  whoamiCommand,
  signInCommand,
  backupCommand,
  backupListCommand,
  backupVerifyCommand,
  restoreCommand,
  drillCommand,
  eraseCommand,
  exportCommand,
  holdCommand,
  releaseCommand,
  complianceReportCommand,
  configShowCommand,
  demoCommand,
  completionCommand(() => commands),
];
