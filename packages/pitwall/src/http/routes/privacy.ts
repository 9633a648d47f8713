import {
  type AskedErasure,
  askedErasureSchema,
  certificateSchema,
  type Erasure as ErasureBody,
  erasureSchema,
  erasuresSchema,
  type Holds,
  heldSchema,
  holdsSchema,
  releasedSchema,
} from '@pitwall/sdk';
import { z } from 'zod';
import { PitwallError } from '../../core/errors.ts';
import { visible } from '../../core/visible.ts';
import { privacyOf } from '../../privacy/config.ts';
import { carryOut } from '../../privacy/erase.ts';
import { exportPerson } from '../../privacy/export.ts';
import { holdOn } from '../../privacy/holds.ts';
import { look } from '../../privacy/look.ts';
import { findPerson } from '../../privacy/person.ts';
import { unseal } from '../../privacy/person-key.ts';
import { privacyErase } from '../../privacy/verbs/erase.ts';
import { privacyExport } from '../../privacy/verbs/export.ts';
import { privacyHold, privacyRelease } from '../../privacy/verbs/hold.ts';
import type { Context } from '../../server/context.ts';
import { perform } from '../../server/perform.ts';
import { subjectOfServer } from '../../server/subjects.ts';
import { checkpointsAfter } from '../../state/audit-checkpoint-table.ts';
import { type Erasure, getErasure, listErasures, listHolds } from '../../state/erasure-table.ts';
import { momentText } from '../page-query.ts';
import { readJson } from '../read-json.ts';
import { defineRoute } from '../route.ts';
import { streamOf } from '../stream-of.ts';

const about = () => subjectOfServer('privacy');

async function bodyOf({ state }: Context, erasure: Erasure): Promise<ErasureBody> {
  const certificate = erasure.certificate === null ? null : certificateSchema.parse(erasure.certificate);
  const [checkpoint] = certificate ? await checkpointsAfter(state.db, certificate.audit - 1, 1) : [];
  return {
    id: erasure.id,
    person: erasure.person,
    askedAt: momentText(erasure.askedAt),
    askedBy: erasure.askedBy,
    finishedAt: erasure.finishedAt === null ? null : momentText(erasure.finishedAt),
    problem: erasure.problem,
    certificate,
    checkpoint: checkpoint?.note ?? null,
  };
}

const askedSchema = z.strictObject({
  subject: z.string().min(1).max(1_000).describe('person:4711, user:ada or account:u-abcdefghij'),
  reason: z.string().min(1).max(300).optional().describe('Why; it must not name the person'),
  dry_run: z.boolean().default(false).describe('Only says what there is'),
});

export const erasePerson = defineRoute({
  name: 'erasePerson',
  method: 'POST',
  path: '/api/v1/privacy/erasures',
  summary: 'Erase what this server has of a person; where it is interrupted, it goes on by itself',
  permission: privacyErase.name,
  about,
  body: { types: { 'application/json': askedSchema }, example: { subject: 'person:4711', reason: 'request 12' } },
  answers: { 200: { summary: 'What there was, and the certificate', schema: askedErasureSchema } },
  problems: [404, 409],
  readsEvents: true,
  async handle({ body, context }) {
    const { subject, reason, dry_run: dryRun } = readJson(askedSchema, body);
    const person = await findPerson(context.state.db, subject);
    const found = await look(context, person);
    const held = (await holdOn(context, person))?.problem ?? null;
    if (dryRun) return { status: 200, json: { dryRun, found, held, erasure: null } satisfies AskedErasure };
    const { output } = await perform(context, privacyErase, { subject, ...(reason === undefined ? {} : { reason }) });
    const erasure = output.erasure === null ? undefined : await carryOut(context, output.erasure);
    const json: AskedErasure = { dryRun, found, held, erasure: erasure ? await bodyOf(context, erasure) : null };
    return { status: 200, json };
  },
});

