import { z } from 'zod';
import type { AuditEntry } from './answers.ts';
import { pageSchema } from './answers.ts';
import type { Asking } from './asking.ts';

const headSchema = z.object({ seq: z.int(), hash: z.string() });

export const auditVerdictSchema = z.union([
  z.object({
    sound: z.literal(true),
    entries: z.int(),
    head: headSchema,
    checkpoints: z.int().describe('That are stored; each was held against its entries'),
    kept: z.int().describe('That were kept elsewhere'),
    covered: z
      .int()
      .describe('The last entry that a checkpoint covers: whether more were cut off behind it, nobody can tell'),
  }),
  z.object({
    sound: z.literal(false),
    seq: z.int().describe('The first entry that is not as it was written, or may not be, or is not there'),
    problem: z.string(),
    fix: z.string(),
  }),
]);

export type AuditVerdict = z.infer<typeof auditVerdictSchema>;

export const auditCheckpointSchema = z.object({
  size: z.int().describe('The number of the last entry that it covers'),
  root: z.string().describe('Of the Merkle tree over the hashes of these entries'),
  at: z.string(),
  note: z.string().describe('As it is kept elsewhere: signed, in the form of C2SP'),
});

export type AuditCheckpoint = z.infer<typeof auditCheckpointSchema>;

export const madeCheckpointSchema = auditCheckpointSchema.extend({
  fresh: z.boolean().describe('False where nothing was done since the last one, which comes again'),
});

export type MadeCheckpoint = z.infer<typeof madeCheckpointSchema>;

export const auditCheckpointPageSchema = pageSchema(auditCheckpointSchema).extend({
  keys: z.array(z.string()).describe('With which they are verified, as C2SP writes them; the newest first'),
});

export type AuditCheckpointPage = z.infer<typeof auditCheckpointPageSchema>;

export interface AuditExportQuery {
  readonly format: 'jsonl' | 'csv';
  readonly actor?: string | undefined;
  readonly verb?: string | undefined;
  readonly subject?: string | undefined;
  readonly outcome?: AuditEntry['outcome'] | undefined;
  readonly from?: string | Date | undefined;
  readonly to?: string | Date | undefined;
}

/** The chain of the audit as a whole; its entries are listed by `Client.audit`. */
export interface AuditChainClient {
  /** Reads all of it; a million entries take some seconds. */
  verify(): Promise<AuditVerdict>;
  /** The newest first. */
  checkpoints(query?: { readonly cursor?: string; readonly limit?: number }): Promise<AuditCheckpointPage>;
  /** Signs what it is by now. */
  checkpoint(): Promise<MadeCheckpoint>;
  /** As a file, in pieces as they come. */
  export(query: AuditExportQuery): AsyncIterable<Uint8Array>;
}

/** To read all of it takes longer than an answer may else. */
const verifyMilliseconds = 600_000;

export function auditChainClient({ get, send, stream }: Asking): AuditChainClient {
  const base = '/api/v1/audit';
  return {
    verify: () => get(auditVerdictSchema, `${base}/verify`, {}, { timeoutMilliseconds: verifyMilliseconds }),
    checkpoints: (query) => get(auditCheckpointPageSchema, `${base}/checkpoints`, query),
    checkpoint: () => send('POST', madeCheckpointSchema, `${base}/checkpoints`),
    export: (query) => stream(`${base}/export`, query),
  };
}
