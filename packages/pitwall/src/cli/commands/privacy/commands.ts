import type { Command, OptionSpec } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

const subject: OptionSpec = {
  name: 'subject',
  value: 'WHO',
  summary: 'person: and what the column says that names persons; or user:NAME, account:ID for who signs in',
};
const json: OptionSpec = { name: 'json', summary: 'As JSON' };
const reason: OptionSpec = {
  name: 'reason',
  value: 'TEXT',
  summary: 'Why; it stays in the audit for ever, so it must not name the person',
};

export const eraseCommand: Command = {
  name: 'erase',
  summary: 'Erase what there is of a person, and show the certificate',
  details:
    'Predictions that name them go with their labels, from the database and the journal down to the bytes of the files; findings that repeat them are blacked out; their key is destroyed, so that what is sealed of them in the audit is unreadable. It takes as long as it takes to write all events twice. Where it is interrupted it goes on by itself. It ends with 0 as well where there is nothing. Each server erases what it took in: ask all of them.',
  arguments: [],
  options: [
    ...connectionOptions,
    subject,
    reason,
    { name: 'dry-run', summary: 'Only say what there is' },
    { name: 'output', value: 'FILE', summary: 'Write the certificate to this file, as JSON' },
    json,
  ],
  examples: [
    {
      command: 'pitwall erase --subject person:4711 --dry-run',
      does: 'What there is of customer 4711, and whether a hold stands',
    },
    { command: 'pitwall erase --subject person:4711 --reason "request 12"', does: 'Erase it' },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runErase(invocation, context),
};

export const exportCommand: Command = {
  name: 'export',
  summary: 'Hand out what there is of a person: predictions, labels, what the audit says, their account',
  details:
    'A record a line, the manifest with checksums last; into a folder, a file for each kind and manifest.json. That it was taken is an entry of the audit.',
  arguments: [],
  options: [
    ...connectionOptions,
    subject,
    { name: 'output', value: 'PATH', summary: 'A file, or a folder that is there; where not said, it is written out' },
  ],
  examples: [{ command: 'pitwall export --subject person:4711 --output 4711.jsonl', does: 'All of it into one file' }],
  run: async (invocation, context) => (await import('./run.ts')).runExport(invocation, context),
};

export const holdCommand: Command = {
  name: 'hold',
  summary: 'Keep what there is of a person from being erased; without --subject, list who is held',
  arguments: [],
  options: [...connectionOptions, subject, reason, json],
  examples: [
    {
      command: 'pitwall hold --subject person:4711 --reason "case 7"',
      does: 'Refuse to erase them until it is released',
    },
    { command: 'pitwall hold', does: 'Who is held, and why' },
  ],
  run: async (invocation, context) => (await import('./run.ts')).runHold(invocation, context),
};

export const releaseCommand: Command = {
  name: 'release',
  summary: 'Let a person be erased again who was held',
  arguments: [{ name: 'HOLD', summary: 'Id of the hold' }],
  options: [...connectionOptions, json],
  examples: [{ command: 'pitwall release h-0a1b2c3d4e5f', does: 'Release it' }],
  run: async (invocation, context) => (await import('./run.ts')).runRelease(invocation, context),
};
