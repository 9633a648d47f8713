import { type ChainVerdict, type VerifyOptions, verifyChain } from '../state/audit-chain.ts';
import { type AuditCheckpoint, checkpointsAfter, knowsCheckpoints } from '../state/audit-checkpoint-table.ts';
import type { AuditHead } from '../state/audit-table.ts';
import type { Reader } from '../state/state.ts';
import { type KeptNote, readCheckpoint } from './checkpoint-text.ts';
import { grow, leafHash } from './merkle.ts';
import { type NoteKey, readNote, verifyNote } from './note.ts';
import { verifyingKeys } from './signing-key.ts';

export type AuditVerdict =
  | {
      readonly sound: true;
      readonly entries: number;
      readonly head: AuditHead;
      /** Those that are stored, and those that were kept elsewhere; each was held against its entries. */
      readonly checkpoints: number;
      readonly kept: number;
      /** The last entry that is covered by one of them: of those behind it nobody can tell whether the end was cut off. */
      readonly covered: number;
    }
  | {
      readonly sound: false;
      /** The first entry that is not as it was written, or may not be, or is not there. */
      readonly seq: number;
      readonly problem: string;
      readonly fix: string;
    };

export interface VerifyAuditOptions {
  /** Checkpoints that were kept elsewhere. */
  readonly against?: readonly KeptNote[];
  /** Keys that were kept elsewhere. */
  readonly keys?: readonly NoteKey[];
  /** Told now and then how far it is. */
  readonly reached?: ((seq: number) => void) | undefined;
}

/** A piece of the chain has no more checkpoints than entries. */
const checkpointsAhead = 2_000;

const fixes = {
  entry: 'Compare with a backup, and with the machine’s own logs: somebody wrote past Pitwall',
  rewritten: 'Entries were written anew, with hashes that fit: bring back a backup from before, and find out who could',
  short: 'The end was cut off, or an old backup was brought back: bring back the newest one',
  checkpoint: 'Hold the chain against checkpoints that were kept elsewhere, with --against FILE',
  other: 'Give the checkpoints of this very chain; where these are, all of it was replaced: bring back a backup',
} as const;

/** Walks a chain: tells of each entry in its order. */
export type Walk = (options: Pick<VerifyOptions, 'each' | 'reached'>) => Promise<ChainVerdict>;

/**
 * Reads the chain once, with flat memory: each entry, then each checkpoint as its last entry is reached. What is stored
 * may all have been made anew by whoever has the database and its keys; what was kept elsewhere, not.
 */
export async function verifyAudit(db: Reader, options: VerifyAuditOptions = {}): Promise<AuditVerdict> {
  // a schema of before has neither keys nor checkpoints
  const known = await knowsCheckpoints(db);
  const stored = await readAhead(known ? (after) => checkpointsAfter(db, after, checkpointsAhead) : async () => []);
  const keys = [...(known ? await verifyingKeys(db) : []), ...(options.keys ?? [])];
  return judgeWalk((watch) => verifyChain(db, watch), stored, { ...options, keys });
}

