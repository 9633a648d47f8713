import { alertmanagerRoutes } from './alertmanager/routes.ts';
import { documentedRoutes } from './documented.ts';
import { scrapeMetrics } from './prometheus/route.ts';
import type { Route } from './route.ts';
import {
  addAccountRoute,
  disableAccountRoute,
  enableAccountRoute,
  getAccountRoute,
  grantAccountRoute,
  listAccountsRoute,
  resetPasswordRoute,
  unlockAccountRoute,
} from './routes/access/accounts.ts';
import { canRoute } from './routes/access/can.ts';
import { makeToken, revokeToken } from './routes/access/jwt.ts';
import { oidcCallback, oidcStart } from './routes/access/oidc.ts';
import { changePassword, login, signOut, signOutAccount, signOutEverywhere, whoami } from './routes/access/oneself.ts';
import { addRoleRoute, listRolesRoute, removeRoleRoute } from './routes/access/roles.ts';
import { addApiKey, closeSessionRoute, listApiKeys, listSessionsRoute, revokeApiKey } from './routes/access/tokens.ts';
import {
  acknowledgeAlertRoute,
  resolveAlertRoute,
  snoozeAlertRoute,
  unacknowledgeAlertRoute,
} from './routes/alert-deeds.ts';
import { acknowledgeOnPage, alertPageRoute, resolveOnPage, snoozeOnPage } from './routes/alert-page.ts';
import { findAlertRoutesRoute, listAlertRulesRoute } from './routes/alert-rules.ts';
import { alertHistoryRoute, getAlertRoute, listAlertsRoute } from './routes/alerts.ts';
import { listAuditRoute } from './routes/audit.ts';
import { exportAuditRoute, listCheckpointsRoute, makeCheckpointRoute, verifyAuditRoute } from './routes/audit-chain.ts';
import { drillBackupRoute, listBackupsRoute, makeBackupRoute } from './routes/backups.ts';
import { createBaselineRoute, listBaselinesRoute, promoteBaselineRoute } from './routes/baselines.ts';
import { listChannelsRoute, testChannelRoute } from './routes/channels.ts';
import { complianceRoute } from './routes/compliance.ts';
import { getConfiguration, reloadConfiguration } from './routes/configuration.ts';
import { dropDeliveryRoute, getDeliveryRoute, listDeliveriesRoute, retryDeliveryRoute } from './routes/deliveries.ts';
import { documentRoute } from './routes/document.ts';
import { getFindingRoute, listFindingsRoute } from './routes/findings.ts';
import { healthz, readyz } from './routes/health.ts';
import { home } from './routes/home.ts';
import { listJobRunsRoute, listJobsRoute, retryJob, runJob } from './routes/jobs.ts';
import { live } from './routes/live.ts';
import { listMetricSeriesRoute, readMetrics, recordMetrics } from './routes/metrics.ts';
import { judgeModelRoute, listModelsRoute, listWindowsRoute } from './routes/monitors.ts';
import { listPredictions } from './routes/predictions.ts';
import {
  erasePerson,
  exportPersonRoute,
  getErasureRoute,
  holdPerson,
  listErasuresRoute,
  listHoldsRoute,
  releasePerson,
} from './routes/privacy.ts';
import { getProblem, listProblems } from './routes/problems.ts';
import { recordLabels, recordPredictions } from './routes/record.ts';
import { applyRetention, getRetention } from './routes/retention.ts';
import { getRunbook } from './routes/runbooks.ts';
import {
  dropKeyRoute,
  listKeysRoute,
  listSecretsRoute,
  removeSecretRoute,
  rotateKeysRoute,
  setSecretRoute,
} from './routes/secrets.ts';
import { signIn, signInWithForm } from './routes/sign-in.ts';
import { makeSignInLink } from './routes/sign-in-link.ts';
import { endSilenceRoute, getSilenceRoute, listSilencesRoute, makeSilenceRoute } from './routes/silences.ts';
import { status } from './routes/status.ts';

/** In the order of the API document. */
export const routes: readonly Route[] = [
  home,
  healthz,
  readyz,
  signIn,
  signInWithForm,
  oidcStart,
  oidcCallback,
  makeToken,
  revokeToken,
  signOut,
  makeSignInLink,
  login,
  whoami,
  changePassword,
  listAccountsRoute,
  addAccountRoute,
  getAccountRoute,
  grantAccountRoute,
  disableAccountRoute,
  enableAccountRoute,
  unlockAccountRoute,
  resetPasswordRoute,
  signOutAccount,
  listApiKeys,
  addApiKey,
  revokeApiKey,
  listSessionsRoute,
  signOutEverywhere,
  closeSessionRoute,
  status,
  getConfiguration,
  reloadConfiguration,
  listModelsRoute,
  listWindowsRoute,
  judgeModelRoute,
  listBaselinesRoute,
  createBaselineRoute,
  promoteBaselineRoute,
  recordPredictions,
  recordLabels,
  listPredictions,
  listFindingsRoute,
  getFindingRoute,
  alertPageRoute,
  acknowledgeOnPage,
  resolveOnPage,
  snoozeOnPage,
  listAlertsRoute,
  getAlertRoute,
  alertHistoryRoute,
  acknowledgeAlertRoute,
  unacknowledgeAlertRoute,
  resolveAlertRoute,
  snoozeAlertRoute,
  listSilencesRoute,
  makeSilenceRoute,
  getSilenceRoute,
  endSilenceRoute,
  listAlertRulesRoute,
  findAlertRoutesRoute,
  listChannelsRoute,
  testChannelRoute,
  listDeliveriesRoute,
  getDeliveryRoute,
  retryDeliveryRoute,
  dropDeliveryRoute,
  listJobsRoute,
  listJobRunsRoute,
  runJob,
  retryJob,
  live,
  readMetrics,
  listMetricSeriesRoute,
  recordMetrics,
  scrapeMetrics,
  getRetention,
  applyRetention,
  listBackupsRoute,
  makeBackupRoute,
  drillBackupRoute,
  listSecretsRoute,
  setSecretRoute,
  removeSecretRoute,
  listKeysRoute,
  rotateKeysRoute,
  dropKeyRoute,
  listRolesRoute,
  addRoleRoute,
  removeRoleRoute,
  canRoute,
  listAuditRoute,
  verifyAuditRoute,
  listCheckpointsRoute,
  makeCheckpointRoute,
  exportAuditRoute,
  erasePerson,
  listErasuresRoute,
  getErasureRoute,
  exportPersonRoute,
  holdPerson,
  listHoldsRoute,
  releasePerson,
  complianceRoute,
  ...alertmanagerRoutes,
  listProblems,
  getProblem,
  getRunbook,
  ...documentedRoutes,
  documentRoute(() => routes),
];