export const listErasuresRoute = defineRoute({
  name: 'listErasures',
  method: 'GET',
  path: '/api/v1/privacy/erasures',
  summary: 'Erasures that were asked for, the oldest first; they name nobody',
  permission: 'privacy.read',
  about,
  answers: { 200: { summary: 'All of them', schema: erasuresSchema } },
  async handle({ context }) {
    const all = await listErasures(context.state.db);
    return { status: 200, json: { items: await Promise.all(all.map((one) => bodyOf(context, one))) } };
  },
});

export const getErasureRoute = defineRoute({
  name: 'getErasure',
  method: 'GET',
  path: '/api/v1/privacy/erasures/{id}',
  summary: 'An erasure with its certificate',
  permission: 'privacy.read',
  about,
  params: z.strictObject({ id: z.string().min(1).max(100) }),
  answers: { 200: { summary: 'It', schema: erasureSchema } },
  problems: [404],
  async handle({ params: { id }, context }) {
    const erasure = await getErasure(context.state.db, id);
    if (erasure) return { status: 200, json: await bodyOf(context, erasure) };
    throw new PitwallError({
      code: 'privacy.missing',
      problem: `there is no erasure ${JSON.stringify(visible(id))}`,
      fix: 'Look it up in the list of erasures',
    });
  },
});

const subjectQuery = z.strictObject({
  subject: z.string().min(1).max(1_000).describe('person:4711, user:ada or account:u-abcdefghij'),
});

export const exportPersonRoute = defineRoute({
  name: 'exportPerson',
  method: 'GET',
  path: '/api/v1/privacy/export',
  summary: 'What this server has of a person, a record a line, the manifest last; that it was taken is in the audit',
  permission: privacyExport.name,
  about,
  query: subjectQuery,
  answers: { 200: { summary: 'Lines of JSON', type: 'application/x-ndjson' } },
  readsEvents: true,
  problems: [404, 409],
  async handle({ query: { subject }, context }) {
    const person = await findPerson(context.state.db, subject);
    await perform(context, privacyExport, { subject });
    return {
      status: 200,
      stream: streamOf(exportPerson(context, person, subject)),
      headers: { 'content-type': 'application/x-ndjson', 'content-disposition': 'attachment; filename="person.jsonl"' },
    };
  },
});

const holdBody = z.strictObject({
  subject: subjectQuery.shape.subject,
  reason: z.string().min(1).max(300).describe('Why; it must not name the person'),
});

export const holdPerson = defineRoute({
  name: 'holdPerson',
  method: 'POST',
  path: '/api/v1/privacy/holds',
  summary: privacyHold.summary,
  permission: privacyHold.name,
  about,
  body: { types: { 'application/json': holdBody }, example: { subject: 'person:4711', reason: 'case 12' } },
  answers: { 200: { summary: 'The hold, or the one that stood already', schema: heldSchema } },
  problems: [404, 409],
  async handle({ body, context }) {
    const { output } = await perform(context, privacyHold, readJson(holdBody, body));
    return { status: 200, json: output };
  },
});

export const listHoldsRoute = defineRoute({
  name: 'listHolds',
  method: 'GET',
  path: '/api/v1/privacy/holds',
  summary: 'Who is held, and why',
  permission: 'privacy.read',
  about,
  answers: { 200: { summary: 'All that stand', schema: holdsSchema } },
  async handle({ context }) {
    const { db } = context.state;
    const items = (await listHolds(db)).map(async ({ sealed, madeAt, releasedAt: _, ...hold }) => {
      const data = (await unseal(db, context, sealed)) as { readonly subject?: string } | undefined;
      return { ...hold, subject: data?.subject ?? null, madeAt: momentText(madeAt) };
    });
    const json: Holds = { items: await Promise.all(items), configured: privacyOf(context.config).hold.length };
    return { status: 200, json };
  },
});

export const releasePerson = defineRoute({
  name: 'releasePerson',
  method: 'DELETE',
  path: '/api/v1/privacy/holds/{id}',
  summary: privacyRelease.summary,
  permission: privacyRelease.name,
  about,
  params: z.strictObject({ id: z.string().min(1).max(100) }),
  answers: { 200: { summary: 'That it is released', schema: releasedSchema } },
  problems: [404],
  async handle({ params: { id }, context }) {
    const { output } = await perform(context, privacyRelease, { hold: id });
    return { status: 200, json: output };
  },
});
