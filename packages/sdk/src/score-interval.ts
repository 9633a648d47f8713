import { z } from 'zod';

export const scoreIntervalSchema = z
  .strictObject({
    low: z.number(),
    high: z.number(),
    level: z.number().describe('In so many of all samples such as this one the true value lies between'),
    method: z.string(),
  })
  .describe('Between these the true value lies');
