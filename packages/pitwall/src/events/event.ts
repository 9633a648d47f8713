import { z } from 'zod';
import { eventLimits, instantProblem, isFeatureValue, isKey, isName, isNoNumber, isStorable } from './event-values.ts';
import { createKeySorter } from './sort-keys.ts';

export { eventLimits };

const name = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine(isName, { error: 'expected text without control characters and halves of characters' });

const text = z
  .string()
  .max(eventLimits.textCharacters)
  .refine(isStorable, { error: 'expected text without zero bytes and halves of characters' });

const answer = text.refine((value) => !isNoNumber(value), {
  error: 'expected a number or the name of a class, found a number that is none; leave this row out, or find out why',
});

const anInstant = 'expected a time with its offset, like 2026-03-01T19:30:00Z, or milliseconds since 1970';

const instant = z
  .union([z.number(), z.iso.datetime({ offset: true, error: anInstant })], { error: anInstant })
  .transform((value, context): number => {
    const milliseconds = typeof value === 'number' ? value : Date.parse(value);
    const problem = instantProblem(value, milliseconds);
    if (problem) context.addIssue({ code: 'custom', message: problem });
    return Math.floor(milliseconds);
  });

const key = z
  .string()
  .min(1)
  .max(eventLimits.keyCharacters)
  .refine(isKey, { error: 'expected a name without control characters, other than __proto__' });

const featureValue = z
  .unknown()
  .refine(isFeatureValue, {
    error: `expected a number, a text of at most ${eventLimits.textCharacters} characters, true, false, null or a list of at most ${eventLimits.vectorNumbers} numbers`,
  })
  .meta({
    anyOf: [
      { type: 'number' },
      { type: 'string', maxLength: eventLimits.textCharacters },
      { type: 'boolean' },
      { type: 'null' },
      { type: 'array', items: { type: 'number' }, maxItems: eventLimits.vectorNumbers },
    ],
  });

const fewer = (most: number) => (value: object) => Object.keys(value).length <= most;

const id = z
  .union([name(eventLimits.idCharacters), z.int()], {
    error: `expected a text of 1 to ${eventLimits.idCharacters} characters without control characters, or a whole number below 2^53`,
  })
  .transform(String)
  .describe('Of the prediction, unique within its model; its label comes with the same. 7 and "7" are one id');

const shared = {
  model: name(eventLimits.modelCharacters).describe('Which model, as in pitwall.yaml'),
  id,
  at: instant.optional().describe('When it was made; when it came in, where not said'),
};

export const predictionSchema = z
  .strictObject({
    ...shared,
    prediction: z
      .union(
        [
          z.number(),
          answer,
          z.boolean(),
          z.record(key, z.union([z.number(), answer, z.boolean()])).refine(fewer(eventLimits.classes)),
        ],
        { error: 'expected a number, the name of a class, true, false, or an object of these' },
      )
      .describe('What the model said: a number, a class, or an object such as a probability for each class'),
    features: z
      .record(key, featureValue)
      .refine(fewer(eventLimits.features), { error: `expected at most ${eventLimits.features} features` })
      .default({})
      .describe('What the model was given'),
    version: name(eventLimits.modelCharacters).optional().describe('Of the model'),
    segment: text.optional().describe('A group that is looked at on its own, such as a share of the traffic'),
    odds: z.number().optional().describe('That were taken, in the format that the model declares'),
    closing: z.number().optional().describe('The last odds before the start'),
    stake: z.number().min(0).optional().describe('What was put on it; 0 for no bet'),
    weight: z.number().min(0).optional().describe('How much it counts'),
    user: name(eventLimits.idCharacters).optional().describe('Whom a list was made for'),
    item: name(eventLimits.idCharacters).optional().describe('What was listed'),
  })
  .describe('What a model said, and of what');

export const labelSchema = z
  .strictObject({
    ...shared,
    label: z
      .union([z.number(), answer, z.boolean()], { error: 'expected a number, the name of a class, true or false' })
      .describe('What then was so'),
    supersedes: z.boolean().default(false).describe('Whether it corrects the label that came before it'),
  })
  .describe('What then was so');

export type Prediction = z.output<typeof predictionSchema>;
export type Label = z.output<typeof labelSchema>;
export type EventKind = 'prediction' | 'label';

export const eventSchemas = { prediction: predictionSchema, label: labelSchema } as const;

/** Two events are the same if this text of them is. It has no line breaks. */
export function predictionLine({
  model,
  id,
  at,
  prediction,
  features,
  version,
  segment,
  ...numbers
}: Prediction): string {
  const { odds, closing, stake, weight, user, item } = numbers;
  return JSON.stringify({
    model,
    id,
    at,
    version,
    segment,
    user,
    item,
    odds,
    closing,
    stake,
    weight,
    prediction: typeof prediction === 'object' ? sortedClasses(prediction) : prediction,
    features: sortedFeatures(features),
  });
}

export const labelLine = ({ model, id, at, label, supersedes }: Label): string =>
  JSON.stringify({ model, id, at, label, ...(supersedes ? { supersedes } : {}) });

const sortedClasses = createKeySorter();
const sortedFeatures = createKeySorter();
