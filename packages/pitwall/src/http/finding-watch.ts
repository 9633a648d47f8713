import { onCommit } from '../server/commits.ts';
import type { State } from '../state/state.ts';

/** Knows when there is a new finding. However many listen, the state is asked once. */
export interface FindingWatch {
  /** Whether there is a finding behind this one; false at the signal, and after so long. */
  newer(seq: number, signal: AbortSignal, milliseconds: number): Promise<boolean>;
}

/** Of what another server on the same state found nobody tells, so it is looked for. */
const lookEveryMilliseconds = 500;
/** Commits that come one upon another are looked at together. */
const gatherMilliseconds = 10;

export function createFindingWatch(state: State): FindingWatch {
  let last = 0;
  const waiting = new Set<{ readonly seq: number; readonly wake: () => void }>();
  let running = false;

  async function look(): Promise<void> {
    const newest = await state.db
      .selectFrom('finding')
      .select((row) => row.fn.max('seq').as('seq'))
      .executeTakeFirst();
    last = Math.max(last, Number(newest?.seq ?? 0));
    for (const one of waiting) if (last > one.seq) one.wake();
  }

  /** Looks as long as somebody waits. */
  async function run(): Promise<void> {
    let poked = false;
    let wake = (): void => undefined;
    const stop = onCommit(state, () => {
      poked = true;
      wake();
    });
    while (waiting.size > 0) {
      poked = false;
      // where the state cannot be read, it may be the next time
      await look().catch(() => undefined);
      if (waiting.size === 0) break;
      if (!poked)
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, lookEveryMilliseconds).unref();
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      await new Promise((resolve) => setTimeout(resolve, gatherMilliseconds).unref());
    }
    stop();
    running = false;
  }

  return {
    newer(seq, signal, milliseconds) {
      return new Promise((resolve) => {
        if (last > seq || signal.aborted) return resolve(last > seq);
        const one = { seq, wake };
        const timer = setTimeout(wake, milliseconds).unref();
        function wake(): void {
          clearTimeout(timer);
          waiting.delete(one);
          signal.removeEventListener('abort', wake);
          resolve(last > seq);
        }
        signal.addEventListener('abort', wake, { once: true });
        waiting.add(one);
        if (running) return;
        running = true;
        void run();
      });
    },
  };
}
