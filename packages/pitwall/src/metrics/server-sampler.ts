import type { Server } from '../server/open.ts';
import { listJobs } from '../state/job-table.ts';
import type { Metrics } from './buffer.ts';
import { watchProcess } from './process-figures.ts';
import { serverSamples } from './server-figures.ts';
import type { LoadCounter } from './server-load.ts';

export interface SamplerOptions {
  readonly server: Pick<Server, 'world' | 'state' | 'events'>;
  readonly metrics: Metrics;
  readonly load: LoadCounter;
  /** Milliseconds from one look to the next. */
  readonly every?: number;
  /** Told of what could not be measured or written; the next look is made all the same. */
  failed?(error: unknown): void;
}

export interface Sampler {
  /** Looks now, and writes. */
  sample(): Promise<void>;
  /** Looks a last time and no more; what was seen is written. */
  stop(): Promise<void>;
}

/** As long as a point of the shortest range, so that each has one. */
const usualPace = 10_000;

/** Looks at the server itself, once in each part of the time, and records what it sees. */
export function startServerSampler({ server, metrics, load, every = usualPace, failed }: SamplerOptions): Sampler {
  const { world, state, events } = server;
  const watch = watchProcess();
  let looked = world.now();
  let lostBefore = 0;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const at = world.now();
    const milliseconds = at - looked;
    looked = at;
    const { full, series } = metrics.lost();
    const lost = full + series - lostBefore;
    lostBefore = full + series;
    const [counted, process] = [load.take(), watch.look(milliseconds)];
    const jobs = await listJobs(state.db);
    metrics.add(serverSamples({ load: counted, process, events: events.state(), jobs, lost, milliseconds, at }));
    await metrics.flush();
  }

  function sample(): Promise<void> {
    turn = turn.then(look).catch((error: unknown) => failed?.(error));
    return turn;
  }

  function plan(): void {
    timer = setTimeout(
      () => {
        void sample();
        plan();
      },
      every - (world.now() % every),
    ).unref();
  }

  plan();
  return {
    sample,
    async stop() {
      clearTimeout(timer);
      // nothing can be said of the rates of no time
      if (world.now() > looked) await sample();
      await turn;
      watch.stop();
      await metrics.flush().catch((error: unknown) => failed?.(error));
    },
  };
}
