import type { Command } from '../../../core/command.ts';
import { configOptions } from '../../configuration.ts';
import { keysOption } from './opened.ts';

export const backupVerifyCommand: Command = {
  name: 'backup verify',
  summary: 'Read all of a backup, and say whether it is as it was written',
  details: 'It needs no server. Only pitwall drill shows that everything comes back.',
  arguments: [{ name: 'BACKUP', summary: 'Folder of the backup' }],
  options: [...configOptions, keysOption],
  examples: [
    {
      command: 'pitwall backup verify /mnt/backups/backup-2026-01-05t12-00-00z-0a1b2c3d4e',
      does: 'With the keys of secrets.keys, or of ./pitwall-data',
    },
  ],
  run: async (invocation, context) => (await import('./run-offline.ts')).runVerify(invocation, context),
};
