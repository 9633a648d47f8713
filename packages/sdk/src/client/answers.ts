import { z } from 'zod';
import { findingSchema, statusSchema } from '../finding.ts';

/**
 * What a server answers with, said once for it and for those who ask it. Keys that are not known are passed over, so
 * that a newer server can be asked too.
 */
export const serverStatusSchema = z.object({
  project: z.string(),
  version: z.string(),
  startedAt: z.string(),
  ready: z.boolean(),
  reasons: z.array(z.string()).describe('Why it is not ready'),
  models: z.array(z.string()).nullable().describe('That are declared; null where any name will do'),
  state: z.object({ engine: z.enum(['sqlite', 'postgres']) }),
  events: z.object({
    last: z.int().describe('Batches on the disk'),
    applied: z.int().describe('Batches that can be read'),
    waitingBytes: z.int().describe('On their way'),
    readOnly: z.string().nullable().describe('The code of why nothing is taken in at the moment'),
    replayed: z.int().describe('Batches that were put into the database again at the start'),
  }),
});

export type ServerStatus = z.infer<typeof serverStatusSchema>;

export const acceptedSchema = z.object({
  accepted: z.int().describe('So many events are on the disk'),
  position: z.int().describe('Of the batch, in the order of all; of the last, where they are several'),
  added: z.int().optional().describe('So many were new. This and what follows is told to who waits'),
  repeated: z.int().optional().describe('So many were there already, the same'),
  conflicting: z.int().optional().describe('So many ids were there already with something else, which is kept'),
  corrected: z.int().optional().describe('So many labels took the place of others'),
});

export type Accepted = z.infer<typeof acceptedSchema>;

export const listedPredictionSchema = z.object({
  model: z.string(),
  id: z.string(),
  at: z.string(),
  received: z.string(),
  prediction: z.unknown(),
  features: z.unknown(),
  version: z.string().nullable(),
  segment: z.string().nullable(),
  user: z.string().nullable(),
  item: z.string().nullable(),
  odds: z.number().nullable(),
  closing: z.number().nullable(),
  stake: z.number().nullable(),
  weight: z.number().nullable(),
  label: z.unknown(),
  labelAt: z.string().nullable(),
  corrections: z.int().describe('How often its label was corrected'),
});

export type ListedPrediction = z.infer<typeof listedPredictionSchema>;

export const storedFindingSchema = z.object({
  id: z.string(),
  finding: findingSchema,
  window: z.object({ start: z.string(), end: z.string() }).nullable().describe('The time that was measured'),
  correctedBy: z.string().nullable().describe('The finding that took its place'),
});

export type StoredFinding = z.infer<typeof storedFindingSchema>;

export const auditEntrySchema = z.object({
  seq: z.int(),
  at: z.string(),
  actor: z.string(),
  verb: z.string(),
  subject: z.string(),
  outcome: z.enum(['done', 'denied', 'failed']),
  input: z.unknown().describe('What is kept of what was asked'),
  requestId: z.string().optional().describe('Of the request that asked for it'),
  sealed: z.string().optional().describe('What is said of a person, which only the key of that person opens'),
  actorName: z.string().optional().describe('Of who has that id now, where it is known'),
  previous: z.string().describe('The hash of the entry before'),
  hash: z.string(),
});

export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** One page of a list: `next` asks for the one behind it. */
export const pageSchema = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable(), more: z.boolean() });

export interface Page<Item> {
  readonly items: readonly Item[];
  /** The cursor behind the last item; null where there is none. */
  readonly next: string | null;
  /** Whether there is a page behind this one now. */
  readonly more: boolean;
}

export const windowSchema = z.object({
  start: z.string(),
  end: z.string().describe('The first moment that is not in it'),
  state: z
    .enum(['open', 'judged', 'touched'])
    .describe('open: not judged yet; touched: something came for it since it was judged'),
  rows: z.int().describe('Predictions in it when it was judged'),
  labels: z.int().describe('Those of them that had a label'),
  status: statusSchema.nullable().describe('The worst of what was found; null before'),
  revision: z.int().describe('How often it was judged with another outcome'),
  judgedAt: z.string().nullable(),
});

export type Window = z.infer<typeof windowSchema>;

const cameSchema = z
  .object({ count: z.int(), lastAt: z.string().describe('When the last one came in') })
  .nullable()
  .describe('Null where none came');

export const listedModelSchema = z.object({
  name: z.string(),
  task: z.string().nullable().describe('Null of a model that is not declared, and so not watched'),
  predictions: cameSchema,
  labels: cameSchema,
  window: windowSchema.nullable().describe('The window that ended last of those that were judged; null where none was'),
  baseline: z
    .object({ version: z.int(), at: z.string().describe('When it was made'), rows: z.int() })
    .nullable()
    .describe('What its windows are compared with; null where none was promoted'),
});

export type ListedModel = z.infer<typeof listedModelSchema>;

export const judgedSchema = z.object({
  judged: z.int().describe('Windows that were looked at'),
  findings: z.int().describe('What was found that was not known'),
  corrections: z.int().describe('How many of these correct something'),
  left: z.int().describe('Windows that wait for the next time'),
});

export type Judged = z.infer<typeof judgedSchema>;

export const createdBaselineSchema = z.object({
  version: z.int(),
  rows: z.int(),
  columns: z.int().describe('Features and predictions that can be compared'),
});

export type CreatedBaseline = z.infer<typeof createdBaselineSchema>;

export const promotedBaselineSchema = z.object({
  version: z.int(),
  before: z.int().nullable().describe('What was in force before; null where nothing was'),
});

export type PromotedBaseline = z.infer<typeof promotedBaselineSchema>;

export const signInLinkSchema = z.object({
  path: z.string().describe('Below the address of the server'),
  until: z.string(),
});

export type SignInLink = z.infer<typeof signInLinkSchema>;
