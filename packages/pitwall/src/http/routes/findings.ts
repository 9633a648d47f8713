import { pageSchema, type StoredFinding as StoredFindingBody, statuses, storedFindingSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { mayReadFinding } from '../../server/actor.ts';
import { getFinding, listFindings, type StoredFinding } from '../../state/finding-table.ts';
import { cursorSchema, given, limitSchema, momentOf, momentSchema, momentText } from '../page-query.ts';
import { pageSeen } from '../page-seen.ts';
import { defineRoute } from '../route.ts';

export function findingBody({ id, finding, window, correctedBy }: StoredFinding): StoredFindingBody {
  return {
    id,
    finding,
    window: window && { start: momentText(window.start), end: momentText(window.end) },
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
  about: 'listed',
  query: z.strictObject({
    model: z.string().min(1).max(200).optional().describe('Of this model and of everything below it'),
    subject: subject.optional().describe('Of this subject'),
    metric: z.string().min(1).max(200).optional().describe('Of this metric'),
    status: z
      .string()
      .regex(
        new RegExp(`^(${oneOfStatuses})(,(${oneOfStatuses}))*$`),
        `expected some of ${statuses.join(', ')} with commas between them, found another`,
      )
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
      schema: pageSchema(storedFindingSchema),
    },
  },
  async handle({ query: { status, from, to, standing, cursor, limit, ...query }, server, context }) {
    const filter = given({
      ...query,
      statuses: status === undefined ? undefined : statuses.filter((one) => status.split(',').includes(one)),
      from: momentOf(from),
      to: momentOf(to),
      standing: standing === 'true' || undefined,
    });
    const page = await pageSeen('finding', given({ order: query.order, after: cursor, limit }), {
      read: (piece) => listFindings(server.state.db, { ...filter, ...piece }),
      isSeen: ({ finding }) => mayReadFinding(context.actor, finding.subject),
    });
    return { status: 200, json: { ...page, items: page.items.map(findingBody) } };
  },
});

export const getFindingRoute = defineRoute({
  name: 'getFinding',
  method: 'GET',
  path: '/api/v1/findings/{id}',
  summary: 'One finding',
  permission: 'finding.read',
  about: 'listed',
  params: z.strictObject({ id: z.string().min(1).max(200) }),
  tagged: true,
  answers: { 200: { summary: 'It', schema: storedFindingSchema } },
  problems: [404],
  async handle({ params: { id }, server, context }) {
    const found = await getFinding(server.state.db, id);
    if (found && mayReadFinding(context.actor, found.finding.subject)) return { status: 200, json: findingBody(found) };
    throw new PitwallError({
      code: 'finding.missing',
      problem: 'there is no finding of this id',
      fix: 'Look it up in the list at /api/v1/findings',
    });
  },
});
