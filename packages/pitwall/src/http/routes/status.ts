import { z } from 'zod';
import { declaredModels } from '../../server/models.ts';
import { readinessOf } from '../../server/readiness.ts';
import { defineRoute } from '../route.ts';

const statusSchema = z.strictObject({
  project: z.string(),
  version: z.string(),
  startedAt: z.string(),
  ready: z.boolean(),
  reasons: z.array(z.string()).describe('Why it is not ready'),
  models: z.array(z.string()).nullable().describe('That are declared; null where any name will do'),
  state: z.strictObject({ engine: z.enum(['sqlite', 'postgres']) }),
  events: z.strictObject({
    last: z.int().describe('Batches on the disk'),
    applied: z.int().describe('Batches that can be read'),
    waitingBytes: z.int().describe('On their way'),
    replayed: z.int().describe('Batches that were put into the database again at the start'),
  }),
});

export const status = defineRoute({
  name: 'status',
  method: 'GET',
  path: '/api/v1/status',
  summary: 'How the server is',
  permission: 'status.read',
  answers: { 200: { summary: 'How it is', schema: statusSchema } },
  async handle({ server }) {
    const { version, startedAt, config, state, events } = server;
    const { last, applied, waitingBytes } = events.state();
    const { ready, reasons } = await readinessOf(server);
    const json: z.infer<typeof statusSchema> = {
      project: config.project,
      version,
      startedAt: new Date(startedAt).toISOString(),
      ready,
      reasons: [...reasons],
      models: declaredModels(config)?.slice() ?? null,
      state: { engine: state.engine },
      events: { last, applied, waitingBytes, replayed: events.recovery.replayed },
    };
    return { status: 200, json };
  },
});
