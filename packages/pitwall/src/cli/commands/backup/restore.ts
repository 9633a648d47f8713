import type { Command } from '../../../core/command.ts';
import { configOptions } from '../../configuration.ts';
import { keysOption } from './opened.ts';

export const restoreCommand: Command = {
  name: 'restore',
  summary: 'Make a data directory of a backup',
  details:
    'The directory must not be there, or be empty. All of it is verified before it gets its name; then pitwall up starts on it. Whoever was signed in has to sign in again.',
  arguments: [{ name: 'BACKUP', summary: 'Folder of the backup' }],
  options: [
    ...configOptions,
    { name: 'data', value: 'FOLDER', summary: 'The data directory to make', default: './pitwall-data' },
    {
      name: 'state',
      value: 'URL',
      summary: 'Put the state in this Postgres instead, in which there must be none of ours',
    },
    keysOption,
  ],
  examples: [
    {
      command: 'pitwall restore /mnt/backups/backup-2026-01-05t12-00-00z-0a1b2c3d4e --data ./restored --keys /mnt/safe',
      does: 'Into ./restored, with the keys.json of /mnt/safe',
    },
  ],
  run: async (invocation, context) => (await import('./run-offline.ts')).runRestore(invocation, context),
};
