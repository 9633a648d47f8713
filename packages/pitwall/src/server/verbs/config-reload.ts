import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';
import { type Change, changesBetween } from '../../config/changes.ts';
import type { LayeredConfig } from '../../config/load.ts';
import { PitwallError } from '../../core/errors.ts';
import type { Json } from '../../state/canonical-json.ts';
import { defineVerb } from '../verb.ts';

export const reloadReasons = ['file', 'signal', 'request'] as const;

const inputSchema = z.strictObject({ because: z.enum(reloadReasons) });

interface Prepared {
  readonly next: LayeredConfig;
  readonly changes: readonly Change[];
}

/** So many are in the audit by name; the rest as a count. */
const mostRecorded = 200;

/**
 * Reads the configuration again. What it is from now on is the caller's to put in force, once the audit has it; one that
 * is wrong is refused here as a whole, and the old one stays.
 */
export const configReload = defineVerb<z.output<typeof inputSchema>, { changes: Json; count: number }, Prepared>({
  name: 'config.reload',
  summary: 'Read the configuration again and put it in force as a whole, or keep the old one',
  input: inputSchema,
  subject: () => formatSubject({ kind: 'server', name: 'configuration' }),
  record: ({ because }, output) => ({ because, ...output }),
  async prepare(_input, { layers, readLayers }) {
    const next = await readLayers?.();
    if (!layers || !next) throw withoutFile();
    return { next, changes: changesBetween(layers, next) };
  },
  run: async (_tx, _input, _context, { changes }) => ({
    changes: JSON.parse(JSON.stringify(changes.slice(0, mostRecorded))) as Json,
    count: changes.length,
  }),
});

const withoutFile = (): PitwallError =>
  new PitwallError({
    code: 'config.missing',
    problem: 'the server was started without a configuration, so there is none to read again',
    fix: 'Write pitwall.yaml and start the server anew',
  });
