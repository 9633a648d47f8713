import { z } from 'zod';
import { durationSchema } from '../core/duration.ts';
import { scheduleSchema } from '../jobs/schedule.ts';

const envSchema = z.strictObject({
  env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'expected the name of an environment variable' })
    .describe('Name of the environment variable that holds the key'),
});

const fileSchema = z.strictObject({
  file: z.string().min(1).describe('File that holds the key, from the folder of the configuration'),
});

const commandSchema = z.strictObject({
  command: z
    .array(z.string().min(1))
    .min(1)
    .describe('Program and its arguments, each for itself; no shell reads them. It prints the key'),
  timeout: durationSchema.default('10s').describe('How long the program may take'),
});

const sourceSchema = z.union([envSchema, fileSchema, commandSchema]);

/** One is short for a list of one. */
const keysSchema = z
  .preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(sourceSchema).min(1).max(16).optional(),
  )
  .describe(
    'Where the keys come from, the newest first: a variable, a file or a program. Each gives one key a line, 32 random ' +
      'bytes or more as base64 or hex. Not said: a file keys.json in the data directory, made at the first start',
  ) as unknown as z.ZodType<KeySource[] | undefined, KeySourceInput | readonly KeySourceInput[] | undefined>;

export type KeySource = z.output<typeof sourceSchema>;
type KeySourceInput = z.input<typeof sourceSchema>;

/** `secrets:` of the configuration. */
export const secretsSchema = z
  .strictObject({
    keys: keysSchema.optional(),
    rewrap: scheduleSchema
      .prefault({ cron: '47 4 * * *', jitter: '30m' })
      .describe('When what is sealed with an old key is wrapped anew: a cron expression, or a map'),
  })
  .describe('With which keys secrets are kept from whoever reads the data directory');

export type SecretsConfig = z.output<typeof secretsSchema>;
