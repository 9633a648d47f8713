import { auditEntrySchema, type AuditEntry as EntryBody, pageSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { type AuditEntry, listAudit } from '../../state/audit-table.ts';
import { cursorSchema, given, limitSchema, momentOf, momentSchema } from '../page-query.ts';
import { defineRoute } from '../route.ts';

const bodyOf = (entry: AuditEntry): EntryBody => ({
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
    outcome: auditEntrySchema.shape.outcome.optional(),
    from: momentSchema.describe('At this time or later'),
    to: momentSchema.describe('Before this time'),
    order: z.enum(['newest', 'oldest']).optional(),
    cursor: cursorSchema,
    limit: limitSchema,
  }),
  answers: {
    200: {
      summary: 'A page of them',
      schema: pageSchema(auditEntrySchema),
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
