import { join } from 'node:path';
import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';
import { counted } from '../../core/words.ts';
import { defineVerb } from '../../server/verb.ts';
import { drillBackup } from '../drill.ts';
import { tellIfNews } from '../findings.ts';
import { backupFolderOf, dataFolderOf, lastGood, listBackups } from '../folder.ts';
import { openingOf } from '../keys.ts';
import { pauseBetween } from '../pause.ts';
import { missingBackup } from '../problems.ts';
import { alone } from '../running.ts';

const inputSchema = z.strictObject({
  stopping: z.custom<() => boolean>((value) => typeof value === 'function').optional(),
});

export type Drilled = {
  readonly backup: string;
  readonly made: string;
  readonly passed: boolean;
  /** From nothing to a data directory that was looked through. */
  readonly milliseconds: number;
  readonly problems: readonly string[];
};

/** Restores the newest backup on trial. What it finds wrong is no failure of the verb, but a finding. */
export const backupDrill = defineVerb<z.output<typeof inputSchema>, Drilled, Drilled>({
  name: 'backup.drill',
  summary: 'Restore the newest backup on trial, and say whether all of it came back',
  input: inputSchema,
  subject: () => formatSubject({ kind: 'server', name: 'backups' }),
  record: (_input, output) => (output === undefined ? {} : { ...output, problems: [...output.problems] }),
  prepare: ({ stopping = () => false }, context) =>
    alone(
      context.state,
      'drill',
      () => context.world.now(),
      async () => {
        const to = backupFolderOf(context);
        const all = await listBackups(to);
        const newest = all.find(({ manifest }) => manifest.project === context.config.project);
        const backup = newest ?? lastGood(all, context.config.project);
        if (!backup) throw missingBackup(to, 'none that is finished');
        const { milliseconds, problems } = await drillBackup({
          backup: backup.folder,
          // on the disk of the data, since that is where one would restore to
          scratch: join(dataFolderOf(context), 'drill'),
          sealingOf: openingOf(context),
          world: context.world,
          pause: pauseBetween(stopping),
        });
        const { id, manifest } = backup;
        return { backup: id, made: manifest.made, passed: problems.length === 0, milliseconds, problems };
      },
    ),
  async run(tx, _input, { config, world }, drilled) {
    const { backup, passed, problems, milliseconds } = drilled;
    await tellIfNews(tx, {
      project: config.project,
      metric: 'backup.drill',
      status: passed ? 'pass' : 'alert',
      value: problems.length,
      message: passed
        ? `Backup ${backup} could be restored in ${(milliseconds / 1_000).toFixed(1)} s, and all of it came back.`
        : `Backup ${backup} cannot be relied on: ${counted(problems.length, 'problem')} when it was restored on trial.`,
      evidence: passed
        ? {}
        : {
            observed: problems.join('; ').slice(0, 1_000),
            fix: 'Make another backup and try that one: pitwall backup, pitwall drill',
          },
      at: world.now(),
    });
    return drilled;
  },
});
