import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { type Judged, tellIfNews } from '../findings.ts';

const inputSchema = z.strictObject({
  judged: z.custom<Judged>((value) => typeof value === 'object' && value !== null),
});

/** Performed only where there is news, so that the audit is not filled by looking at a clock. */
export const backupWatch = defineVerb<z.output<typeof inputSchema>, { readonly told: boolean }>({
  name: 'backup.watch',
  summary: 'Remember that a backup that was planned is not there, or is there again',
  input: inputSchema,
  subject: () => formatSubject({ kind: 'server', name: 'backups' }),
  record: ({ judged }) => ({ status: judged.status, age_hours: judged.value }),
  run: async (tx, { judged }) => ({ told: await tellIfNews(tx, judged) }),
});
