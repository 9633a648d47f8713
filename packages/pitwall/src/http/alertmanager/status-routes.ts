import { z } from 'zod';
import { readinessOf } from '../../server/readiness.ts';
import { momentText } from '../page-query.ts';
import { defineRoute } from '../route.ts';

const statusSchema = z.strictObject({
  cluster: z.strictObject({ name: z.string(), status: z.literal('disabled'), peers: z.array(z.never()) }),
  config: z.strictObject({ original: z.string() }),
  uptime: z.string(),
  versionInfo: z.strictObject({
    branch: z.string(),
    buildDate: z.string(),
    buildUser: z.string(),
    goVersion: z.string(),
    revision: z.string(),
    version: z.string(),
  }),
});

/** What is about how an Alertmanager is built or set up is empty: the configuration is for whoever may read it. */
export const statusV2 = defineRoute({
  name: 'statusV2',
  method: 'GET',
  path: '/api/v2/status',
  summary: 'That it is there, as an Alertmanager says it',
  permission: 'alert.read',
  about: 'listed',
  answers: { 200: { summary: 'It is', schema: statusSchema } },
  handle: ({ server: { version, startedAt } }) => ({
    status: 200,
    json: {
      cluster: { name: '', status: 'disabled', peers: [] },
      config: { original: '' },
      uptime: momentText(startedAt),
      versionInfo: { branch: '', buildDate: '', buildUser: '', goVersion: '', revision: '', version },
    },
  }),
});

const plain = { 'content-type': 'text/plain; charset=utf-8' };

export const healthyV2 = defineRoute({
  name: 'alertmanagerHealthy',
  method: 'GET',
  path: '/-/healthy',
  summary: 'Whether the process is alive, where an Alertmanager says it',
  permission: 'public',
  unlimited: true,
  answers: { 200: { summary: 'It is', type: 'text/plain' } },
  handle: () => ({ status: 200, text: 'OK', headers: plain }),
});

export const readyV2 = defineRoute({
  name: 'alertmanagerReady',
  method: 'GET',
  path: '/-/ready',
  summary: 'Whether requests can be served now, where an Alertmanager says it',
  permission: 'public',
  unlimited: true,
  answers: { 200: { summary: 'They can', type: 'text/plain' }, 503: { summary: 'They cannot', type: 'text/plain' } },
  async handle({ server }) {
    const { ready } = await readinessOf(server);
    return { status: ready ? 200 : 503, text: ready ? 'OK' : 'Not ready', headers: plain };
  },
});
