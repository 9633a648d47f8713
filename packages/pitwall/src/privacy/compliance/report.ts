import type { ComplianceKind, ComplianceReport } from '@pitwall/sdk';
import { verifyAudit } from '../../audit/verify.ts';
import type { Context } from '../../server/context.ts';
import { listAccounts } from '../../state/account-table.ts';
import { lastCheckpoint } from '../../state/audit-checkpoint-table.ts';
import { type AuditEntry, auditHead, listAudit } from '../../state/audit-table.ts';
import { listCredentials } from '../../state/credential-table.ts';
import type { Reader } from '../../state/state.ts';
import { gdprSections } from './gdpr.ts';
import { hipaaSections } from './hipaa.ts';
import { type Period, periodOf } from './period.ts';
import type { Material, Section } from './section.ts';
import { soxSections } from './sox.ts';

const titles: Readonly<Record<ComplianceKind, string>> = {
  sox: 'SOX-style report of changes and access',
  gdpr: 'GDPR-style register and requests of persons',
  hipaa: 'HIPAA-style report of access to data',
};

const disclaimer =
  'Arranged in the style of such reports from what Pitwall recorded. It is no certification and no legal advice, and says of each part what it cannot know.';

/** Every figure is counted from the audit of the time, whose chain is verified for it. */
export async function complianceReport(
  context: Context,
  kind: ComplianceKind,
  asked: { readonly from?: number | undefined; readonly to?: number | undefined },
): Promise<ComplianceReport> {
  const { state, world, config } = context;
  const now = world.now();
  const period = periodOf(asked, now);
  const head = await auditHead(state.db);
  const entries = await entriesOf(state.db, period, head.seq);
  const verdict = await verifyAudit(state.db);
  const checkpoint = await lastCheckpoint(state.db);
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    kind,
    title: titles[kind],
    project: config.project,
    made: iso(now),
    from: iso(period.from),
    to: iso(period.to),
    disclaimer,
    audit: {
      first: entries[0]?.seq ?? null,
      last: entries.at(-1)?.seq ?? null,
      entries: entries.length,
      head,
      checkpoint: checkpoint?.note ?? null,
      sound: verdict.sound,
      problem: verdict.sound ? null : `entry ${verdict.seq}: ${verdict.problem}`,
    },
    sections: [...(await sectionsOf(context, kind, { entries, named: await namesOf(state.db) }, period))],
  };
}

async function sectionsOf(
  context: Context,
  kind: ComplianceKind,
  material: Material,
  period: Period,
): Promise<readonly Section[]> {
  if (kind === 'sox') return soxSections(context, material);
  return kind === 'gdpr' ? gdprSections(context, material, period) : hipaaSections(material);
}

/** What only machines send all the time is in no section, and would fill the memory. */
const streams = new Set(['prediction.record', 'label.record', 'metric.record', 'window.judge']);

async function entriesOf(db: Reader, { from, to }: Period, upTo: number): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  let after: string | undefined;
  do {
    const page = await listAudit(db, {
      from,
      to,
      order: 'oldest',
      limit: 1_000,
      ...(after === undefined ? {} : { after }),
    });
    for (const entry of page.items) {
      if (entry.seq <= upTo && !(streams.has(entry.verb) && entry.outcome === 'done')) entries.push(entry);
    }
    after = page.more && page.next !== null ? page.next : undefined;
  } while (after !== undefined);
  return entries;
}

async function namesOf(db: Reader): Promise<Material['named']> {
  const names = new Map<string, string>();
  for (const { id, name } of await listAccounts(db)) if (name !== null) names.set(`user:${id}`, name);
  for (const { id, name } of await listCredentials(db)) if (name !== '') names.set(`token:${id}`, name);
  return (actor) => (names.has(actor) ? `${actor} (${names.get(actor)})` : actor);
}
