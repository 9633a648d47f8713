import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openDuckDB } from '../../data/duckdb/engine.ts';
import type { PostgresServer } from '../../state/testing/postgres.ts';
import type { Book } from './book.ts';
import { openPlace } from './place.ts';
import { type Ending, planRound } from './plan.ts';
import { buildUp } from './program.ts';
import { count, emptyResults, type KillResults } from './results.ts';
import { runRound } from './round.ts';

export interface KillOptions {
  /** For all that is made; what went wrong stays in it. */
  readonly home: string;
  readonly seed: number;
  readonly rounds: number;
  /** The last round begins after so long. */
  readonly milliseconds?: number;
  /** Keeps the state, and is killed as well. */
  readonly postgres?: PostgresServer;
  /** What Node is to run, where it is not built of the source as it is. */
  readonly program?: string;
  readonly onRound?: (results: KillResults) => void;
}

/** So many rounds go on in one data directory. */
const roundsPerPlace = 25;
const mostTold = 20;

/**
 * Starts the server, sends it all that there is to send, kills it, damages what a power cut damages, and looks at the next
 * start whether everything acknowledged is there once. Ends with the first round in which something is wrong.
 */
export async function runKills(options: KillOptions): Promise<KillResults> {
  const { home, seed, rounds, milliseconds, postgres, onRound } = options;
  mkdirSync(home, { recursive: true });
  const program = options.program ?? (await buildUp(home));
  const engine = await openDuckDB({ threads: 1 });
  const results = emptyResults(seed);
  const end = performance.now() + (milliseconds ?? Number.POSITIVE_INFINITY);
  const placeOf = (round: number) => openPlace(join(home, `round-${round}`), postgres);
  let place = await placeOf(0);
  let previous: Ending | undefined;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const isLast = round === rounds - 1 || performance.now() > end;
      const isLastHere = isLast || (round + 1) % roundsPerPlace === 0;
      const planned = planRound(seed, round, { previous, onPostgres: postgres !== undefined });
      // everything is looked at in the end
      const plan = isLastHere ? { ...planned, ending: { kind: 'stop', milliseconds: 300 } as const } : planned;
      const asked = { seed, round, plan, place, program, workshop: { engine, folder: home }, results };
      const problems = await runRound(asked).catch((error: unknown) => [wordsOf(error)]);
      count(results.endings, plan.ending.kind);
      previous = plan.ending;
      results.rounds += 1;
      if (problems.length > 0)
        results.losses.push({ round, folder: place.folder, problems: problems.slice(0, mostTold) });
      const isShut = place.token === undefined && plan.ending.kind !== 'start';
      if (problems.length > 0 || isLastHere || isShut) addAcknowledged(results, place.book);
      onRound?.(results);
      if (problems.length > 0 || isLast) break;
      if (!isLastHere && !isShut) continue;
      rmSync(place.folder, { recursive: true, force: true });
      place = await placeOf(round + 1);
    }
    if (results.losses.length === 0) rmSync(place.folder, { recursive: true, force: true });
  } finally {
    engine.close();
  }
  return results;
}

function addAcknowledged(results: KillResults, { sent, verbs }: Book): void {
  const { acknowledged } = results;
  const answered = sent.filter(({ answer }) => answer !== undefined);
  acknowledged.batches += answered.length;
  acknowledged.rows += answered.reduce((sum, { rows }) => sum + rows.length, 0);
  for (const verb of verbs.values()) acknowledged.verbs += verb.acknowledged;
  results.unheard += sent.reduce((sum, { unheard }) => sum + unheard, 0);
}

const wordsOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
