import { formatSubject } from '@pitwall/sdk';
import { z } from 'zod';
import { PitwallError } from '../core/errors.ts';
import { defineVerb } from '../server/verb.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { type AuditCheckpoint, addCheckpoint, lastCheckpoint } from '../state/audit-checkpoint-table.ts';
import { auditHead, chainStart } from '../state/audit-table.ts';
import type { Reader } from '../state/state.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint-text.ts';
import { emptyRange, grow, leafHash, type Range, readRange, rootOf, writeRange } from './merkle.ts';
import { readNote, signNote, verifyNote } from './note.ts';
import { signingKey, verifyingKeys } from './signing-key.ts';

export type Checkpointed = {
  /** The number of the last entry that it covers. */
  readonly size: number;
  readonly root: string;
  readonly at: number;
  readonly note: string;
  /** False where nothing was done since the last one, which is answered again. */
  readonly fresh: boolean;
};

type Unsigned = Omit<AuditCheckpoint, 'at' | 'keyId' | 'note'>;

/**
 * Signs what the chain is by now. Entries since the last checkpoint are verified on the way: a chain that does not follow
 * from what was signed before is never signed. It is an entry itself, which alone is no reason for the next one.
 */
export const auditCheckpoint = defineVerb<Record<string, never>, Checkpointed, Unsigned | AuditCheckpoint>({
  name: 'audit.checkpoint',
  summary: 'Sign the state of the audit chain',
  input: z.strictObject({}),
  subject: () => formatSubject({ kind: 'server', name: 'audit' }),
  record: (_input, output) => (output ? { size: output.size, root: output.root } : {}),
  async prepare(_input, { state }) {
    const last = await lastCheckpoint(state.db);
    if (last && !(await isWorthOne(state.db, last))) return last;
    return unsigned(state.db, last);
  },
  async run(tx, _input, { keys, world }, prepared) {
    if ('note' in prepared) {
      const { size, root, at, note } = prepared;
      return { size, root, at, note, fresh: false };
    }
    const at = world.now();
    const key = await signingKey(tx, keys, world);
    const { size, root } = prepared;
    const note = signNote(writeCheckpoint({ origin: key.name, size, root }), key, key.secret);
    await addCheckpoint(tx, { ...prepared, at, keyId: key.keyId, note });
    return { size, root, at, note, fresh: true };
  },
});

/** Whether anything was done since besides signing. Where the chain is shorter than what was signed, that is to be said. */
export async function isWorthOne(db: Reader, last: AuditCheckpoint | undefined): Promise<boolean> {
  const size = last?.size ?? 0;
  if ((await auditHead(db)).seq < size) return true;
  const other = await db
    .selectFrom('audit')
    .select('seq')
    .where('seq', '>', size)
    .where('verb', '<>', 'audit.checkpoint')
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

async function unsigned(db: Reader, last: AuditCheckpoint | undefined): Promise<Unsigned> {
  const tree = grow(last ? await rangeOf(db, last) : emptyRange);
  const from = last ? { seq: last.size, hash: last.head } : chainStart;
  const each = ({ hash }: { readonly hash: string }): undefined => {
    tree.append(leafHash(Buffer.from(hash, 'hex')));
    return undefined;
  };
  const found = await verifyChain(db, { from, each });
  if (!found.sound) throw broken(found.problem);
  return {
    size: tree.size,
    root: tree.root().toString('hex'),
    head: found.head.hash,
    tree: writeRange(tree.range()),
  };
}

async function rangeOf(db: Reader, { size, head, root, tree, note }: AuditCheckpoint): Promise<Range> {
  const range = readRange(size, tree);
  const parsed = readNote(note);
  const says = readCheckpoint(parsed?.text ?? '');
  const isSigned = parsed !== undefined && verifyNote(parsed, await verifyingKeys(db)) === 'good';
  const isAsSigned = isSigned && says?.size === size && says.root === root;
  // the next root is made of this tree: a wrong one would be signed, and stay so for ever
  if (!range || !isAsSigned || rootOf(range).toString('hex') !== root)
    throw broken(`the checkpoint of ${size} entries is not as it was written`);
  const known = await db.selectFrom('audit').select('hash').where('seq', '=', size).executeTakeFirst();
  if (known?.hash !== head) throw broken(`entry ${size} is not the one that was signed`);
  return range;
}

const broken = (problem: string): PitwallError =>
  new PitwallError({
    code: 'audit.broken',
    problem: `expected the audit chain as it was written, found that ${problem}`,
    fix: 'Nothing is signed any more; see `pitwall audit verify`, and compare with a backup',
  });
