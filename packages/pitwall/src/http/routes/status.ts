import { type ServerStatus, serverStatusSchema } from '@pitwall/sdk';
import { declaredModels } from '../../server/models.ts';
import { readinessOf } from '../../server/readiness.ts';
import { subjectOfModel } from '../../server/subjects.ts';
import { defineRoute } from '../route.ts';

export const status = defineRoute({
  name: 'status',
  method: 'GET',
  path: '/api/v1/status',
  summary: 'How the server is',
  permission: 'status.read',
  about: 'listed',
  answers: { 200: { summary: 'How it is', schema: serverStatusSchema } },
  async handle({ server, may }) {
    const { version, startedAt, config, state, events } = server;
    const { last, applied, waitingBytes, readOnly } = events.state();
    const { ready, reasons } = await readinessOf(server);
    const json: ServerStatus = {
      project: config.project,
      version,
      startedAt: new Date(startedAt).toISOString(),
      ready,
      reasons: [...reasons],
      models: declaredModels(config)?.filter((name) => may('model.read', subjectOfModel(name))) ?? null,
      state: { engine: state.engine },
      events: { last, applied, waitingBytes, readOnly: readOnly?.code ?? null, replayed: events.recovery.replayed },
    };
    return { status: 200, json };
  },
});
