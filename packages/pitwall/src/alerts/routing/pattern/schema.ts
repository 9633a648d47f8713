import { z } from 'zod';
import { patternProblem } from './pattern.ts';

/** A pattern as a configuration says it. */
export const patternSchema = z.string().superRefine((text, context) => {
  const problem = patternProblem(text);
  if (problem === undefined) return;
  context.addIssue({
    code: 'custom',
    message: `expected a regular expression, found ${JSON.stringify(text)}: ${problem}`,
    params: { fix: 'Write it in the syntax of RE2; it matches the whole value' },
  });
});
