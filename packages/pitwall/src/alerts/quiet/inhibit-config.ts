import { z } from 'zod';
import { matchersSchema } from '../routing/matcher.ts';
import { patternSchema } from '../routing/pattern/schema.ts';

const labels = z.record(z.string().min(1), z.string());
const patterns = z.record(z.string().min(1), patternSchema);
const matchers = z.union([matchersSchema, z.array(matchersSchema)]);

/** Alertmanager's `inhibit_rules`, verbatim. */
export const inhibitRulesSchema = z
  .array(
    z
      .strictObject({
        source_matchers: matchers.optional().describe('Alerts that make others quiet while they fire'),
        target_matchers: matchers.optional().describe('Alerts that are made quiet'),
        equal: z
          .array(z.string().min(1))
          .optional()
          .describe('Labels that must be the same on both; absent on both is'),
        source_match: labels.optional().describe('Labels and values of the source, as older versions wrote it'),
        source_match_re: patterns.optional().describe('Labels and patterns of the source'),
        target_match: labels.optional().describe('Labels and values of the target'),
        target_match_re: patterns.optional().describe('Labels and patterns of the target'),
      })
      .describe('Which alerts are not told while others fire'),
  )
  .describe('Which alerts are not told while others fire');

export type InhibitRulesConfig = z.output<typeof inhibitRulesSchema>;

const thing = /^(?:model|dataset|component|job):[^@/]+$/u;

const thingSchema = z
  .string()
  .regex(
    thing,
    'expected model, dataset, component or job, a colon and a name, such as dataset:games; * stands for any text',
  );

const exactThingSchema = thingSchema.refine((text) => !text.includes('*'), {
  error: 'expected one name without *',
});

/** What depends on what. */
export const dependenciesSchema = z
  .record(thingSchema, z.array(exactThingSchema))
  .describe('What depends on what: alerts of a thing are not told while one of those it depends on is broken');

export type DependenciesConfig = z.output<typeof dependenciesSchema>;
