import { auditCheckpointPageSchema, auditVerdictSchema, madeCheckpointSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { auditCheckpoint } from '../../audit/audit-checkpoint.ts';
import { auditExport } from '../../audit/audit-export.ts';
import { exportAudit, exportFormats, exportTypes } from '../../audit/export.ts';
import { verifierOf } from '../../audit/note.ts';
import { verifyAudit } from '../../audit/verify.ts';
import { PitwallError } from '../../core/errors.ts';
import type { Server } from '../../server/open.ts';
import { perform } from '../../server/perform.ts';
import { subjectOfServer } from '../../server/subjects.ts';
import { listAuditKeys, listCheckpoints } from '../../state/audit-checkpoint-table.ts';
import { cursorSchema, given, limitSchema, momentOf, momentText } from '../page-query.ts';
import { defineRoute } from '../route.ts';
import { streamOf } from '../stream-of.ts';
import { auditFilter } from './audit.ts';

const about = (): string => subjectOfServer('audit');

/** Where the chain is read at this moment: one at a time is enough for all who ask. */
const reading = new WeakSet<Server['state']>();

export const verifyAuditRoute = defineRoute({
  name: 'verifyAudit',
  method: 'GET',
  path: '/api/v1/audit/verify',
  summary: 'Whether the audit is as it was written: reads all of it, and holds it against its checkpoints',
  permission: 'audit.verify',
  about,
  answers: { 200: { summary: 'That it is, or the first entry that is not', schema: auditVerdictSchema } },
  async handle({ server: { state }, signal }) {
    if (reading.has(state)) {
      throw new PitwallError({
        code: 'server.busy',
        problem: 'expected that nobody verifies the audit at this moment, found that somebody does',
        fix: 'Wait for that to end',
      });
    }
    reading.add(state);
    try {
      const gone = signal();
      // whoever is gone does not wait for it
      return { status: 200, json: await verifyAudit(state.db, { reached: () => gone.throwIfAborted() }) };
    } finally {
      reading.delete(state);
    }
  },
});

export const listCheckpointsRoute = defineRoute({
  name: 'listAuditCheckpoints',
  method: 'GET',
  path: '/api/v1/audit/checkpoints',
  summary: 'Signed states of the audit, the newest first, with the keys to verify them',
  permission: 'audit.read',
  about,
  query: z.strictObject({
    order: z.enum(['newest', 'oldest']).optional(),
    cursor: cursorSchema,
    limit: limitSchema,
  }),
  answers: { 200: { summary: 'A page of them', schema: auditCheckpointPageSchema } },
  async handle({ query: { cursor, ...query }, server: { state } }) {
    const [page, keys] = await Promise.all([
      listCheckpoints(state.db, given({ ...query, after: cursor })),
      listAuditKeys(state.db),
    ]);
    const items = page.items.map(({ size, root, at, note }) => ({ size, root, at: momentText(at), note }));
    const verifiers = keys.map(({ origin, public: text }) => verifierOf(origin, Buffer.from(text, 'hex')));
    return { status: 200, json: { ...page, items, keys: verifiers } };
  },
});

export const makeCheckpointRoute = defineRoute({
  name: 'makeAuditCheckpoint',
  method: 'POST',
  path: '/api/v1/audit/checkpoints',
  summary: auditCheckpoint.summary,
  permission: auditCheckpoint.name,
  about,
  answers: { 200: { summary: 'The checkpoint, to be kept elsewhere', schema: madeCheckpointSchema } },
  problems: [409],
  async handle({ context }) {
    const { output } = await perform(context, auditCheckpoint, {});
    return { status: 200, json: { ...output, at: momentText(output.at) } };
  },
});

export const exportAuditRoute = defineRoute({
  name: 'exportAudit',
  method: 'GET',
  path: '/api/v1/audit/export',
  summary: 'The audit, or some of it, as a file, the oldest first; that it was taken is an entry itself',
  permission: auditExport.name,
  about,
  query: z.strictObject({
    format: z
      .enum(exportFormats)
      .optional()
      .describe('jsonl, which can be verified again; or csv, in which cells that begin with = + - @ get an apostrophe'),
    ...auditFilter,
  }),
  answers: { 200: { summary: 'Lines of JSON, or CSV', type: 'application/x-ndjson' } },
  async handle({ query: { format = 'jsonl', from, to, ...query }, context, server: { state } }) {
    const choice = given({ ...query, from: momentOf(from), to: momentOf(to) });
    const { output } = await perform(context, auditExport, { format, choice });
    return {
      status: 200,
      stream: streamOf(exportAudit(state.db, { ...choice, format, upTo: output.upTo })),
      headers: { 'content-type': exportTypes[format], 'content-disposition': `attachment; filename="audit.${format}"` },
    };
  },
});
