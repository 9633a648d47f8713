import type { Role, Rule } from './permission.ts';

const allow = (...verbs: string[]): Rule => ({ effect: 'allow', verbs, subjects: ['*'] });

/** Named one by one: what is new is seen by nobody until somebody thought of who may see it. */
const reading = allow(
  'alert.read',
  'baseline.read',
  'deployment.read',
  'finding.read',
  'healing.read',
  'job.read',
  'metric.read',
  'model.read',
  'pipeline.read',
  'policy.read',
  'prediction.read',
  'retention.read',
  'role.read',
  'status.read',
);

const recording = allow('prediction.record', 'label.record', 'metric.record');

const running = allow('job.*', 'baseline.*', 'model.judge', 'finding.*', 'alert.*', 'delivery.*');

/** They only allow, so that whoever has two of them has all that either gives. */
export const builtInRoles: readonly Role[] = [
  {
    name: 'admin',
    summary: 'Everything',
    rules: [allow('*')],
  },
  {
    name: 'operator',
    summary:
      'Sees what a viewer sees; runs jobs, baselines and judgements, answers findings and alerts, records events',
    rules: [reading, running, recording],
  },
  {
    name: 'service',
    summary: 'Records predictions, labels and metrics, and sees nothing',
    rules: [recording],
  },
  {
    name: 'viewer',
    summary: 'Sees models, findings, metrics and jobs; not accounts, secrets, the audit or the configuration',
    rules: [reading],
  },
];
