import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';
import { defineVerb } from '../server/verb.ts';
import { auditHead } from '../state/audit-table.ts';
import { exportFormats } from './export.ts';

const inputSchema = z.strictObject({
  format: z.enum(exportFormats),
  /** As it was asked for. */
  choice: z.record(z.string(), z.union([z.string(), z.number()])),
});

type Input = z.output<typeof inputSchema>;

/** Who takes the book away is in the book. What is exported begins after it, and ends with the entry before. */
export const auditExport = defineVerb<Input, { readonly upTo: number }>({
  name: 'audit.export',
  summary: 'Take the audit, or some of it, as a file',
  input: inputSchema,
  subject: () => formatSubject({ kind: 'server', name: 'audit' }),
  record: ({ format, choice }, output) => ({ format, ...choice, ...(output ? { upTo: output.upTo } : {}) }),
  async run(tx) {
    return { upTo: (await auditHead(tx)).seq };
  },
});
