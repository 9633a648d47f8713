import { z } from 'zod';
import type { Asking } from './asking.ts';

export const backupSchema = z.object({
  id: z.string().describe('Its name, and that of its folder'),
  made: z.string().describe('Everything that was acknowledged before is in it'),
  milliseconds: z.int().describe('How long it took'),
  bytes: z.int().describe('On the disk'),
  predictions: z.int(),
  labels: z.int(),
  audit: z.int().describe('Number of the last audit entry in it'),
  encrypted: z.boolean(),
  key: z.string().nullable().describe('Id of the key that opens it; the key itself is in no backup'),
  problem: z.string().nullable().describe('What of it is missing; only reading all of it tells more'),
});

export type Backup = z.infer<typeof backupSchema>;

const workSchema = z.enum(['make', 'drill']);

export const backupsSchema = z.object({
  folder: z.string().describe('Where they are, on the machine of the server'),
  items: z.array(backupSchema).describe('The newest first'),
  recovery_point_seconds: z
    .number()
    .nullable()
    .describe('RPO: what would be lost now, the age of the last good backup; null where there is none'),
  recovery_time_seconds: z
    .number()
    .nullable()
    .describe(
      'RTO: how long it took until all was there again, in the last drill that passed; null where there was none',
    ),
  drill: z
    .object({
      at: z.string(),
      backup: z.string(),
      passed: z.boolean(),
      milliseconds: z.int(),
      problems: z.array(z.string()),
    })
    .nullable()
    .describe('The last one'),
  running: z.object({ work: workSchema, since: z.string() }).nullable(),
  last: z
    .object({
      work: workSchema,
      since: z.string(),
      until: z.string(),
      error: z.object({ code: z.string(), message: z.string() }).nullable(),
    })
    .nullable()
    .describe('What ended last since the server was started'),
});

export type Backups = z.infer<typeof backupsSchema>;

export const backupBegunSchema = z.object({ work: workSchema, since: z.string() });

export type BackupBegun = z.infer<typeof backupBegunSchema>;

export interface BackupsClient {
  list(): Promise<Backups>;
  /** Begins one; see the list for what comes of it. */
  make(): Promise<BackupBegun>;
  /** Begins to restore the newest on trial; see the list for what comes of it. */
  drill(): Promise<BackupBegun>;
}

export const backupsClient = ({ get, send }: Asking): BackupsClient => ({
  list: () => get(backupsSchema, '/api/v1/backups'),
  make: () => send('POST', backupBegunSchema, '/api/v1/backups'),
  drill: () => send('POST', backupBegunSchema, '/api/v1/backups/drill'),
});
