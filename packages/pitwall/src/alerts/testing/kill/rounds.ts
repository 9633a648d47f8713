import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomStream } from '../../../demo/random.ts';
import { liveUntilKilled } from '../../../testing/kill/live-until-killed.ts';
import { buildProgram } from '../../../testing/kill/program.ts';
import { type Checked, checkAlerts } from './check.ts';
import { startUnwellService } from './service.ts';

export interface AlertKills {
  /** Where it happens; left as it is. */
  readonly home: string;
  readonly rounds: number;
  readonly seed: number;
  /** The address of a Postgres that keeps the state. */
  readonly stateUrl?: string | undefined;
  onRound?(round: number): void;
}

export interface AlertKillResults extends Checked {
  /** Findings of which it was said that they are on the disk. */
  readonly kept: number;
  /** Arrivals beyond the first of a message, each with the key of the first one. */
  readonly duplicates: number;
  /** Requests that were answered with a fault. */
  readonly faults: number;
}

const child = fileURLToPath(new URL('./child.ts', import.meta.url));

/** Starts a server that alerts and kills it, again and again; at the end it tells what is left to a service that is well. */
export async function runAlertKills({ home, rounds, seed, stateUrl, onRound }: AlertKills): Promise<AlertKillResults> {
  const { next } = randomStream('alerts', seed, 'kills');
  const program = await buildProgram(home, child);
  const service = await startUnwellService(randomStream('alerts', seed, 'service').next);
  const data = join(home, 'data');
  const kept = new Set<number>();
  const wrong: string[] = [];
  let first = 0;
  const live = async (mode: 'early' | 'live' | 'drain', milliseconds: number | undefined): Promise<void> => {
    const words = [data, stateUrl ?? '', service.url, String(seed), String(first), mode];
    const said = await liveUntilKilled(program, words, milliseconds);
    for (const line of said.split('\n').slice(0, -1)) {
      const [word, number] = line.split(' ');
      if (word === 'kept') kept.add(Number(number));
      else if (word !== 'begins' && word !== 'drained') wrong.push(line);
      // the next one may be there already, and is passed over then
      if (word === 'kept') first = Number(number) + 1;
    }
    if (mode === 'drain' && said !== 'drained\n') wrong.push(`it did not end by itself: ${said.slice(-200)}`);
  };
  try {
    for (let round = 0; round < rounds; round++) {
      // now and then while it starts, with what the one before has left
      if (next() < 0.2) await live('early', 1_000 * next());
      else await live('live', 50 + 500 * next());
      onRound?.(round + 1);
    }
    service.heal();
    await live('drain', undefined);
  } finally {
    await service.close();
  }
  const { arrivals } = service;
  const checked = await checkAlerts(stateUrl === undefined ? { folder: data } : { url: stateUrl }, { kept, arrivals });
  return {
    ...checked,
    wrong: [...wrong, ...checked.wrong],
    kept: kept.size,
    duplicates: arrivals.length - new Set(arrivals.map(({ key }) => key)).size,
    faults: service.faults(),
  };
}

/** For people, a line each. */
export function describeAlertKills(results: AlertKillResults): string {
  const { findings, kept, messages, lost, duplicates, faults, cutShort, wrong } = results;
  const lines = [
    `${findings} findings, ${kept} of them acknowledged; ${messages} messages about them, ${lost.length} lost`,
    `${duplicates} came again, ${faults} faults of the service, ${cutShort} attempts cut short by a kill`,
    ...lost.map((words) => `lost: ${words}`),
    ...wrong,
  ];
  return `${lines.join('\n')}\n`;
}
