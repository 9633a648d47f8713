import { counted } from '../core/words.ts';
import { isBeingCopied } from '../events/snapshot.ts';
import type { JobDefinition } from '../jobs/index.ts';
import { perform } from '../server/perform.ts';
import type { RetentionConfig } from './config.ts';
import { type Applied, retentionApply } from './retention-apply.ts';

/** Deletes what is too old, at night where nothing else is said. */
export function retentionJob({ schedule }: RetentionConfig): JobDefinition {
  return {
    name: 'retention',
    summary: 'Deletes what is older than it is to be kept',
    schedule,
    async run({ context, signal }) {
      const { output } = await perform(context, retentionApply, { signal });
      return { detail: detailOf(output) };
    },
  };
}

function detailOf({ deleted, complete }: Applied): string {
  const parts = Object.entries(deleted).map(([kind, count]) => `${kind} ${count}`);
  const all = parts.length === 0 ? 'nothing was too old' : `deleted: ${parts.join(', ')}`;
  return complete ? all : `${all}; stopped before the end`;
}

/** Keeps the journal of events as short as the database allows. */
export function journalJob({ journal }: RetentionConfig): JobDefinition {
  return {
    name: 'journal',
    summary: 'Removes from the journal of events what the database holds',
    schedule: journal,
    async run({ context: { events } }) {
      if (isBeingCopied(events)) return { detail: 'left as it is: a backup is being made' };
      return { detail: `removed ${counted(await events.forget(), 'segment')}` };
    },
  };
}
