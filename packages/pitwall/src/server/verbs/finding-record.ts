import { findingSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { appendFindings } from '../../state/finding-table.ts';
import { defineVerb } from '../verb.ts';

const newFinding = z.strictObject({
  id: z.string().min(1).max(200),
  finding: findingSchema,
  window: z.strictObject({ start: z.int(), end: z.int() }).nullable(),
});

const inputSchema = z.strictObject({ findings: z.array(newFinding).min(1).max(10_000) });

/** What monitors find; there is no door to it from outside. */
export const findingRecord = defineVerb<z.output<typeof inputSchema>, { readonly ids: readonly string[] }>({
  name: 'finding.record',
  summary: 'Remember findings; those that are known are passed over',
  input: inputSchema,
  subject: ({ findings: [first] }) => first?.finding.subject ?? '',
  record: ({ findings }, output) => ({ findings: findings.length, new: output?.ids.length }),
  async run(tx, { findings }) {
    return { ids: await appendFindings(tx, findings) };
  },
});
