import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';
import { destroySubjectKey } from '../../audit/personal.ts';
import { defineVerb } from '../../server/verb.ts';
import { auditHead } from '../../state/audit-table.ts';
import { finishErasure, getErasure } from '../../state/erasure-table.ts';
import type { Certificate } from '../certificate.ts';

const count = z.int().min(0);

const inputSchema = z.strictObject({
  erasure: z.string(),
  person: z.string(),
  /** As it is sealed; not in the audit. */
  text: z.string(),
  predictions: count,
  labels: count,
  conflicts: count,
  rewritten: count,
  account: z.boolean(),
  left: z.array(z.string()),
  backups: z.strictObject({ last: z.string().nullable(), kept: z.string() }),
});

type Erased = { readonly done: boolean };

/** The end of an erasure, and all that stays of it: how much went, of somebody whom nobody can name any more. */
export const privacyErased = defineVerb<z.output<typeof inputSchema>, Erased>({
  name: 'privacy.erased',
  summary: 'Destroy the key of a person of whom nothing else is left',
  input: inputSchema,
  subject: ({ person }) => formatSubject({ kind: 'person', name: person }),
  record: ({ erasure, predictions, labels, conflicts, rewritten, account }) => ({
    erasure,
    predictions,
    labels,
    conflicts,
    rewritten,
    account,
  }),
  async run(tx, { text, ...input }, { keys, world }) {
    const at = world.now();
    const erasure = await getErasure(tx, input.erasure);
    if (!erasure || erasure.finishedAt !== null) return { done: false };
    const keyDestroyed = await destroySubjectKey(tx, keys, text, at);
    const { seq } = await auditHead(tx);
    const certificate: Certificate = {
      erasure: input.erasure,
      person: input.person,
      asked: new Date(erasure.askedAt).toISOString(),
      askedBy: erasure.askedBy,
      finished: new Date(at).toISOString(),
      events: { predictions: input.predictions, labels: input.labels, conflicts: input.conflicts },
      rewritten: input.rewritten,
      account: input.account,
      keyDestroyed,
      audit: seq + 1,
      left: input.left,
      backups: input.backups,
    };
    await finishErasure(tx, { id: input.erasure, at, certificate });
    return { done: true };
  },
});
