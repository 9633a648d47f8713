import { z } from 'zod';
import { subjectSchema } from './subject.ts';
import { thresholdSchema } from './threshold.ts';

export const statuses = ['pass', 'warning', 'alert', 'unknown'] as const;

export const statusSchema = z
  .enum(statuses)
  .describe('pass: measured and fine; warning, alert: measured and not fine; unknown: could not be measured');

export type Status = z.infer<typeof statusSchema>;

/** One place in the data that shows the finding. `row` 1 is the first record of its file after any header. */
export const exampleSchema = z.strictObject({
  file: z.string().optional(),
  row: z.int().min(1).optional(),
  line: z.int().min(1).optional().describe('Line in the text file, where the reader knows it'),
  column: z.string().optional(),
  value: z.string().nullable().describe('The value as text, shortened; null where it is missing'),
  rule: z.string().optional().describe('The rule that this place breaks'),
});

export type Example = z.infer<typeof exampleSchema>;

export const evidenceSchema = z.strictObject({
  count: z.int().min(0).optional().describe('How many rows, cells or values break the rule'),
  total: z.int().min(0).optional().describe('Out of how many'),
  expected: z.string().optional(),
  observed: z.string().optional(),
  examples: z.array(exampleSchema).optional(),
  computed: z.string().optional().describe('How the value was computed'),
  fix: z.string().optional().describe('What to do next'),
});

export type Evidence = z.infer<typeof evidenceSchema>;

/** One judged measurement. */
export const findingSchema = z
  .strictObject({
    subject: subjectSchema,
    metric: z.string().min(1).describe('What was measured, like contract.nulls'),
    value: z.number().nullable().describe('The measured value; null where it could not be measured'),
    threshold: thresholdSchema.nullable(),
    status: statusSchema,
    message: z.string().min(1).describe('One sentence that a person understands without the rest'),
    reason: z.string().optional().describe('Why the status is unknown'),
    evidence: evidenceSchema,
    labels: z
      .record(z.string(), z.string())
      .optional()
      .describe('What whoever sent it said of it; routes, silences and inhibition look at it'),
    at: z.iso.datetime().describe('When it was judged'),
  })
  .refine((finding) => finding.status !== 'unknown' || finding.reason !== undefined, {
    message: 'a finding with status unknown says why in `reason`',
    path: ['reason'],
  });

export type Finding = z.infer<typeof findingSchema>;

const badness: Record<Status, number> = { pass: 0, unknown: 1, warning: 2, alert: 3 };

/** Worst first: what a reader should see at the top. */
export function compareStatus(a: Status, b: Status): number {
  return badness[b] - badness[a];
}

/** Nothing measured is unknown, never a pass. */
export function worstStatus(all: Iterable<Status>): Status {
  let worst: Status | undefined;
  for (const status of all) if (worst === undefined || badness[status] > badness[worst]) worst = status;
  return worst ?? 'unknown';
}