/** Holds a walk against the checkpoints that are stored, and those that were kept. */
export async function judgeWalk(
  walk: Walk,
  stored: ReadAhead,
  { against = [], keys = [], reached }: VerifyAuditOptions,
): Promise<AuditVerdict> {
  const kept = against.filter(({ size }) => size > 0).sort((a, b) => a.size - b.size);
  const other = kept.find(({ origin }) => keys.length > 0 && !keys.some(({ name }) => name === origin));
  if (other) {
    const problem = `the chain has another name than the one of which checkpoints were kept, ${other.origin}`;
    return { sound: false, seq: 1, problem, fix: fixes.other };
  }
  const tree = grow();
  let nextKept = 0;
  let covered = 0;
  let fault: Fault | undefined;
  const judge = (seq: number, hash: string): Fault | undefined => {
    const checkpoint = stored.take(seq);
    if (!checkpoint && kept[nextKept]?.size !== seq) return undefined;
    const measured = { root: tree.root().toString('hex'), keys, after: covered };
    const found = checkpoint && judgeStored(checkpoint, hash, measured);
    if (found) return found;
    for (let one = kept[nextKept]; one?.size === seq; one = kept[nextKept]) {
      const bad = judgeKept(one, measured);
      if (bad) return bad;
      nextKept += 1;
    }
    covered = seq;
    return undefined;
  };
  const chain = await walk({
    each({ seq, hash }) {
      // a tree costs as much as the chain, so it ends with the last checkpoint
      if (seq > Math.max(kept.at(-1)?.size ?? 0, stored.last())) return undefined;
      tree.append(leafHash(Buffer.from(hash, 'hex')));
      fault = judge(seq, hash);
      return fault?.problem;
    },
    async reached(seq) {
      reached?.(seq);
      await stored.fill();
    },
  });
  if (!chain.sound) return { fix: fixes.entry, ...chain, ...fault };
  const end = chain.head.seq;
  const beyond = kept.find(({ size }) => size > end)?.size ?? stored.next()?.size;
  if (beyond !== undefined) {
    const problem = `the chain ends at entry ${end}, a checkpoint says that it had ${beyond}`;
    return { sound: false, seq: end + 1, problem, fix: fixes.short };
  }
  const { entries, head } = chain;
  return { sound: true, entries, head, checkpoints: stored.taken(), kept: kept.length, covered };
}

interface Measured {
  readonly root: string;
  readonly keys: readonly NoteKey[];
  /** The last entry that a checkpoint before covers. */
  readonly after: number;
}

interface Fault {
  readonly seq: number;
  readonly problem: string;
  readonly fix: string;
}

function judgeStored(stored: AuditCheckpoint, hash: string, measured: Measured): Fault | undefined {
  const { size: seq, root, head, note } = stored;
  const parsed = readNote(note);
  const says = readCheckpoint(parsed?.text ?? '');
  const isSigned = parsed !== undefined && verifyNote(parsed, measured.keys) === 'good';
  if (isSigned && says?.size === seq && says.root === root) {
    const rewritten = judgeRoot(says, measured);
    if (rewritten || head === hash) return rewritten;
  }
  return { seq, problem: `the checkpoint of entry ${seq} is not as it was signed`, fix: fixes.checkpoint };
}

function judgeKept(kept: KeptNote, measured: Measured): Fault | undefined {
  const parsed = readNote(kept.note);
  // a key that is not known here says nothing of the root, which is what was kept
  if (parsed && verifyNote(parsed, measured.keys) !== 'bad') return judgeRoot(kept, measured);
  const problem = `the checkpoint of entry ${kept.size} that was kept is not as it was signed`;
  return { seq: kept.size, problem, fix: fixes.other };
}

function judgeRoot({ size, root }: { size: number; root: string }, measured: Measured): Fault | undefined {
  if (root === measured.root) return undefined;
  const seq = measured.after + 1;
  const which = seq === size ? `entry ${size} is` : `one of the entries ${seq} to ${size} is`;
  return { seq, problem: `${which} not the one that was signed`, fix: fixes.rewritten };
}

export interface ReadAhead {
  fill(): Promise<void>;
  /** The size of the last one; there may be any where not all are read. */
  last(): number;
  next(): AuditCheckpoint | undefined;
  take(seq: number): AuditCheckpoint | undefined;
  taken(): number;
}

/** Stored checkpoints in their order, so many of them read ahead that a piece of the chain never waits for one. */
export async function readAhead(read: (after: number) => Promise<readonly AuditCheckpoint[]>): Promise<ReadAhead> {
  let waiting: AuditCheckpoint[] = [];
  let reached = 0;
  let taken = 0;
  let more = true;
  const fill = async (): Promise<void> => {
    if (!more || waiting.length * 2 > checkpointsAhead) return;
    const found = await read(reached);
    more = found.length === checkpointsAhead;
    waiting = [...waiting, ...found];
    reached = found.at(-1)?.size ?? reached;
  };
  await fill();
  return {
    fill,
    last: () => (more ? Number.POSITIVE_INFINITY : reached),
    next: () => waiting[0],
    take(seq) {
      if (waiting[0]?.size !== seq) return undefined;
      taken += 1;
      return waiting.shift();
    },
    taken: () => taken,
  };
}
