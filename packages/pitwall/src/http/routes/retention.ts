import { z } from 'zod';
import { cutoff, retentionOf } from '../../retention/config.ts';
import { holdings, kinds } from '../../retention/kinds.ts';
import { retentionApply } from '../../retention/retention-apply.ts';
import { perform } from '../../server/perform.ts';
import { subjectOfServer } from '../../server/subjects.ts';
import { stateBytes } from '../../state/forget.ts';
import { defineRoute } from '../route.ts';

const kindSchema = z.strictObject({
  kind: z.string(),
  keep: z.string().describe('As configured; never: it is never deleted'),
  before: z.string().nullable().describe('What is from before this time would go now'),
  rows: z.int(),
  goes: z.int().describe('So many rows would go now'),
  oldest: z.string().nullable(),
});

const answerSchema = z.strictObject({
  kinds: z.array(kindSchema),
  bytes: z
    .strictObject({ state: z.int(), events: z.int(), journal: z.int() })
    .describe('On the disk. What is deleted makes room inside of the files; they need not become smaller at once'),
});

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

export const getRetention = defineRoute({
  name: 'getRetention',
  method: 'GET',
  path: '/api/v1/retention',
  summary: 'How long what is kept, what there is, and what would go now; nothing is deleted',
  permission: 'retention.read',
  about: () => subjectOfServer('retention'),
  answers: { 200: { summary: 'By kind; the audit is not among them, it is kept for ever', schema: answerSchema } },
  async handle({ server }) {
    const config = retentionOf(server.config);
    const now = server.world.now();
    const found = await holdings(server, config, now);
    const { database, journal } = await server.events.sizes();
    const json: z.infer<typeof answerSchema> = {
      kinds: kinds.map(({ name, keep }) => {
        const { rows, goes, oldest } = found.get(name) ?? { rows: 0, goes: 0, oldest: null };
        const kept = keep(config);
        return { kind: name, keep: kept, before: iso(cutoff(kept, now)), rows, goes, oldest: iso(oldest) };
      }),
      bytes: { state: await stateBytes(server.state.db, server.state.engine), events: database, journal },
    };
    return { status: 200, json };
  },
});

const appliedSchema = z.strictObject({
  deleted: z.record(z.string(), z.int()).describe('How many of each kind'),
  before: z.record(z.string(), z.string()).describe('What was from before this time, by kind'),
  complete: z.boolean().describe('False where it was stopped before its end; the next one goes on'),
});

export const applyRetention = defineRoute({
  name: 'applyRetention',
  method: 'POST',
  path: '/api/v1/retention/apply',
  summary: retentionApply.summary,
  permission: retentionApply.name,
  about: () => subjectOfServer('retention'),
  answers: { 200: { summary: 'What went', schema: appliedSchema } },
  async handle({ context, signal }) {
    const { output } = await perform(context, retentionApply, { signal: signal() });
    return { status: 200, json: output };
  },
});
