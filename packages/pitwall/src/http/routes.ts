import { documentedRoutes } from './documented.ts';
import type { Route } from './route.ts';
import { listAuditRoute } from './routes/audit.ts';
import { createBaselineRoute, listBaselinesRoute, promoteBaselineRoute } from './routes/baselines.ts';
import { getConfiguration, reloadConfiguration } from './routes/configuration.ts';
import { documentRoute } from './routes/document.ts';
import { getFindingRoute, listFindingsRoute } from './routes/findings.ts';
import { healthz, readyz } from './routes/health.ts';
import { home } from './routes/home.ts';
import { listJobRunsRoute, listJobsRoute, retryJob, runJob } from './routes/jobs.ts';
import { live } from './routes/live.ts';
import { listMetricSeriesRoute, readMetrics, recordMetrics } from './routes/metrics.ts';
import { judgeModelRoute, listModelsRoute, listWindowsRoute } from './routes/monitors.ts';
import { listPredictions } from './routes/predictions.ts';
import { getProblem, listProblems } from './routes/problems.ts';
import { recordLabels, recordPredictions } from './routes/record.ts';
import { applyRetention, getRetention } from './routes/retention.ts';
import { signIn } from './routes/sign-in.ts';
import { makeSignInLink } from './routes/sign-in-link.ts';
import { status } from './routes/status.ts';

/** In the order of the API document. */
export const routes: readonly Route[] = [
  home,
  healthz,
  readyz,
  signIn,
  makeSignInLink,
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
  listJobsRoute,
  listJobRunsRoute,
  runJob,
  retryJob,
  live,
  readMetrics,
  listMetricSeriesRoute,
  recordMetrics,
  getRetention,
  applyRetention,
  listAuditRoute,
  listProblems,
  getProblem,
  ...documentedRoutes,
  documentRoute(() => routes),
];
