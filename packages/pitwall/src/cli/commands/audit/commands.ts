import type { Command, OptionSpec } from '../../../core/command.ts';
import { connectionOptions } from '../../connection.ts';

const json = { name: 'json', summary: 'As JSON' } as const;

const choice: readonly OptionSpec[] = [
  { name: 'actor', value: 'NAME', summary: 'By whom, like user:u-k3v7q2mzpa or system' },
  { name: 'verb', value: 'VERB', summary: 'What, like baseline.promote' },
  { name: 'subject', value: 'SUBJECT', summary: 'To what, like model:spread-picker' },
  { name: 'outcome', value: 'OUTCOME', choices: ['done', 'denied', 'failed'], summary: 'How it ended' },
  { name: 'from', value: 'TIME', summary: 'At this time or later, like 2026-01-12 or 2026-01-12T06:00:00Z' },
  { name: 'to', value: 'TIME', summary: 'Before this time' },
];

const state: OptionSpec = {
  name: 'state',
  value: 'URL',
  summary: 'Read the Postgres that keeps the state, itself',
};

const against: OptionSpec = {
  name: 'against',
  value: 'FILE',
  summary: 'Hold it against checkpoints that were kept elsewhere, in one file or in several',
};

export const auditQueryCommand: Command = {
  name: 'audit query',
  summary: 'What was done, denied or failed, the newest first',
  arguments: [],
  options: [
    ...connectionOptions,
    ...choice,
    { name: 'limit', value: 'NUMBER', summary: 'So many at the most', default: '20' },
    { name: 'cursor', value: 'CURSOR', summary: 'Go on where a page ended' },
    {
      name: 'format',
      value: 'FORMAT',
      choices: ['lines', 'json'],
      summary: 'For people or for programs',
      default: 'lines',
    },
  ],
  examples: [
    { command: 'pitwall audit query --outcome denied --from 2026-01-12', does: 'What was not let be done since then' },
    { command: 'pitwall audit query --verb baseline.promote --format json', does: 'Who changed what is in force' },
  ],
  run: async (invocation, context) => (await import('./run-query.ts')).runAuditQuery(invocation, context),
};

export const auditVerifyCommand: Command = {
  name: 'audit verify',
  summary: 'Say whether the audit is as it was written',
  details:
    'Reads every entry, and holds them against the signed checkpoints. The data directory, the Postgres of the state or ' +
    'an export is read itself, also while a server runs, and nothing is written there; with --server the server does it. ' +
    'Whoever could write the database and its keys could write all of it anew: only checkpoints that were kept elsewhere ' +
    '(audit.file, audit checkpoint --output) show that. Exits with 1 where the audit is not sound.',
  arguments: [],
  options: [
    ...connectionOptions,
    state,
    { name: 'export', value: 'FILE', summary: 'Verify what audit export wrote as JSON lines, whole' },
    against,
    {
      name: 'key',
      value: 'KEY',
      summary: 'Whose signatures count besides those of keys that are stored, as C2SP writes it',
    },
    json,
  ],
  examples: [
    { command: 'pitwall audit verify --data ./pitwall-data', does: 'Reads the data directory itself' },
    {
      command: 'pitwall audit verify --against /mnt/worm/checkpoints.txt',
      does: 'Finds a rewritten or shortened book too',
    },
    {
      command: 'pitwall audit verify --export audit.jsonl --against checkpoints.txt',
      does: 'Needs neither server nor state',
    },
  ],
  run: async (invocation, context) => (await import('./run-verify.ts')).runAuditVerify(invocation, context),
};

export const auditExportCommand: Command = {
  name: 'audit export',
  summary: 'Write the audit, or some of it, to a file',
  details:
    'As JSON lines it can be verified again, where it is whole: pitwall audit verify --export FILE. In CSV, cells that ' +
    'begin with = + - @ get an apostrophe before them, so that no spreadsheet computes them. That it was taken is an entry.',
  arguments: [],
  options: [
    ...connectionOptions,
    ...choice,
    { name: 'format', value: 'FORMAT', choices: ['jsonl', 'csv'], summary: 'In which form', default: 'jsonl' },
    { name: 'output', value: 'FILE', summary: 'Where it goes; standard output where not said' },
  ],
  examples: [
    { command: 'pitwall audit export --output audit.jsonl', does: 'All of it, to be verified again' },
    { command: 'pitwall audit export --format csv --from 2026-01-01 --output january.csv', does: 'For a spreadsheet' },
  ],
  run: async (invocation, context) => (await import('./run-export.ts')).runAuditExport(invocation, context),
};

export const auditCheckpointCommand: Command = {
  name: 'audit checkpoint',
  summary: 'Sign the audit as it is now, to keep that elsewhere',
  details: 'The server does so by itself every few minutes while something is done; see audit: in pitwall.yaml.',
  arguments: [],
  options: [
    ...connectionOptions,
    { name: 'output', value: 'FILE', summary: 'Write it behind what is in this file; standard output where not said' },
    json,
  ],
  examples: [
    { command: 'pitwall audit checkpoint --output checkpoints.txt', does: 'Keep the file on another machine' },
  ],
  run: async (invocation, context) => (await import('./run-checkpoint.ts')).runAuditCheckpoint(invocation, context),
};

export const auditProveCommand: Command = {
  name: 'audit prove',
  summary: 'Prove that one entry is in what a checkpoint signed',
  details:
    'The proof is a few hashes (RFC 6962): whoever has the entry, the proof and the checkpoint can verify it without the ' +
    'rest of the book. The data directory is read itself; nothing is written there.',
  arguments: [{ name: 'SEQ', summary: 'The number of the entry' }],
  options: [{ name: 'data', value: 'FOLDER', summary: 'The data directory (default: ./pitwall-data)' }, state],
  examples: [{ command: 'pitwall audit prove 1207', does: 'As JSON, with the entry and the checkpoint' }],
  run: async (invocation, context) => (await import('./run-prove.ts')).runAuditProve(invocation, context),
};
