import { z } from 'zod';
import { alertRaise } from '../../alerts/verbs/alert-raise.ts';
import { alertResolve } from '../../alerts/verbs/alert-resolve.ts';
import { status } from '../routes/status.ts';
import { servedAlerts, servedRaise, servedResolve } from './alerts.ts';
import { type Documented, mapping } from './documented.ts';
import { brief, components } from './health.ts';
import { metricsMapping } from './metrics.ts';

const base = '/api/monitoring';

const deploymentSchema = z.strictObject({
  version: z.string(),
  build: z.strictObject({ node: z.string(), platform: z.string() }),
  started_at: z.string(),
  state_engine: z.string(),
  feature_flags: z.record(z.string(), z.boolean()).describe('What this version can do'),
});

interface Status {
  readonly version: string;
  readonly startedAt: string;
  readonly state: { readonly engine: string };
}

/** Kept beside the table: what answers 501 there is false here. */
const featureFlags = { health: true, metrics: true, findings: true, audit: true, alerts: true, deployments: false };

const deployment = mapping<Status>({
  route: status,
  schema: deploymentSchema,
  translate: ({ version, startedAt, state }) => ({
    version,
    build: { node: process.version, platform: `${process.platform}-${process.arch}` },
    started_at: startedAt,
    state_engine: state.engine,
    feature_flags: featureFlags,
  }),
});

export const monitoringRoutes: readonly Documented[] = [
  {
    name: 'monitoringHealth',
    method: 'GET',
    path: `${base}/health`,
    summary: 'Health of each part',
    permission: 'status.read',
    to: components('pitwall'),
  },
  {
    name: 'monitoringDeployment',
    method: 'GET',
    path: `${base}/deployment`,
    summary: 'What runs here, and what it can do',
    permission: 'status.read',
    to: deployment,
  },
  {
    name: 'monitoringMetrics',
    method: 'GET',
    path: `${base}/metrics`,
    summary: 'Figures over time, of all components or one',
    permission: metricsMapping.route.permission,
    to: metricsMapping,
  },
  {
    name: 'monitoringAlerts',
    method: 'GET',
    path: `${base}/alerts`,
    summary: 'Alerts',
    permission: 'alert.read',
    serve: servedAlerts,
  },
  {
    name: 'monitoringResolveAlert',
    method: 'POST',
    path: `${base}/alerts/resolve`,
    summary: 'Resolve one alert or several',
    permission: alertResolve.name,
    serve: servedResolve,
  },
  {
    name: 'monitoringStatus',
    method: 'GET',
    path: `${base}/status`,
    summary: 'One word, for who watches from outside',
    permission: 'public',
    to: brief('pitwall'),
  },
  {
    name: 'monitoringTestAlert',
    method: 'POST',
    path: `${base}/test-alert`,
    summary: alertRaise.summary,
    permission: alertRaise.name,
    serve: servedRaise,
  },
];
