import { join } from 'node:path';
import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';
import { defineVerb } from '../../server/verb.ts';
import { backupFolderOf, dataFolderOf, listBackups, prune } from '../folder.ts';
import { forgetInBackups } from '../forget.ts';
import { openingOf, sealingFor } from '../keys.ts';
import { makeBackup } from '../make.ts';
import { pauseBetween } from '../pause.ts';
import { alone } from '../running.ts';

const inputSchema = z.strictObject({
  /** Asked between two pieces of the work. */
  stopping: z.custom<() => boolean>((value) => typeof value === 'function').optional(),
});

export type Made = {
  readonly id: string;
  readonly made: string;
  readonly bytes: number;
  readonly digest: string;
  readonly encrypted: boolean;
  /** Backups that were too many or too old. */
  readonly removed: readonly string[];
  /** Backups in which somebody who was forgotten since is forgotten now, too. */
  readonly forgotten: readonly string[];
  /** Backups of which that could not be found out, since no key opens them or they are damaged. */
  readonly unread: readonly string[];
  readonly milliseconds: number;
};

/** The files are made before the transaction, in which only the audit learns of them. */
export const backupMake = defineVerb<z.output<typeof inputSchema>, Made, Made>({
  name: 'backup.make',
  summary: 'Make a backup of the state, the events and the configuration',
  input: inputSchema,
  subject: () => formatSubject({ kind: 'server', name: 'backups' }),
  record: (_input, output) =>
    output === undefined
      ? {}
      : {
          backup: output.id,
          bytes: output.bytes,
          digest: output.digest,
          encrypted: output.encrypted,
          removed: [...output.removed],
          forgotten: [...output.forgotten],
          unread: [...output.unread],
        },
  prepare: ({ stopping = () => false }, context) =>
    alone(
      context.state,
      'make',
      () => context.world.now(),
      async () => {
        const to = backupFolderOf(context);
        const pause = pauseBetween(stopping);
        const manifest = await makeBackup(context, { to, sealing: sealingFor(context), pause });
        const { project, backup: config } = context.config;
        const removed = await prune(to, project, config.keep, context.world.now());
        const { changed: forgotten, failed: unread } = await forgetInBackups({
          state: context.state,
          file: join(dataFolderOf(context), 'state.db'),
          backups: (await listBackups(to)).filter(
            ({ id, manifest: of }) => id !== manifest.id && of.project === project,
          ),
          sealingOf: openingOf(context),
          pause,
        });
        const { id, made, digest, key, milliseconds } = manifest;
        const bytes = manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
        return { id, made, bytes, digest, encrypted: key !== null, removed, forgotten, unread, milliseconds };
      },
    ),
  run: async (_tx, _input, _context, made) => made,
});
