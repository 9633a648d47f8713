import { severitySchema } from '@pitwall/sdk';
import { z } from 'zod';
import { durationMilliseconds, durationSchema } from '../../core/duration.ts';
import { closest } from '../../core/suggest.ts';
import { catalogue } from './catalogue.ts';

/** One text is short for a list of one. */
const texts = (what: string) =>
  z
    .preprocess(
      (value) => (typeof value === 'string' ? [value] : value),
      z.array(z.string().min(1).max(1_000)).min(1).max(100),
    )
    .describe(what) as unknown as z.ZodType<string[], string | readonly string[]>;

const badStatuses = ['warning', 'alert', 'unknown'] as const;

const statuses = z
  .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(z.enum(badStatuses)).min(1))
  .describe(
    'Which statuses are bad: warning and alert where not said. What has another one counts as fine, so that the alert ends',
  ) as unknown as z.ZodType<BadStatus[], BadStatus | readonly BadStatus[]>;

type BadStatus = (typeof badStatuses)[number];

const severityByStatus = z
  .union(
    [
      severitySchema,
      z.strictObject({
        warning: severitySchema.optional(),
        alert: severitySchema.optional(),
        unknown: severitySchema.optional(),
      }),
    ],
    { error: 'expected low, medium, high or critical, or one of them by status: { alert: high, warning: low }' },
  )
  .describe('How bad it is: one word, or by status; a status that is not named opens nothing');

const untilNever = z.union([z.literal('never'), durationSchema], {
  error: 'expected a duration like 24h, or never',
});

const share = z.number().gt(0).max(1);

const flap = z
  .union(
    [
      z.literal(false),
      z
        .strictObject({
          high: share.describe('At this share of changes it begins to flap'),
          low: z.number().min(0).max(1).describe('Below this share it no longer does'),
        })
        .refine(({ high, low }) => low <= high, { error: '`low` is above `high`', path: ['low'] }),
    ],
    { error: 'expected { high: 0.5, low: 0.25 }, or false' },
  )
  .describe(
    'When an alert that comes and goes is told of only as that: shares of changes among its last 21 measurements',
  );

/** What an alert is called and what it is about, no rule can say otherwise. */
const ownLabels = ['alertname', 'severity', 'subject', 'kind', 'metric', 'project'];

const labels = z
  .record(
    z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, 'a label is letters, digits and _, and begins with no digit'),
    z.string(),
  )
  .superRefine((given, context) => {
    for (const name of ownLabels)
      if (Object.hasOwn(given, name))
        context.addIssue({ code: 'custom', path: [name], message: `the label \`${name}\` is made by Pitwall` });
  })
  .describe('Labels that its alerts get, for routes, silences and inhibition');

const ruleObject = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9_.-]{0,99}$/i,
      'a name is letters, digits, dots, dashes and _, and begins with a letter or digit',
    )
    .describe('What to call it. That of a shipped rule changes what is named here of that one, and leaves the rest'),
  enabled: z
    .boolean()
    .default(true)
    .describe(
      'false: a shipped rule opens nothing, and nothing else does in its place; one of your own is as if not there',
    ),
  title: z.string().min(1).max(200).optional().describe('What its alerts are called'),
  match: z
    .strictObject({
      metric: texts('Metrics, with * for any text: contract.*').optional(),
      subject: texts('Subjects, with * for any text, each with what is below it: model:spread-*').optional(),
      status: statuses.optional(),
    })
    .optional()
    .describe('Which findings it is about'),
  severity: severityByStatus.optional(),
  per: z
    .enum(['each', 'whole'])
    .optional()
    .describe(
      'each: an alert for each subject and metric; whole: one for all that is found about one model or dataset',
    ),
  open_after: z.int().min(1).max(1_000).optional().describe('So many measurements in a row that are not fine open it'),
  close_after: z.int().min(1).max(1_000).optional().describe('So many in a row that are fine end it'),
  for: durationSchema.optional().describe('It has to be not fine for so long before anybody is told'),
  acknowledged_for: untilNever
    .optional()
    .describe('An acknowledgement without an end of its own ends after so long: 24h, or never'),
  stale_after: untilNever
    .optional()
    .describe('Where nothing was measured for so long while it is open, people are told of that: 24h, or never'),
  flap: flap.optional(),
  fix: z.string().min(1).max(2_000).optional().describe('What to do next'),
  runbook: z.string().min(1).max(2_000).optional().describe('Where it says more: an address'),
  labels: labels.optional(),
});

export type RuleSettings = z.output<typeof ruleObject>;

/** `alerts: { rules }`: those of your own come before the shipped ones, the first that is about a finding decides. */
export const rulesSchema = z
  .array(ruleObject)
  .max(1_000)
  .superRefine((rules, context) => {
    const seen = new Set<string>();
    for (const [index, rule] of rules.entries()) {
      if (seen.has(rule.name))
        context.addIssue({
          code: 'custom',
          path: [index, 'name'],
          message: `two rules are called \`${rule.name}\``,
        });
      seen.add(rule.name);
      const problem = problemOf(rule);
      if (problem) context.addIssue({ code: 'custom', path: [index], ...problem });
    }
  })
  .describe('Which findings make which alert, before the rules that come with Pitwall');

const shippedNames = catalogue.map(({ name }) => name);

function problemOf(rule: RuleSettings): { message: string; params?: { fix: string } } | undefined {
  const { name, match } = rule;
  if (shippedNames.includes(name) || match?.metric || match?.subject) return undefined;
  const meant = closest(name, shippedNames);
  return {
    message: `the rule \`${name}\` does not say what it is about`,
    params: {
      fix: meant
        ? `Did you mean the shipped rule \`${meant}\`? Else write \`match: { metric: contract.* }\``
        : 'Write `match: { metric: contract.* }` or `match: { subject: model:* }`',
    },
  };
}

/** `never` is null, what is not said undefined. */
export const millisecondsOrNever = (text: string | undefined): number | null | undefined =>
  text === undefined ? undefined : text === 'never' ? null : durationMilliseconds(text);
