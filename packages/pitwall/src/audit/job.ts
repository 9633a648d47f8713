import { resolve } from 'node:path';
import { durationMilliseconds } from '../core/duration.ts';
import { counted } from '../core/words.ts';
import type { JobDefinition } from '../jobs/index.ts';
import { scheduleSchema } from '../jobs/schedule.ts';
import type { Context } from '../server/context.ts';
import { perform } from '../server/perform.ts';
import { lastCheckpoint } from '../state/audit-checkpoint-table.ts';
import { auditHead } from '../state/audit-table.ts';
import { auditCheckpoint, isWorthOne } from './audit-checkpoint.ts';
import { appendCheckpoints } from './checkpoint-file.ts';
import { flushDenials } from './denials.ts';

/** Looks every minute whether a checkpoint is due. A server on which nothing is done makes none. */
export function checkpointJob(): JobDefinition {
  return {
    name: 'audit-checkpoint',
    summary: 'Signs the state of the audit chain, and writes it where it is to be kept',
    schedule: scheduleSchema.parse({ cron: '* * * * *', missed: 'skip' }),
    async run({ context }) {
      await flushDenials(context.state, context.world.now());
      const signed = (await isDue(context)) ? await perform(context, auditCheckpoint, {}) : undefined;
      const written = await keepElsewhere(context);
      if (!signed && written === 0) return undefined;
      const what = signed ? `signed up to entry ${signed.output.size}` : 'nothing to sign';
      return { detail: written === 0 ? what : `${what}; wrote ${counted(written, 'checkpoint')}` };
    },
  };
}

async function isDue({ state, world, config: { audit } }: Context): Promise<boolean> {
  const last = await lastCheckpoint(state.db);
  if (!(await isWorthOne(state.db, last))) return false;
  if (!last || world.now() - last.at >= durationMilliseconds(audit.checkpoint.every)) return true;
  const { seq } = await auditHead(state.db);
  return seq < last.size || seq - last.size >= audit.checkpoint.entries;
}

/** What is to be done when a server stops: what was refused is counted, and the end of the chain is signed. */
export async function closeAudit(context: Context): Promise<void> {
  await flushDenials(context.state, Number.POSITIVE_INFINITY);
  if (await isWorthOne(context.state.db, await lastCheckpoint(context.state.db))) {
    await perform(context, auditCheckpoint, {});
  }
  await keepElsewhere(context);
}

/** Appends what the file of the configuration lacks. */
async function keepElsewhere({ state, home, config: { audit } }: Context): Promise<number> {
  return audit.file === undefined ? 0 : appendCheckpoints(state.db, resolve(home, audit.file));
}
