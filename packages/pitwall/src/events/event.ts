import { z } from 'zod';

/** Bounds of one event. Everything has one, so that no sender can fill memory with a single line. */
export const eventLimits = {
  lineCharacters: 1 << 20,
  modelCharacters: 200,
  idCharacters: 500,
  keyCharacters: 200,
  textCharacters: 10_000,
  features: 2_000,
  classes: 2_000,
  vectorNumbers: 8_192,
  /** A clock may be ahead of ours by this much, in milliseconds. */
  clockAhead: 3_600_000,
} as const;

/** SQL, JSON columns and terminals disagree about these, and halves of characters would make two ids one. */
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
const isName = (text: string): boolean => isStorable(text) && !/\p{Cc}/u.test(text);

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

/** pandas and numpy write a number that is none as this text; as a class it would stand beside the true ones. */
const noNumbers = new Set(['nan', 'inf', '+inf', '-inf', 'infinity', '+infinity', '-infinity']);
const answer = text.refine((value) => !noNumbers.has(value.toLowerCase()), {
  error: 'expected a number or the name of a class, found a number that is none; leave this row out, or find out why',
});

/** Before 1973 in milliseconds, and these years in seconds. */
const secondsBelow = 1e11;

const anInstant = 'expected a time with its offset, like 2026-03-01T19:30:00Z, or milliseconds since 1970';

const instant = z
  .union([z.number(), z.iso.datetime({ offset: true, error: anInstant })], { error: anInstant })
  .transform((value, context): number => {
    const milliseconds = typeof value === 'number' ? value : Date.parse(value);
    const problem =
      typeof value === 'number' && value < secondsBelow
        ? 'expected milliseconds since 1970, found a number that looks like seconds'
        : milliseconds < 0 || !(milliseconds < 8.64e15)
          ? 'expected a time after 1970'
          : undefined;
    if (problem) context.addIssue({ code: 'custom', message: problem });
    return Math.floor(milliseconds);
  });

const plain = /^[ -~]+$/;
const isKey = (value: string): boolean => (plain.test(value) ? value !== '__proto__' : isName(value));

const key = z
  .string()
  .min(1)
  .max(eventLimits.keyCharacters)
  .refine(isKey, { error: 'expected a name without control characters, other than __proto__' });

/** As one function: a union of schemas takes five times as long, and this is asked of every value that comes in. */
function isFeatureValue(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value);
    case 'string':
      return value.length <= eventLimits.textCharacters && (plain.test(value) || isStorable(value));
    case 'boolean':
      return true;
    default:
      return (
        value === null ||
        (Array.isArray(value) && value.length <= eventLimits.vectorNumbers && value.every(Number.isFinite))
      );
  }
}

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
    prediction: typeof prediction === 'object' ? sorted(prediction) : prediction,
    features: sorted(features),
  });
}

export const labelLine = ({ model, id, at, label, supersedes }: Label): string =>
  JSON.stringify({ model, id, at, label, ...(supersedes ? { supersedes } : {}) });

/** What comes from one service has its keys in one order, which is then most often the right one. */
function sorted(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const keys = Object.keys(record);
  if (keys.every((name, index) => index === 0 || (keys[index - 1] ?? '') < name)) return record;
  return Object.fromEntries(keys.sort().map((name) => [name, record[name]]));
}
