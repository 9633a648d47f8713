import { day } from '../core/duration.ts';
import { counted } from '../core/words.ts';
import type { JobDefinition } from '../jobs/index.ts';
import { scheduleSchema } from '../jobs/schedule.ts';
import { listErasures } from '../state/erasure-table.ts';
import { forgetOverwritten } from '../state/subject-key-table.ts';
import { carryOutAll } from './erase.ts';

/** Goes on with erasures that were interrupted, so that nobody is half forgotten. */
export function erasuresJob(): JobDefinition {
  return {
    name: 'erasures',
    summary: 'Brings erasures to their end that were interrupted',
    schedule: scheduleSchema.parse('*/10 * * * *'),
    async run({ context, signal }) {
      const done = await carryOutAll(context, signal);
      const since = context.world.now() - day;
      const isYoung = (await listErasures(context.state.db)).some(({ finishedAt }) => (finishedAt ?? 0) > since);
      if (isYoung) await forgetOverwritten(context.state);
      return { detail: done === 0 ? 'nothing was left to erase' : `brought ${counted(done, 'erasure')} to its end` };
    },
  };
}
