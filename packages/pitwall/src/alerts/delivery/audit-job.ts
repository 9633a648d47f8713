import type { Finding } from '@pitwall/sdk';
import { day, durationMilliseconds } from '../../core/duration.ts';
import { PitwallError } from '../../core/errors.ts';
import { counted } from '../../core/words.ts';
import type { JobDefinition } from '../../jobs/index.ts';
import { scheduleSchema } from '../../jobs/schedule.ts';
import type { Outward } from '../../outward/outward.ts';
import { reveal } from '../../secrets/reveal.ts';
import type { Context } from '../../server/context.ts';
import { perform } from '../../server/perform.ts';
import { findingRecord } from '../../server/verbs/finding-record.ts';
import { countDead, readThreadDeliveries } from '../../state/delivery-audit.ts';
import { readChannelHealth } from '../../state/delivery-channel-table.ts';
import { listFindings } from '../../state/finding-table.ts';
import type { Reader } from '../../state/state.ts';
import { alertSettings } from '../engine/settings.ts';
import { auditDeliveries, type OpenThread } from './auditor.ts';

export interface DeliveryAuditOptions {
  /** Incidents of which people must know at this moment. */
  openThreads(context: Context): Promise<readonly OpenThread[]>;
  readonly outward: Outward;
}

const everyMinute = scheduleSchema.parse({ cron: '* * * * *', missed: 'skip' });

/**
 * Looks each minute whether everybody was told who had to be, and tells of it through findings, and so by alerts, where
 * not. While all is well it asks the address of `alerts.deadman`, so that somebody elsewhere notices when this falls
 * silent.
 */
export function deliveryAuditJob({ openThreads, outward }: DeliveryAuditOptions): JobDefinition {
  let pingedAt = Number.NEGATIVE_INFINITY;
  return {
    name: 'delivery-audit',
    summary: 'Sees whether everything that had to be told was delivered',
    schedule: everyMinute,
    async run({ context, signal }) {
      const findings = await auditNow(context, openThreads);
      const bad = findings.filter(({ status }) => status !== 'pass');
      const isMissing = bad.some(({ metric }) => metric === 'delivery.undelivered');
      const detail = bad.length === 0 ? 'all is delivered' : `${counted(bad.length, 'thing')} found`;
      const { deadman } = context.config.alerts;
      if (!deadman || isMissing) return { detail };
      const now = context.world.now();
      // runs are not exactly a minute apart
      if (Math.abs(now - pingedAt) < durationMilliseconds(deadman.every) - 5_000) return { detail };
      const problem = await ping(context, outward, deadman.url, signal);
      if (problem === undefined) pingedAt = now;
      return {
        detail: problem === undefined ? detail : `${detail}; the dead man's switch was not reached: ${problem}`,
      };
    },
  };
}

/** What is found is remembered where it is news: a state that goes on is told once. */
async function auditNow(
  context: Context,
  openThreads: DeliveryAuditOptions['openThreads'],
): Promise<readonly Finding[]> {
  const { state, world, config } = context;
  const now = world.now();
  const { channels } = alertSettings(config);
  const threads = await openThreads(context);
  const except = [...channels.values()].filter(({ isConfigured }) => !isConfigured).map(({ name }) => name);
  const findings = auditDeliveries({
    threads,
    deliveries: await readThreadDeliveries(state.db, { threads: threads.map(({ thread }) => thread), except }),
    dead: await countDead(state.db, now - day),
    health: await readChannelHealth(state.db),
    channels,
    now,
  });
  const news: Finding[] = [];
  for (const finding of findings) if (await isNews(state.db, finding)) news.push(finding);
  if (news.length > 0) {
    const entries = news.map((finding) => ({
      id: `${finding.metric} ${finding.subject} ${now}`.slice(0, 200),
      finding,
      window: null,
    }));
    await perform(context, findingRecord, { findings: entries });
  }
  return findings;
}

/** Something bad that was fine or unknown before, or something fine that was bad. */
async function isNews(db: Reader, { subject, metric, status }: Finding): Promise<boolean> {
  const { items } = await listFindings(db, { subject, metric, limit: 1 });
  return (items[0]?.finding.status ?? 'pass') !== status;
}

/** Undefined where it was reached. */
async function ping(context: Context, outward: Outward, url: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { status } = await outward.send({ url: await reveal(context, url), signal });
    return status >= 200 && status < 300 ? undefined : `expected it to be taken, found ${status}`;
  } catch (error) {
    return error instanceof PitwallError ? error.problem : 'no answer';
  }
}
