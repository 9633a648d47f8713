import { findingSchema, statuses } from '@pitwall/sdk';
import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { getFinding, listFindings, type StoredFinding } from '../../state/finding-table.ts';
import { cursorSchema, given, limitSchema, momentOf, momentSchema } from '../page-query.ts';
import { defineRoute } from '../route.ts';

const storedSchema = z.strictObject({
  id: z.string(),
  finding: findingSchema,
  window: z.strictObject({ start: z.string(), end: z.string() }).nullable().describe('The time that was measured'),
  correctedBy: z.string().nullable().describe('The finding that took its place'),
});

export function findingBody({ id, finding, window, correctedBy }: StoredFinding): z.infer<typeof storedSchema> {
  const moment = (at: number): string => new Date(at).toISOString();
  return {
    id,
    finding,
    window: window && { start: moment(window.start), end: moment(window.end) },
    correctedBy,
  };
}

const oneOfStatuses = statuses.join('|');
const subject = z.string().min(1).max(1000);

export const listFindingsRoute = defineRoute({
  name: 'listFindings',
  method: 'GET',
  path: '/api/v1/findings',
  summary: 'Findings, the newest first',
  permission: 'finding.read',
  query: z.strictObject({
    subject: subject.optional().describe('Of this subject'),
    metric: z.string().min(1).max(200).optional().describe('Of this metric'),
    status: z
      .string()
      .regex(new RegExp(`^(${oneOfStatuses})(,(${oneOfStatuses}))*$`))
      .max(100)
      .optional()
      .describe(`One or several of ${statuses.join(', ')}, with commas between them`),
    from: momentSchema.describe('Judged at this time or later'),
    to: momentSchema.describe('Judged before this time'),
    standing: z.enum(['true', 'false']).optional().describe('true leaves out what was corrected since'),
    order: z.enum(['newest', 'oldest']).optional(),
    cursor: cursorSchema,
    limit: limitSchema,
  }),
  tagged: true,
  answers: {
    200: {
      summary: 'A page of them',
      schema: z.strictObject({ items: z.array(storedSchema), next: z.string().nullable(), more: z.boolean() }),
    },
  },
  async handle({ query: { status, from, to, standing, cursor, ...query }, server }) {
    const page = await listFindings(
      server.state.db,
      given({
        ...query,
        statuses: status === undefined ? undefined : statuses.filter((one) => status.split(',').includes(one)),
        from: momentOf(from),
        to: momentOf(to),
        standing: standing === 'true' || undefined,
        after: cursor,
      }),
    );
    return { status: 200, json: { ...page, items: page.items.map(findingBody) } };
  },
});

export const getFindingRoute = defineRoute({
  name: 'getFinding',
  method: 'GET',
  path: '/api/v1/findings/{id}',
  summary: 'One finding',
  permission: 'finding.read',
  params: z.strictObject({ id: z.string().min(1).max(200) }),
  tagged: true,
  answers: { 200: { summary: 'It', schema: storedSchema } },
  problems: [404],
  async handle({ params: { id }, server }) {
    const found = await getFinding(server.state.db, id);
    if (found) return { status: 200, json: findingBody(found) };
    throw new PitwallError({
      code: 'finding.missing',
      problem: 'there is no finding of this id',
      fix: 'Look it up in the list at /api/v1/findings',
    });
  },
});
