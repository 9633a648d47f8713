import type { Command } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

const json = { name: 'json', summary: 'As JSON' } as const;
const nameArgument = { name: 'NAME', summary: 'Of the secret: letters, digits, _, - and dots' } as const;

export const secretsSetCommand: Command = {
  name: 'secrets set',
  summary: 'Keep a secret, sealed, for use in the configuration by its name',
  details:
    `In pitwall.yaml, \${secret:NAME} stands for it. The value is read from standard input, or asked for without showing ` +
    'it; it is no argument, since every process of the machine can read those. What is set anew is in force at once.',
  arguments: [nameArgument],
  options: [...connectionOptions, json],
  examples: [
    { command: 'pitwall secrets set smtp', does: 'Asks for the value' },
    { command: 'pitwall secrets set smtp < password.txt', does: 'Without the line break at its end' },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runSecretsSet(invocation, context),
};

export const secretsListCommand: Command = {
  name: 'secrets list',
  summary: 'Which secrets there are; what they hold is never shown',
  arguments: [],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall secrets list', does: 'Names, with when they were set' }],
  run: async (invocation, context) => (await import('./run.ts')).runSecretsList(invocation, context),
};

export const secretsRemoveCommand: Command = {
  name: 'secrets remove',
  summary: 'Forget a secret',
  arguments: [nameArgument],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall secrets remove smtp', does: 'What uses it fails from now on' }],
  run: async (invocation, context) => (await import('./run.ts')).runSecretsRemove(invocation, context),
};

export const secretsRotateCommand: Command = {
  name: 'secrets rotate',
  summary: 'Make a new key, and have all that is sealed wrapped anew with it',
  details:
    'Only where the keys are in keys.json of the data directory. Where secrets.keys of the configuration says where they ' +
    'are, put a new key before the others there, reload, and run the job secrets-rotate.',
  arguments: [],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall secrets rotate', does: 'What is sealed can be opened at any moment' }],
  run: async (invocation, context) => (await import('./run.ts')).runSecretsRotate(invocation, context),
};

export const secretsKeysCommand: Command = {
  name: 'secrets keys',
  summary: 'Which keys there are, and how much is sealed with each',
  arguments: [],
  options: [
    ...connectionOptions,
    {
      name: 'drop',
      value: 'KEY',
      summary: 'Forget this key, with which nothing here is sealed any more; backups of before need it',
    },
    json,
  ],
  examples: [{ command: 'pitwall secrets keys', does: 'The newest first' }],
  run: async (invocation, context) => (await import('./run.ts')).runSecretsKeys(invocation, context),
};
