import { z } from 'zod';
import { type AuditEntry, listAudit } from '../../state/audit-table.ts';
import { cursorSchema, given, limitSchema, momentOf, momentSchema } from '../page-query.ts';
import { defineRoute } from '../route.ts';

const outcomes = ['done', 'denied', 'failed'] as const;

const entrySchema = z.strictObject({
  seq: z.int(),
  at: z.string(),
  actor: z.string(),
  verb: z.string(),
  subject: z.string(),
  outcome: z.enum(outcomes),
  input: z.unknown().describe('What is kept of what was asked'),
  previous: z.string().describe('The hash of the entry before'),
  hash: z.string(),
});

const bodyOf = (entry: AuditEntry): z.infer<typeof entrySchema> => ({
  ...entry,
  at: new Date(entry.at).toISOString(),
});

const name = z.string().min(1).max(200).optional();

export const listAuditRoute = defineRoute({
  name: 'listAudit',
  method: 'GET',
  path: '/api/v1/audit',
  summary: 'What was done, denied or failed, the newest first',
  permission: 'audit.read',
  query: z.strictObject({
    actor: name.describe('By whom'),
    verb: name.describe('What'),
    subject: z.string().min(1).max(1000).optional().describe('To what'),
    outcome: z.enum(outcomes).optional(),
    from: momentSchema.describe('At this time or later'),
    to: momentSchema.describe('Before this time'),
    order: z.enum(['newest', 'oldest']).optional(),
    cursor: cursorSchema,
    limit: limitSchema,
  }),
  answers: {
    200: {
      summary: 'A page of them',
      schema: z.strictObject({ items: z.array(entrySchema), next: z.string().nullable(), more: z.boolean() }),
    },
  },
  async handle({ query: { from, to, cursor, ...query }, server }) {
    const page = await listAudit(
      server.state.db,
      given({ ...query, from: momentOf(from), to: momentOf(to), after: cursor }),
    );
    return { status: 200, json: { ...page, items: page.items.map(bodyOf) } };
  },
});
