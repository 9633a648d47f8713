import { PitwallError } from '../core/errors.ts';
import { verifyChain } from '../state/audit-chain.ts';
import { type AuditCheckpoint, checkpointsAfter } from '../state/audit-checkpoint-table.ts';
import type { Reader } from '../state/state.ts';
import { leafHash } from './merkle.ts';
import { inclusionProof, subtreesOf } from './merkle-proof.ts';

export interface AuditProof {
  /** The number of the entry; its leaf is the one before in a count from 0. */
  readonly seq: number;
  /** Of the entry, as it stands in the book. */
  readonly hash: string;
  /** SHA-256 of a zero byte and the bytes of the hash. */
  readonly leaf: string;
  /** What to hash the leaf with, one after the other, to come to the root. */
  readonly proof: readonly string[];
  readonly checkpoint: Pick<AuditCheckpoint, 'size' | 'root' | 'note'>;
}

/** That one entry is in what the first checkpoint behind it signed. Reads the entries that it covers, verifying them. */
export async function proveEntry(db: Reader, seq: number): Promise<AuditProof> {
  const [checkpoint] = await checkpointsAfter(db, seq - 1, 1);
  if (seq < 1 || !checkpoint) {
    throw new PitwallError({
      code: 'audit.entry',
      problem: `expected an entry that a checkpoint covers, found ${seq}, which none does`,
      fix: 'Make one with pitwall audit checkpoint, or choose an entry from before the last one',
    });
  }
  const { size, root, note } = checkpoint;
  const hashes: string[] = [];
  const each = ({ hash }: { readonly hash: string }): undefined => {
    if (hashes.length < size) hashes.push(hash);
    return undefined;
  };
  const found = await verifyChain(db, { each });
  if (!found.sound) {
    throw new PitwallError({
      code: 'audit.broken',
      problem: `expected a sound audit to prove something of, found that ${found.problem}`,
      fix: 'See pitwall audit verify',
    });
  }
  const leaves = hashes.map((hash) => leafHash(Buffer.from(hash, 'hex')));
  const proof = inclusionProof(seq - 1, size, subtreesOf(leaves)).map((hash) => hash.toString('hex'));
  const leaf = leaves[seq - 1]?.toString('hex') ?? '';
  return { seq, hash: hashes[seq - 1] ?? '', leaf, proof, checkpoint: { size, root, note } };
}
