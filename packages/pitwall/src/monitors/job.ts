import { counted } from '../core/words.ts';
import type { JobDefinition } from '../jobs/index.ts';
import { scheduleSchema } from '../jobs/schedule.ts';
import type { Context } from '../server/context.ts';
import { runMonitor } from './run-monitor.ts';
import { watchJobs } from './stalled.ts';

const monitorJobName = (model: string): string => `monitor:${model}`;

/** A job for each declared model, and one that sees whether all jobs do what they are there for. */
export function monitorJobs({ models }: Context['config']): JobDefinition[] {
  return [
    ...Object.entries(models).map(
      ([model, { monitor }]): JobDefinition => ({
        name: monitorJobName(model),
        summary: `Judges the windows of the model ${model} that closed, or that something came for`,
        schedule: monitor.schedule,
        async run({ context, signal }) {
          const { judged, findings, corrections, left } = await runMonitor({ context, model, signal });
          if (judged === 0) return undefined;
          const rest = left === 0 ? '' : `; ${counted(left, 'window')} left`;
          const said = `${counted(judged, 'window')}, ${counted(findings, 'new finding')}`;
          return { detail: `${said}, ${corrections} of them corrections${rest}` };
        },
      }),
    ),
    {
      name: 'watch-jobs',
      summary: 'Sees which jobs stand still',
      schedule: scheduleSchema.parse('* * * * *'),
      async run({ context }) {
        const stalled = await watchJobs(context);
        return stalled.length === 0 ? undefined : { detail: `${counted(stalled.length, 'job')} stand still` };
      },
    },
  ];
}
