import { statuses } from '@pitwall/sdk';
import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

export const findingsListCommand: Command = {
  name: 'findings list',
  summary: 'What was judged, the newest first',
  arguments: [],
  options: [
    ...connectionOptions,
    { name: 'model', value: 'NAME', summary: 'Of this model and what belongs to it' },
    { name: 'subject', value: 'SUBJECT', summary: 'Of this subject, like model:spread-picker/column:pace' },
    { name: 'metric', value: 'METRIC', summary: 'Of this metric, like drift.psi' },
    {
      name: 'status',
      value: 'STATUS,…',
      summary: `Of this status, or of several with commas between them: ${statuses.join(', ')}`,
    },
    { name: 'from', value: 'TIME', summary: 'Judged at this time or later, like 2026-01-12 or 2026-01-12T06:00:00Z' },
    { name: 'to', value: 'TIME', summary: 'Judged before this time' },
    { name: 'standing', summary: 'Leave out what was corrected since' },
    { name: 'limit', value: 'NUMBER', summary: 'So many at the most', default: '20' },
    { name: 'cursor', value: 'CURSOR', summary: 'Go on where a page ended' },
    { name: 'json', summary: 'As JSON' },
  ],
  examples: [
    { command: 'pitwall findings list --status alert,warning', does: 'What was not fine' },
    { command: 'pitwall findings list --model spread-picker --standing --json', does: 'Of one model, for a program' },
  ],
  run: async (invocation, context) => (await import('./run-list.ts')).runFindingsList(invocation, context),
};
