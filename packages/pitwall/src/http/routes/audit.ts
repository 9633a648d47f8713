import { auditEntrySchema, type AuditEntry as EntryBody, pageSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { subjectOfServer } from '../../server/subjects.ts';
import { type AuditEntry, listAudit } from '../../state/audit-table.ts';
import type { Reader } from '../../state/state.ts';
import { cursorSchema, given, limitSchema, momentOf, momentSchema } from '../page-query.ts';
import { defineRoute } from '../route.ts';

const bodyOf = (entry: AuditEntry, names: ReadonlyMap<string, string>): EntryBody => ({
  ...entry,
  at: new Date(entry.at).toISOString(),
  ...given({ actorName: names.get(entry.actor) }),
});

const name = z.string().min(1).max(200).optional();

/** Which entries, alike wherever one asks for some of them. */
export const auditFilter = {
  actor: name.describe('By whom'),
  verb: name.describe('What'),
  subject: z.string().min(1).max(1000).optional().describe('To what'),
  outcome: auditEntrySchema.shape.outcome.optional(),
  from: momentSchema.describe('At this time or later'),
  to: momentSchema.describe('Before this time'),
} as const;

export const listAuditRoute = defineRoute({
  name: 'listAudit',
  method: 'GET',
  path: '/api/v1/audit',
  summary: 'What was done, denied or failed, the newest first',
  permission: 'audit.read',
  about: () => subjectOfServer('audit'),
  query: z.strictObject({
    ...auditFilter,
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
    const names = await namesOf(server.state.db, page.items);
    return { status: 200, json: { ...page, items: page.items.map((entry) => bodyOf(entry, names)) } };
  },
});

/** The book knows ids alone: who has one now stands where it can be erased. */
async function namesOf(db: Reader, entries: readonly AuditEntry[]): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(entries.flatMap(({ actor }) => (actor.startsWith('user:') ? [actor.slice('user:'.length)] : [])));
  if (ids.size === 0) return new Map();
  const rows = await db
    .selectFrom('account')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.flatMap(({ id, name }) => (name === null ? [] : [[`user:${id}`, name]])));
}
