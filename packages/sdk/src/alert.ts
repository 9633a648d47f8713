import { z } from 'zod';
import { subjectSchema } from './subject.ts';
import { thresholdSchema } from './threshold.ts';

export const severities = ['low', 'medium', 'high', 'critical'] as const;

export const severitySchema = z.enum(severities).describe('How soon somebody has to look');

export type Severity = z.infer<typeof severitySchema>;

export const alertStates = ['pending', 'firing', 'acknowledged', 'resolved'] as const;

export const alertStateSchema = z
  .enum(alertStates)
  .describe(
    'pending: seen, not yet long enough; firing: people must know; acknowledged: somebody has it; resolved: it is over',
  );

export type AlertState = z.infer<typeof alertStateSchema>;

/** Worst first. */
export function compareSeverity(a: Severity, b: Severity): number {
  return severities.indexOf(b) - severities.indexOf(a);
}

const moment = z.iso.datetime();

/** One of the measurements that an alert is about, as it stands. */
export const alertPartSchema = z.strictObject({
  subject: subjectSchema,
  metric: z.string().min(1),
  status: z.enum(['pass', 'warning', 'alert', 'unknown']),
  severity: severitySchema,
  value: z.number().nullable(),
  threshold: thresholdSchema.nullable(),
  message: z.string(),
  finding: z.string().describe('The id of the finding'),
  at: moment,
});

export type AlertPart = z.infer<typeof alertPartSchema>;

/** Why nobody is told of it at the moment. Reckoned when it is asked for, never kept. */
export const quietSchema = z.strictObject({
  silencedBy: z.array(z.string()).describe('Ids of the silences that match it'),
  inhibitedBy: z
    .array(z.string())
    .describe('Ids of the alerts because of which it is not told; hidden for one that may not be seen'),
  mutedBy: z.array(z.string()).describe('Names of the time intervals in which its route is not told'),
});

export type Quiet = z.infer<typeof quietSchema>;

/** A condition that people must know of: one for each fingerprint, however often it is measured. */
export const alertSchema = z.strictObject({
  id: z.string().min(1).describe('Its fingerprint: the same subject and metric are the same alert'),
  subject: subjectSchema,
  metric: z.string().min(1),
  rule: z.string().describe('The rule that made it an alert'),
  title: z.string(),
  summary: z.string().describe('What was found, in one sentence'),
  severity: severitySchema,
  state: alertStateSchema,
  flapping: z.boolean().describe('It changes so often that only this is told'),
  labels: z.record(z.string(), z.string()).describe('What routes, silences and inhibition look at'),
  episode: z.int().min(0).describe('How many times it has fired'),
  count: z.int().min(0).describe('Findings that were not fine since it began'),
  since: moment.describe('When the condition began'),
  firedAt: moment.nullable(),
  lastSeenAt: moment,
  resolvedAt: moment.nullable(),
  acknowledgement: z
    .strictObject({ by: z.string(), at: moment, until: moment.nullable(), comment: z.string().nullable() })
    .nullable(),
  parts: z.array(alertPartSchema).describe('What it is made of, worst first; at most 50 of them'),
  moreParts: z.int().min(0),
  runbook: z.string().nullable(),
  fix: z.string().nullable().describe('What to do next'),
  quiet: quietSchema,
});

export type Alert = z.infer<typeof alertSchema>;

export const matcherTextSchema = z
  .string()
  .min(1)
  .max(2_000)
  .describe('As Alertmanager writes it: severity="high", model=~"spread-.*", metric!="drift"');
