import { type BackupBegun, type Backups, backupBegunSchema, backupsSchema } from '@pitwall/sdk';
import { backupFolderOf, type KeptBackup } from '../../backup/folder.ts';
import { reportBackups } from '../../backup/report.ts';
import { requireIdle, runningOf, type Work } from '../../backup/running.ts';
import { backupDrill } from '../../backup/verbs/backup-drill.ts';
import { backupMake } from '../../backup/verbs/backup-make.ts';
import { perform } from '../../server/perform.ts';
import { subjectOfServer } from '../../server/subjects.ts';
import { momentText } from '../page-query.ts';
import { defineRoute } from '../route.ts';

function itemOf({ id, manifest, bytes, problem }: KeptBackup): Backups['items'][number] {
  const { models } = manifest.events;
  return {
    id,
    made: manifest.made,
    milliseconds: manifest.milliseconds,
    bytes,
    predictions: models.reduce((sum, { predictions }) => sum + predictions, 0),
    labels: models.reduce((sum, { labels }) => sum + labels, 0),
    audit: manifest.state.audit.seq,
    encrypted: manifest.key !== null,
    key: manifest.key,
    problem,
  };
}

const seconds = (milliseconds: number | null): number | null => (milliseconds === null ? null : milliseconds / 1_000);

export const listBackupsRoute = defineRoute({
  name: 'listBackups',
  method: 'GET',
  path: '/api/v1/backups',
  summary: 'Backups that are kept, what would be lost now, and how long it would take to be there again',
  permission: 'backup.read',
  about: () => subjectOfServer('backups'),
  answers: { 200: { summary: 'All of them', schema: backupsSchema } },
  problems: [409],
  async handle({ context, server }) {
    const report = await reportBackups(context);
    const { running, last } = runningOf(server.state);
    const { drill } = report;
    const json: Backups = {
      folder: backupFolderOf(context),
      items: report.backups.map(itemOf),
      recovery_point_seconds: seconds(report.recoveryPointMilliseconds),
      recovery_time_seconds: seconds(report.recoveryTimeMilliseconds),
      drill: drill ? { ...drill, problems: [...drill.problems], at: momentText(drill.at) } : null,
      running: running ? { work: running.work, since: momentText(running.since) } : null,
      last: last ? { ...last, since: momentText(last.since), until: momentText(last.until) } : null,
    };
    return { status: 200, json };
  },
});

export const makeBackupRoute = beginRoute('make', '/api/v1/backups', 'makeBackup');
export const drillBackupRoute = beginRoute('drill', '/api/v1/backups/drill', 'drillBackup');

/** It may take minutes, so it goes on when this is answered; the list says what came of it. */
function beginRoute(work: Work, path: string, name: string) {
  const verb = work === 'make' ? backupMake : backupDrill;
  return defineRoute({
    name,
    method: 'POST',
    path,
    summary: verb.summary,
    permission: verb.name,
    about: () => subjectOfServer('backups'),
    answers: { 202: { summary: 'It is begun; the list of backups says what came of it', schema: backupBegunSchema } },
    problems: [409],
    async handle({ context, server }) {
      requireIdle(server.state);
      backupFolderOf(context);
      // what comes of it is in the audit and in the list
      const asked = { stopping: () => server.draining() };
      const done = work === 'make' ? perform(context, backupMake, asked) : perform(context, backupDrill, asked);
      done.catch(() => undefined);
      const json: BackupBegun = { work, since: momentText(server.world.now()) };
      return { status: 202, json };
    },
  });
}
