import { z } from 'zod';
import type { Grant, Rule } from './permission.ts';

/** So many policies may come of one role. */
const policiesPerRole = 1_000;
const longestPattern = 1_000;
const mostPatterns = 200;
const mostRules = 100;

export const roleNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'expected a name of lower-case letters, digits and -, at most 64, a letter first')
  .describe('Name of a role');

/** `job.*`, `*.read`, `*`: of the characters of verbs, of which each is two words with a dot between. */
export const verbPatternSchema = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => /^[a-z0-9_.*-]+$/.test(text) && (text.includes('.') || text.includes('*')), {
    error: 'expected a verb like job.run, or a pattern like job.*',
  })
  .describe('A verb, or a pattern in which * stands for any text');

export const subjectPatternSchema = z
  .string()
  .min(1)
  .max(longestPattern)
  .superRefine((text, context) => {
    const message = subjectProblem(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .describe('A subject like model:spread-a, or a pattern in which * stands for any text');

function subjectProblem(text: string): string | undefined {
  if (!text.isWellFormed() || /\p{Cc}/u.test(text)) return 'expected a subject without control characters';
  if (text.includes('*')) {
    // what stands before the first star must be how a subject may begin
    const begins = text.slice(0, text.indexOf('*'));
    if (['x', ':x', 'x:x'].some((rest) => isPath(begins + rest))) return undefined;
  } else if (isPath(text)) return undefined;
  return 'expected a subject like model:spread-a or model:spread-*, with %3A for a : in a name and %2F for a /';
}

const isPath = (text: string): boolean => text.split('/').every((step) => /^[a-z]+:[^:]+$/.test(step));

function oneOrMore<Schema extends z.ZodType<string, string>>(schema: Schema) {
  return z
    .union([schema, z.array(schema).min(1).max(mostPatterns)], {
      // what is wrong with the text, or with the list, and not that it is neither
      error: ({ errors, input }) => errors?.[Array.isArray(input) ? 1 : 0]?.[0]?.message,
    })
    .transform((given): readonly string[] => [...new Set(typeof given === 'string' ? [given] : given)]);
}

/** `{ allow: 'job.*', on: 'model:spread-*' }`, or `deny` in place of `allow`; on everything where `on` is left out. */
const writtenRuleSchema = z
  .strictObject({
    allow: oneOrMore(verbPatternSchema).optional().describe('What is allowed: verbs or patterns of verbs'),
    deny: oneOrMore(verbPatternSchema).optional().describe('What is denied: verbs or patterns of verbs'),
    on: oneOrMore(subjectPatternSchema).prefault('*').describe('To what: subjects or patterns of subjects'),
  })
  .refine(({ allow, deny }) => (allow === undefined) !== (deny === undefined), {
    error: 'expected either allow or deny',
  });

export const ruleSchema: z.ZodType<Rule, unknown> = writtenRuleSchema.transform(ruleOf);

function ruleOf({ allow, deny, on }: z.output<typeof writtenRuleSchema>): Rule {
  return { effect: deny ? 'deny' : 'allow', verbs: deny ?? allow ?? [], subjects: on };
}

/** A rule as somebody would write it, so that what a server answers may be sent to it again. */
export function writtenRule({ effect, verbs, subjects }: Rule) {
  const on = [...subjects];
  return effect === 'allow' ? { allow: [...verbs], on } : { deny: [...verbs], on };
}

/** A role; what comes of it is a `Role`. */
export const roleSchema = z.strictObject({
  name: roleNameSchema,
  summary: z.string().max(300).default('').describe('In a sentence, whom it is for'),
  rules: z
    .array(writtenRuleSchema)
    .min(1)
    .max(mostRules)
    .transform((rules) => rules.map(ruleOf))
    .refine((rules) => policiesIn(rules) <= policiesPerRole, {
      error: `expected at most ${policiesPerRole} pairs of a verb and a subject in one role`,
    })
    .describe('What it allows and denies; the most specific rule decides'),
});

const policiesIn = (rules: readonly Rule[]): number =>
  rules.reduce((sum, { verbs, subjects }) => sum + verbs.length * subjects.length, 0);

/**
 * `{ role: 'operator', on: 'model:spread-*' }`; everywhere where `on` is left out, which is the same as `*`. An empty list
 * is refused: whoever made it from a list of models that was empty did not mean everywhere. What comes of it may be
 * validated again.
 */
export const grantSchema: z.ZodType<Grant, unknown> = z.strictObject({
  role: roleNameSchema,
  on: oneOrMore(subjectPatternSchema).prefault('*').describe('On what: subjects or patterns of subjects'),
});
