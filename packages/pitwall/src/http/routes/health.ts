import { z } from 'zod';
import { readinessOf } from '../../server/readiness.ts';
import { defineRoute } from '../route.ts';

/** That it answers at all: whoever restarts it on failure must not do so because it is busy. */
export const healthz = defineRoute({
  name: 'healthz',
  method: 'GET',
  path: '/healthz',
  summary: 'Whether the process is alive',
  permission: 'public',
  unlimited: true,
  answers: { 200: { summary: 'It is', schema: z.strictObject({ status: z.literal('alive') }) } },
  handle: () => ({ status: 200, json: { status: 'alive' } }),
});

const readinessSchema = z.strictObject({ ready: z.boolean(), reasons: z.array(z.string()) });

export const readyz = defineRoute({
  name: 'readyz',
  method: 'GET',
  path: '/readyz',
  summary: 'Whether requests can be served now',
  permission: 'public',
  unlimited: true,
  answers: {
    200: { summary: 'They can', schema: readinessSchema },
    503: { summary: 'They cannot, for these reasons', schema: readinessSchema },
  },
  async handle({ server }) {
    const readiness = await readinessOf(server);
    return { status: readiness.ready ? 200 : 503, json: readiness };
  },
});
