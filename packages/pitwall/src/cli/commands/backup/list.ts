import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

export const backupListCommand: Command = {
  name: 'backup list',
  summary: 'Backups that are kept, what would be lost now, and how long it would take to be there again',
  arguments: [],
  options: [...connectionOptions, { name: 'json', summary: 'As JSON' }],
  examples: [{ command: 'pitwall backup list', does: 'The newest first, with RPO and RTO as measured' }],
  run: async (invocation, context) => (await import('./run.ts')).runBackupList(invocation, context),
};
