import { z } from 'zod';
import { accessSchema } from '../access/config.ts';
import { alertsSchema } from '../alerts/config.ts';
import { auditSchema } from '../audit/config.ts';
import { backupSchema } from '../backup/config.ts';
import { readOptionsSchema } from '../data/source.ts';
import { httpSchema } from '../http/config.ts';
import { outwardSchema } from '../outward/config.ts';
import { privacySchema } from '../privacy/config.ts';
import { retentionSchema } from '../retention/config.ts';
import { secretsSchema } from '../secrets/config.ts';
import { datasetKeys, modelSchema } from '../slices.ts';

/** One path is short for a list of one. */
const sourceSchema = z
  .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.string().min(1)).min(1))
  .describe('Files of the dataset: paths and globs, from the folder of this file') as unknown as z.ZodType<
  string[],
  string | readonly string[]
>;

const datasetSchema = z
  .strictObject({
    source: sourceSchema,
    ...readOptionsSchema.shape,
    ...datasetKeys,
  })
  .describe('Data that is delivered together and looks alike');

/** `pitwall.yaml`. Each section is the slice's of its name, and is validated by it. */
export const configSchema = z.strictObject({
  project: z.string().min(1).default('project').describe('Name of what is watched'),
  datasets: z.record(z.string().min(1), datasetSchema).default({}).describe('What is watched, by name'),
  models: z.record(z.string().min(1), modelSchema).default({}).describe('Models that are judged, by name'),
  alerts: alertsSchema.prefault({}),
  retention: retentionSchema.prefault({}),
  audit: auditSchema.prefault({}),
  backup: backupSchema.prefault({}),
  access: accessSchema.prefault({}),
  http: httpSchema.prefault({}),
  outward: outwardSchema.prefault({}),
  secrets: secretsSchema.prefault({}),
  privacy: privacySchema.prefault({}),
});

export type Config = z.infer<typeof configSchema>;
export type DatasetConfig = Config['datasets'][string];
