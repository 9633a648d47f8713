import type { Route } from './route.ts';
import { listAuditRoute } from './routes/audit.ts';
import { getConfiguration, reloadConfiguration } from './routes/configuration.ts';
import { documentRoute } from './routes/document.ts';
import { getFindingRoute, listFindingsRoute } from './routes/findings.ts';
import { healthz, readyz } from './routes/health.ts';
import { home } from './routes/home.ts';
import { live } from './routes/live.ts';
import { listMetricSeriesRoute, readMetrics, recordMetrics } from './routes/metrics.ts';
import { listPredictions } from './routes/predictions.ts';
import { recordLabels, recordPredictions } from './routes/record.ts';
import { signIn } from './routes/sign-in.ts';
import { status } from './routes/status.ts';

/** In the order of the API document. */
export const routes: readonly Route[] = [
  home,
  healthz,
  readyz,
  signIn,
  status,
  getConfiguration,
  reloadConfiguration,
  recordPredictions,
  recordLabels,
  listPredictions,
  listFindingsRoute,
  getFindingRoute,
  live,
  readMetrics,
  listMetricSeriesRoute,
  recordMetrics,
  listAuditRoute,
  documentRoute(() => routes),
];
