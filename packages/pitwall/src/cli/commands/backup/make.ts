import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

export const backupCommand: Command = {
  name: 'backup',
  summary: 'Make a backup of the state, the events and the configuration',
  details:
    'It is put in the folder that backup.to names, while the server goes on. Keys are never in a backup: keep keys.json of the data directory, or what secrets.keys names, somewhere else.',
  arguments: [],
  options: [...connectionOptions, { name: 'json', summary: 'As JSON' }],
  examples: [
    { command: 'pitwall backup', does: 'Back up what ./pitwall-data holds, whether a server runs there or not' },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runBackup(invocation, context),
};

export const drillCommand: Command = {
  name: 'drill',
  summary: 'Restore the newest backup on trial, and say whether all of it came back',
  details: 'How long it took is how long it would take to be there again. Nothing of what is there is touched.',
  arguments: [],
  options: [...connectionOptions, { name: 'json', summary: 'As JSON' }],
  examples: [{ command: 'pitwall drill', does: 'Try the newest backup; exit 1 where not all of it came back' }],
  run: async (invocation, context) => (await import('./run.ts')).runDrill(invocation, context),
};
