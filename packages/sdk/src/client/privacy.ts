import { z } from 'zod';
import type { Asking } from './asking.ts';

const foundSchema = z.object({
  models: z.record(z.string(), z.object({ predictions: z.int(), labels: z.int() })).describe('By model'),
  predictions: z.int(),
  labels: z.int(),
  auditEntries: z.int().describe('That are about them, or by them'),
  account: z.boolean().describe('Whether it is somebody who signs in'),
});

export const certificateSchema = z.object({
  erasure: z.string(),
  person: z.string().describe('Id of the key that was destroyed; it names nobody'),
  asked: z.string(),
  askedBy: z.string(),
  finished: z.string(),
  events: z.object({ predictions: z.int(), labels: z.int(), conflicts: z.int() }),
  rewritten: z.int().describe('Findings and windows that repeated something of them'),
  account: z.boolean(),
  keyDestroyed: z.boolean().describe('What is sealed in the audit is unreadable from then on'),
  audit: z.int().describe('Number of the entry that says so'),
  left: z.array(z.string()).describe('What this server cannot erase by itself'),
  backups: z.object({
    last: z.string().nullable().describe('When the last one was made before; it still holds what was erased'),
    kept: z.string().describe('For how long'),
  }),
});

export type Certificate = z.infer<typeof certificateSchema>;

export const erasureSchema = z.object({
  id: z.string(),
  person: z.string().describe('Id of their key; it names nobody'),
  askedAt: z.string(),
  askedBy: z.string(),
  finishedAt: z.string().nullable().describe('Null while it is under way; it goes on by itself'),
  problem: z.string().nullable().describe('Code of why it did not come to its end so far'),
  certificate: certificateSchema.nullable(),
  checkpoint: z.string().nullable().describe('The signed note of the audit that covers it; null where none does yet'),
});

export type Erasure = z.infer<typeof erasureSchema>;

export const askedErasureSchema = z.object({
  dryRun: z.boolean(),
  found: foundSchema,
  held: z.string().nullable().describe('Why it may not be erased'),
  erasure: erasureSchema.nullable().describe('Null where there was nothing, or nothing was to be done'),
});

export type AskedErasure = z.infer<typeof askedErasureSchema>;

export const erasuresSchema = z.object({ items: z.array(erasureSchema) });

export const holdSchema = z.object({
  id: z.string(),
  person: z.string().describe('Id of their key'),
  subject: z.string().nullable().describe('Whom it holds; null where their key is gone'),
  reason: z.string(),
  madeAt: z.string(),
  madeBy: z.string(),
});

export type Hold = z.infer<typeof holdSchema>;

export const holdsSchema = z.object({
  items: z.array(holdSchema),
  configured: z.int().describe('So many more stand in the configuration'),
});

export type Holds = z.infer<typeof holdsSchema>;

export const heldSchema = z.object({ hold: z.string(), person: z.string() });

export const releasedSchema = z.object({ released: z.literal(true) });

export const complianceKinds = ['sox', 'gdpr', 'hipaa'] as const;
export type ComplianceKind = (typeof complianceKinds)[number];

const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const complianceReportSchema = z.object({
  kind: z.enum(complianceKinds),
  title: z.string(),
  project: z.string(),
  made: z.string(),
  from: z.string(),
  to: z.string(),
  disclaimer: z.string(),
  audit: z.object({
    first: z.int().nullable().describe('The first entry of the time; null where there is none'),
    last: z.int().nullable(),
    entries: z.int(),
    head: z.object({ seq: z.int(), hash: z.string() }).describe('Of the whole chain, as the report was made'),
    checkpoint: z.string().nullable().describe('The last signed note'),
    sound: z.boolean().describe('Whether the chain was verified from its first entry on'),
    problem: z.string().nullable(),
  }),
  sections: z.array(
    z.object({
      title: z.string(),
      summary: z.string(),
      unknown: z.array(z.string()).describe('What this section cannot know'),
      columns: z.array(z.string()),
      rows: z.array(z.array(cellSchema)),
      more: z.int().describe('Rows that are not shown; the audit has them'),
    }),
  ),
});

export type ComplianceReport = z.infer<typeof complianceReportSchema>;

export interface PrivacyClient {
  /** Erases what there is of a person, or only says what there is. It takes as long as it takes to write all events anew. */
  erase(asked: {
    readonly subject: string;
    readonly reason?: string | undefined;
    readonly dryRun?: boolean | undefined;
  }): Promise<AskedErasure>;
  erasures(): Promise<{ readonly items: readonly Erasure[] }>;
  erasure(id: string): Promise<Erasure>;
  /** Lines of JSON, in pieces as they come; the last line is the manifest. */
  export(subject: string): AsyncIterable<Uint8Array>;
  hold(asked: { readonly subject: string; readonly reason: string }): Promise<z.infer<typeof heldSchema>>;
  holds(): Promise<Holds>;
  release(hold: string): Promise<z.infer<typeof releasedSchema>>;
  compliance(
    kind: ComplianceKind,
    time?: { readonly from?: string | undefined; readonly to?: string | undefined },
  ): Promise<ComplianceReport>;
}

/** All events are written anew meanwhile. */
const longMilliseconds = 3_600_000;

export function privacyClient({ get, send, stream }: Asking): PrivacyClient {
  const base = '/api/v1/privacy';
  const patiently = { timeoutMilliseconds: longMilliseconds };
  return {
    erase: ({ subject, reason, dryRun = false }) =>
      send('POST', askedErasureSchema, `${base}/erasures`, { subject, reason, dry_run: dryRun }, patiently),
    erasures: () => get(erasuresSchema, `${base}/erasures`),
    erasure: (id) => get(erasureSchema, `${base}/erasures/${encodeURIComponent(id)}`),
    export: (subject) => stream(`${base}/export`, { subject }),
    hold: (asked) => send('POST', heldSchema, `${base}/holds`, asked),
    holds: () => get(holdsSchema, `${base}/holds`),
    release: (hold) => send('DELETE', releasedSchema, `${base}/holds/${encodeURIComponent(hold)}`),
    compliance: (kind, time) =>
      get(complianceReportSchema, `/api/v1/compliance/${encodeURIComponent(kind)}`, time, patiently),
  };
}
