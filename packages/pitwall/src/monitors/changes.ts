import { createHash } from 'node:crypto';
import type { Finding } from '@pitwall/sdk';
import { formatDuration } from '../core/duration.ts';
import { system } from '../server/actor.ts';
import type { Context } from '../server/context.ts';
import { perform } from '../server/perform.ts';
import { findingRecord } from '../server/verbs/finding-record.ts';
import { listFindings } from '../state/finding-table.ts';
import type { Heard } from './silence.ts';

export interface Change extends Heard {
  readonly subject: string;
  readonly metric: string;
  /** What is said when it is over, and how long it was. */
  again(long: string): string;
}

/** Of something that lasts: a finding when it begins and one when it ends, and none in between. */
export async function recordChange(context: Context, { again, since, ...heard }: Change): Promise<void> {
  const { subject, metric, status } = heard;
  const { items } = await listFindings(context.state.db, { subject, metric, limit: 1 });
  const [before] = items;
  if (before?.finding.status === status) return;
  const now = context.world.now();
  const began = before?.window?.start ?? since;
  const isOver = before?.finding.status === 'alert' && status === 'pass';
  const long = formatDuration(Math.max(0, since - began));
  const finding: Finding = {
    ...heard,
    threshold: null,
    message: isOver ? again(long) : heard.message,
    at: new Date(now).toISOString(),
  };
  const window = status === 'unknown' ? null : { start: isOver ? began : since, end: now };
  // the same for two servers that see the same
  const id = createHash('sha256')
    .update(JSON.stringify([subject, metric, status, since, before?.id]))
    .digest('hex');
  await perform({ ...context, actor: system }, findingRecord, { findings: [{ id: id.slice(0, 32), finding, window }] });
}
