import { z } from 'zod';
import { listAuditRoute } from '../routes/audit.ts';
import { status } from '../routes/status.ts';
import { servedAcknowledge, servedAlerts } from './alerts.ts';
import { type Documented, mapping } from './documented.ts';
import { brief, components } from './health.ts';
import { metricsMapping } from './metrics.ts';

const base = '/api/phase3';
const oneOf = (key: string) => z.strictObject({ [key]: z.string().min(1).max(200) });

const modelList = mapping<{ readonly models: readonly string[] | null }>({
  route: status,
  schema: z.strictObject({ models: z.array(z.strictObject({ id: z.string(), name: z.string() })), total: z.int() }),
  translate: ({ models }) => ({
    models: (models ?? []).map((name) => ({ id: name, name })),
    total: models?.length ?? 0,
  }),
});

const auditSchema = z.strictObject({
  events: z.array(
    z.strictObject({
      id: z.int(),
      timestamp: z.string(),
      user: z.string(),
      action: z.string(),
      resource: z.string(),
      outcome: z.string(),
    }),
  ),
  next: z.string().nullable(),
});

interface AuditPage {
  readonly items: readonly {
    readonly seq: number;
    readonly at: string;
    readonly actor: string;
    readonly verb: string;
    readonly subject: string;
    readonly outcome: string;
  }[];
  readonly next: string | null;
}

const auditEvents = mapping<AuditPage>({
  route: listAuditRoute,
  ...(listAuditRoute.query ? { query: listAuditRoute.query } : {}),
  schema: auditSchema,
  translate: ({ items, next }) => ({
    events: items.map(({ seq, at, actor, verb, subject, outcome }) => ({
      id: seq,
      timestamp: at,
      user: actor,
      action: verb,
      resource: subject,
      outcome,
    })),
    next,
  }),
});

const pipelines = 'training pipelines';
const registry = 'the registry of models';
const targets = 'deployments';

export const phase3Routes: readonly Documented[] = [
  {
    name: 'phase3Health',
    method: 'GET',
    path: `${base}/health`,
    summary: 'Whether the server can do its work',
    permission: 'public',
    to: brief('pitwall'),
  },
  {
    name: 'phase3MlopsHealth',
    method: 'GET',
    path: `${base}/mlops/health`,
    summary: 'Health of what models rest on',
    permission: 'status.read',
    to: components('mlops', ['state', 'events']),
  },
  {
    name: 'phase3CreatePipeline',
    method: 'POST',
    path: `${base}/mlops/pipelines`,
    summary: 'Make a training pipeline',
    permission: 'pipeline.create',
    later: pipelines,
  },
  {
    name: 'phase3ListPipelines',
    method: 'GET',
    path: `${base}/mlops/pipelines`,
    summary: 'Training pipelines',
    permission: 'pipeline.read',
    later: pipelines,
  },
  {
    name: 'phase3StartPipeline',
    method: 'POST',
    path: `${base}/mlops/pipelines/{pipeline_id}/start`,
    summary: 'Start a training pipeline',
    permission: 'pipeline.start',
    params: oneOf('pipeline_id'),
    later: pipelines,
  },
  {
    name: 'phase3ListModels',
    method: 'GET',
    path: `${base}/mlops/models`,
    summary: 'Models that are declared',
    permission: 'status.read',
    to: modelList,
  },
  {
    name: 'phase3PromoteModel',
    method: 'POST',
    path: `${base}/mlops/models/{model_id}/promote`,
    summary: 'Promote a version of a model',
    permission: 'model.promote',
    params: oneOf('model_id'),
    later: registry,
  },
  {
    name: 'phase3DeploymentHealth',
    method: 'GET',
    path: `${base}/deployment/health`,
    summary: 'Health of this deployment',
    permission: 'status.read',
    to: components('deployment', ['process', 'state']),
  },
  {
    name: 'phase3Deploy',
    method: 'POST',
    path: `${base}/deployment/kubernetes`,
    summary: 'Deploy to Kubernetes',
    permission: 'deployment.create',
    later: targets,
  },
  {
    name: 'phase3DeploymentStatus',
    method: 'GET',
    path: `${base}/deployment/status/{deployment_name}`,
    summary: 'How a deployment is',
    permission: 'deployment.read',
    params: oneOf('deployment_name'),
    later: targets,
  },
  {
    name: 'phase3Scale',
    method: 'POST',
    path: `${base}/deployment/scale`,
    summary: 'Scale a deployment',
    permission: 'deployment.scale',
    later: targets,
  },
  {
    name: 'phase3ListImages',
    method: 'GET',
    path: `${base}/deployment/images`,
    summary: 'Images that can be deployed',
    permission: 'deployment.read',
    later: targets,
  },
  {
    name: 'phase3MonitoringHealth',
    method: 'GET',
    path: `${base}/monitoring/health`,
    summary: 'Health of what is measured with',
    permission: 'status.read',
    to: components('monitoring'),
  },
  {
    name: 'phase3Metrics',
    method: 'GET',
    path: `${base}/monitoring/metrics`,
    summary: 'Figures over time',
    permission: metricsMapping.route.permission,
    to: metricsMapping,
  },
  {
    name: 'phase3ListAlerts',
    method: 'GET',
    path: `${base}/monitoring/alerts`,
    summary: 'Alerts',
    permission: 'alert.read',
    serve: servedAlerts,
  },
  {
    name: 'phase3AcknowledgeAlert',
    method: 'POST',
    path: `${base}/monitoring/alerts/{alert_id}/acknowledge`,
    summary: 'Acknowledge an alert',
    permission: 'alert.acknowledge',
    params: oneOf('alert_id'),
    serve: servedAcknowledge,
  },
  {
    name: 'phase3HealingStatus',
    method: 'GET',
    path: `${base}/monitoring/healing-status`,
    summary: 'What was healed',
    permission: 'healing.read',
    later: 'healing',
  },
  {
    name: 'phase3SecurityHealth',
    method: 'GET',
    path: `${base}/security/health`,
    summary: 'Health of what keeps tokens and the audit',
    permission: 'status.read',
    to: components('security', ['state']),
  },
  {
    name: 'phase3Scan',
    method: 'POST',
    path: `${base}/security/scan`,
    summary: 'Scan a model',
    permission: 'model.scan',
    later: 'scans of models',
  },
  {
    name: 'phase3AuditEvents',
    method: 'GET',
    path: `${base}/security/audit-events`,
    summary: 'What was done, denied or failed, the newest first',
    permission: listAuditRoute.permission,
    to: auditEvents,
  },
  {
    name: 'phase3Policies',
    method: 'GET',
    path: `${base}/security/policies`,
    summary: 'Who may do what',
    permission: 'policy.read',
    later: 'accounts and roles',
  },
  {
    name: 'phase3Encrypt',
    method: 'POST',
    path: `${base}/security/encrypt`,
    summary: 'Encrypt a text',
    permission: 'secret.encrypt',
    later: 'encryption',
  },
];
