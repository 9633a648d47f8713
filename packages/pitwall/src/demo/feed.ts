import type { Status, Subject } from '@pitwall/sdk';
import type { RandomStreams } from './random.ts';
import type { GameRecord } from './record.ts';
import type { Game } from './season.ts';

/** One line of the feed. */
export interface Row {
  readonly game: Game;
  readonly record: GameRecord;
  readonly feedVersion: string;
  /** The one fault that this row has; a row never has two, so that every fault can be counted. */
  readonly fault?: string;
  /** How the finished line is spoilt, where it no longer has one field per column. */
  readonly spoilLine?: (line: string) => string;
}

export interface FaultFinding {
  readonly subject: Subject;
  readonly metric: string;
  readonly status: Exclude<Status, 'pass' | 'unknown'>;
  /** `rows`: as many as have the fault; null where the finding measures something else than a count. */
  readonly count: 'rows' | number | null;
}

/** One way in which the feed broke, and what must be found because of it. */
export interface Fault {
  readonly name: string;
  /** The first day on which it can be seen. */
  readonly since: string;
  readonly words: string;
  readonly findings: readonly FaultFinding[];
  readonly apply: (rows: readonly Row[], fault: Fault, streams: RandomStreams) => readonly Row[];
}

/** Gives the fault to `count` sound rows (or to all) of those that `where` takes, from its first day on. */
export function spoil(
  streams: RandomStreams,
  rows: readonly Row[],
  { name, since }: Fault,
  count: number | 'all',
  change: (row: Row, index: number) => Partial<Row>,
  where: (game: Game) => boolean = () => true,
): readonly Row[] {
  const sound = rows.filter(({ game, fault }) => fault === undefined && game.date >= since && where(game));
  const wanted = count === 'all' ? sound.length : count;
  if (wanted === 0 || sound.length < wanted)
    throw new Error(`${name} needs ${wanted || 'some'} sound rows, there are ${sound.length}`);
  const chosen = new Set(streams('fault', name).shuffled(sound).slice(0, wanted));
  let index = 0;
  return rows.map((row) => (chosen.has(row) ? { ...row, ...change(row, index++), fault: name } : row));
}
