import { classicThresholds } from '@pitwall/stats';
import { z } from 'zod';
import { falseAlarmProblem } from './false-alarms.ts';

/** A name under baselines/, or the path of a file. */
export const baselineSchema = z
  .string()
  .min(1)
  .describe('What the data is compared with: the name of a baseline, made by pitwall baseline create');

const often = z.string().regex(/^\s*\d+(\.\d+)?\s+(per|in)\s+\S+\s*$/, 'expected words like 1 per month or 1 in 100');

const ignore = z.array(z.string()).default([]).describe('Columns that are not compared, such as the season');

export const driftSchema = z
  .strictObject({
    false_alarms: often
      .default('1 per month')
      .describe('How often chance alone may raise an alarm: 1 per month, 2 per year, or 1 in 100 comparisons'),
    checks: often
      .default('1 per day')
      .describe('How often the data is compared; only with it does a rate of false alarms say what a p-value must be'),
    ignore,
    time_moves: z
      .boolean()
      .default(true)
      .describe('Times move on by themselves: of time columns compare weekday and hour only. false: the time as well'),
    target: z.string().optional().describe('The column that the model learns; its drift is called so'),
    prediction: z.string().optional().describe('The column that the model answers; its drift is called so'),
    joint: z.boolean().default(true).describe('Compare the numeric columns together as well'),
  })
  .superRefine((settings, context) => {
    const problem = falseAlarmProblem(settings);
    if (problem) context.addIssue({ code: 'custom', path: [problem.key], message: problem.message });
  })
  .describe('How sure and how large a drift has to be');

export type DriftInput = z.input<typeof driftSchema>;
export type DriftSettings = z.infer<typeof driftSchema>;

export const defaultDriftSettings: DriftSettings = driftSchema.parse({});

const threshold = (value: number) => z.number().min(0).default(value);

/** The rule of the CBB model, for those who need its numbers. */
export const classicSchema = z.strictObject({
  parity: z.literal('cbb'),
  thresholds: z
    .strictObject({
      psi: threshold(classicThresholds.psi),
      ks: threshold(classicThresholds.ks),
      kl: threshold(classicThresholds.kl),
    })
    .prefault({}),
  ignore,
});

export type ClassicInput = z.input<typeof classicSchema>;
export type ClassicThresholds = z.infer<typeof classicSchema>['thresholds'];
