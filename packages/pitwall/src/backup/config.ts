import { z } from 'zod';
import { durationSchema } from '../core/duration.ts';
import { scheduleSchema } from '../jobs/schedule.ts';

/** `backup:` of the configuration. */
export const backupSchema = z
  .strictObject({
    to: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Folder that backups are put in, from the folder of this file; pitwall-backups beside the data directory where not said. Best on another disk',
      ),
    schedule: scheduleSchema
      .optional()
      .describe('When a backup is made: a cron expression, or a map; never where not said'),
    keep: z
      .union([z.int().min(1), durationSchema])
      .default(7)
      .describe('How many are kept, or for how long: 7, 30d. The last good one is never deleted'),
    encrypt: z
      .boolean()
      .default(true)
      .describe('Whether they are encrypted, with the keys of `secrets`; the keys are never in a backup'),
    drill: scheduleSchema
      .optional()
      .describe('When the newest one is restored on trial: a cron expression, or a map; never where not said'),
  })
  .describe('Backups of the state, the events and the configuration');

export type BackupConfig = z.output<typeof backupSchema>;
