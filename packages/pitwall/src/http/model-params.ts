import { z } from 'zod';
import { eventLimits } from '../events/event.ts';

/** A name that may stand in a path: what an event may have as its model. */
export const modelParams = z.strictObject({
  model: z
    .string()
    .min(1)
    .max(eventLimits.modelCharacters)
    .refine((name) => name.isWellFormed() && !/\p{Cc}/u.test(name), {
      error: 'expected text without control characters',
    })
    .describe('As in pitwall.yaml'),
});
