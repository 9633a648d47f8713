import type { State } from '../state/state.ts';
import { type Recorded, recordSamples } from './record.ts';
import type { Sample } from './sample.ts';

export interface Metrics {
  /** Keeps samples until the next flush; those for which there is no room are dropped, and counted. */
  add(samples: readonly Sample[]): void;
  /** Resolves when what was added before is on the disk; rejects where it cannot be, and then it waits for the next. */
  flush(): Promise<Recorded>;
  /** What was lost since the start, by reason. */
  lost(): { readonly full: number; readonly series: number };
  waiting(): number;
}

export interface MetricsOptions {
  readonly state: State;
  readonly now: () => number;
  /** So many samples wait at the most. */
  readonly mostWaiting?: number;
}

const usualWaiting = 20_000;

/** Samples that are gathered and written together: one transaction a flush. */
export function openMetrics({ state, now, mostWaiting = usualWaiting }: MetricsOptions): Metrics {
  let waiting: Sample[] = [];
  const lost = { full: 0, series: 0 };
  let turn: Promise<unknown> = Promise.resolve();

  const put = (samples: readonly Sample[]): void => {
    const room = Math.max(0, mostWaiting - waiting.length);
    for (const sample of samples.slice(0, room)) waiting.push(sample);
    lost.full += Math.max(0, samples.length - room);
  };

  async function write(): Promise<Recorded> {
    const samples = waiting;
    if (samples.length === 0) return { recorded: 0, refused: 0 };
    waiting = [];
    try {
      const recorded = await state.change((tx) => recordSamples(tx, samples, { now: now() }));
      lost.series += recorded.refused;
      return recorded;
    } catch (error) {
      // those that came in between are younger, and are the ones that go where both do not fit
      const younger = waiting;
      waiting = [];
      put(samples);
      put(younger);
      throw error;
    }
  }

  return {
    add: put,
    flush() {
      const flushed = turn.then(write);
      turn = flushed.catch(() => undefined);
      return flushed;
    },
    lost: () => ({ ...lost }),
    waiting: () => waiting.length,
  };
}
