import { z } from 'zod';
import { readTemplate } from './read.ts';

const templateText = z
  .string()
  .min(1)
  .superRefine((source, context) => {
    const read = readTemplate(source);
    if (!('problem' in read)) return;
    const message = `expected a template that can be read, found in line ${read.line}, column ${read.column}: ${read.problem}`;
    context.addIssue({ code: 'custom', message, params: { fix: read.fix } });
  });

/** The key `template` of a channel. */
export const templateSchema = z
  .strictObject({
    title: templateText.optional().describe('The one line: {{ alerts[0].title }} on {{ project }}'),
    text: templateText.optional().describe('What stands above the alerts: {{#each alerts}}{{ summary }}{{/each}}'),
  })
  .describe('What messages of this channel say, in words of your own');
