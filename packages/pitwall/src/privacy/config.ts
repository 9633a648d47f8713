import { z } from 'zod';

const column = z.string().min(1).max(200);

/** `personal:` of a model. */
export const personalSchema = z
  .strictObject({
    subject: column.describe('The column that names the person: a feature, or id, user, item or segment of the event'),
    columns: z
      .array(column)
      .max(1_000)
      .default([])
      .describe('Features that say something of a person: they stay out of profiles, baselines and examples'),
    purpose: z.string().min(1).max(500).optional().describe('What it is processed for, as the register says it'),
  })
  .describe('What of the predictions of this model is about people, and who it is');

export type PersonalConfig = z.output<typeof personalSchema>;

/** `privacy:` of the configuration. */
export const privacySchema = z
  .strictObject({
    hold: z
      .array(z.string().min(1).max(600))
      .default([])
      .describe('Persons that must not be erased, like person:4711. They stand here in clear; pitwall hold seals them'),
    contact: z.string().min(1).max(500).optional().describe('Who is responsible, as the register says it'),
  })
  .describe('What is kept of people');

export type PrivacyConfig = z.output<typeof privacySchema>;

const nothing: PrivacyConfig = privacySchema.parse({});

interface WithPrivacy {
  readonly privacy?: PrivacyConfig;
}

export const privacyOf = (config: object): PrivacyConfig => (config as WithPrivacy).privacy ?? nothing;

interface WithPersonal {
  readonly personal?: PersonalConfig | undefined;
}

export const personalOf = (model: object | undefined): PersonalConfig | undefined =>
  (model as WithPersonal | undefined)?.personal;
