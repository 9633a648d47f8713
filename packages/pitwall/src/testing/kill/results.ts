import type { Ending, Tear } from './plan.ts';

export interface Loss {
  readonly round: number;
  /** It stays. */
  readonly folder: string;
  readonly problems: readonly string[];
}

export interface KillResults {
  readonly seed: number;
  rounds: number;
  readonly endings: Map<Ending['kind'], number>;
  readonly tears: Map<Tear, number>;
  readonly acknowledged: { batches: number; rows: number; verbs: number };
  /** Requests of which nothing was heard. */
  unheard: number;
  readonly startMilliseconds: number[];
  /** From when Postgres was back until requests were served again. */
  readonly stateBackMilliseconds: number[];
  /** Starts that found something to recover, and what. */
  readonly recovered: { starts: number; torn: number; mended: number; replayed: number };
  /** Killed between taking the first keys into use and showing them: such a data directory opens to nobody. */
  keysNeverShown: number;
  readonly losses: Loss[];
}

export const emptyResults = (seed: number): KillResults => ({
  seed,
  rounds: 0,
  endings: new Map(),
  tears: new Map(),
  acknowledged: { batches: 0, rows: 0, verbs: 0 },
  unheard: 0,
  startMilliseconds: [],
  stateBackMilliseconds: [],
  recovered: { starts: 0, torn: 0, mended: 0, replayed: 0 },
  keysNeverShown: 0,
  losses: [],
});

export function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** For people, a line each. */
export function describeResults(results: KillResults): string {
  const { seed, rounds, endings, tears, acknowledged, unheard, recovered, keysNeverShown } = results;
  const { startMilliseconds, stateBackMilliseconds } = results;
  const lines = [
    `seed ${seed}: ${rounds} rounds`,
    `ended by: ${listOf(endings)}`,
    `torn besides: ${listOf(tears)}`,
    `acknowledged: ${acknowledged.rows} rows in ${acknowledged.batches} batches, ${acknowledged.verbs} other requests; unheard: ${unheard}`,
    `starts: ${spreadOf(startMilliseconds)}; ${recovered.starts} recovered: ${recovered.replayed} batches replayed, ${recovered.torn} ends of the journal cut off, ${recovered.mended} logs of the database mended`,
    ...(stateBackMilliseconds.length > 0
      ? [`Postgres back, served again after: ${spreadOf(stateBackMilliseconds)}`]
      : []),
    ...(keysNeverShown > 0 ? [`first keys of which no answer came: ${keysNeverShown}`] : []),
    `rounds in which something was lost or wrong: ${results.losses.length}`,
    ...results.losses.flatMap(({ round, folder, problems }) => [
      `  round ${round} of seed ${seed}, in ${folder}:`,
      ...problems.map((problem) => `    ${problem}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

const listOf = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, times]) => `${name} ${times}`).join(', ') || 'nothing';

function spreadOf(milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number): string => `${Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0)} ms`;
  return `${sorted.length}, median ${at(0.5)}, slowest ${at(1)}`;
}
