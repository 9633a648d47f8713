import { formatDuration } from '../core/duration.ts';
import type { JobDefinition } from '../jobs/index.ts';
import { scheduleSchema } from '../jobs/schedule.ts';
import { perform } from '../server/perform.ts';
import { judgeAge } from './age.ts';
import type { BackupConfig } from './config.ts';
import { isNews } from './findings.ts';
import { backupFolderOf, lastGood, listBackups } from './folder.ts';
import { backupDrill } from './verbs/backup-drill.ts';
import { backupMake } from './verbs/backup-make.ts';
import { backupWatch } from './verbs/backup-watch.ts';

const watching = scheduleSchema.parse({ cron: '*/10 * * * *', jitter: '1m' });

/** What is done by itself about backups; nothing where no schedule is set. `since`: from when on it is to be done. */
export function backupJobs(
  { schedule, drill }: BackupConfig,
  { since }: { readonly since: number },
): readonly JobDefinition[] {
  const jobs: JobDefinition[] = [];
  if (schedule) {
    jobs.push({
      name: 'backup',
      summary: 'Makes a backup, and takes away those that are too many or too old',
      schedule,
      async run({ context, signal }) {
        const { output } = await perform(context, backupMake, { stopping: () => signal.aborted });
        const { id, bytes, milliseconds, removed, unread } = output;
        const gone = removed.length === 0 ? '' : `; removed ${removed.join(', ')}`;
        const left =
          unread.length === 0
            ? ''
            : `; who was forgotten since may still be in ${unread.join(', ')}, which cannot be read`;
        return { detail: `${id}: ${bytes} bytes in ${formatDuration(milliseconds)}${gone}${left}` };
      },
    });
    jobs.push({
      name: 'backup-age',
      summary: 'Sees whether the backup that was planned is there',
      schedule: watching,
      async run({ context }) {
        const { project } = context.config;
        const newest = lastGood(await listBackups(backupFolderOf(context)), project);
        const judged = judgeAge({ project, schedule, newest, since, now: context.world.now() });
        if (await isNews(context.state.db, judged)) await perform(context, backupWatch, { judged });
        return { detail: judged.message };
      },
    });
  }
  if (drill) {
    jobs.push({
      name: 'backup-drill',
      summary: 'Restores the newest backup on trial',
      schedule: drill,
      async run({ context, signal }) {
        const { output } = await perform(context, backupDrill, { stopping: () => signal.aborted });
        const { backup, passed, milliseconds, problems } = output;
        const took = `in ${formatDuration(milliseconds)}`;
        return { detail: passed ? `${backup} came back whole ${took}` : `${backup}: ${problems.join('; ')}` };
      },
    });
  }
  return jobs;
}
