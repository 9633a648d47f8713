import { z } from 'zod';

/** `< 0.55`: an absolute limit. `drop > 15%`: how far below the baseline, relative to it. */
export const conditionPattern =
  /^\s*(?:(drop|rise)\s*)?(<=|>=|<|>)\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(%)?\s*$/;

export const conditionSchema = z
  .string()
  .regex(conditionPattern, 'a condition is an operator and a number, like "< 0.55", ">= 10%" or "drop > 15%"')
  .describe('An operator and a number: "< 0.55"; or a change against the baseline: "drop > 15%"');

/** When a value is no longer fine. The operator says what happens exactly at the limit. */
export const thresholdSchema = z
  .strictObject({
    warning: conditionSchema.optional().describe('The value is a warning where this holds'),
    alert: conditionSchema.optional().describe('The value is an alert where this holds; judged before the warning'),
    minimum_samples: z.int().min(1).optional().describe('With fewer samples the status is unknown'),
  })
  .describe('When a value is no longer fine');

export type Threshold = z.infer<typeof thresholdSchema>;
