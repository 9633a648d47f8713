import { z } from 'zod';
import { durationMilliseconds, durationSchema } from '../core/duration.ts';

/** `audit:` of the configuration. */
export const auditSchema = z
  .strictObject({
    checkpoint: z
      .strictObject({
        every: durationSchema
          .refine((text) => durationMilliseconds(text) >= 60_000, { error: 'expected at least 1m' })
          .default('5m')
          .describe('So long after the one before there is a new checkpoint, where anything was done since'),
        entries: z
          .int()
          .min(1)
          .max(1_000_000)
          .default(1_000)
          .describe('After so many new entries there is one sooner; looked at every minute'),
      })
      .prefault({})
      .describe('How often the state of the audit chain is signed'),
    file: z
      .string()
      .min(1)
      .optional()
      .describe(
        'File that each checkpoint is written behind, from the folder of this file; best on another machine, or such that it can only grow',
      ),
  })
  .describe('How the book of what was done is kept from being rewritten');
