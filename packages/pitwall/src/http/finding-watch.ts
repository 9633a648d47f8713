import { onCommit } from '../server/commits.ts';
import type { State } from '../state/state.ts';

/** How far somebody has come: the number of the last finding, and of what happened last to an alert. */
export interface Seen {
  readonly finding: number;
  readonly alert: number;
}

/** Knows when there is something new. However many listen, the state is asked once. */
export interface FindingWatch {
  /** Whether there is something behind this; false at the signal, and after so long. */
  newer(seen: Seen, signal: AbortSignal, milliseconds: number): Promise<boolean>;
}

/** Of what another server on the same state found nobody tells, so it is looked for. */
const lookEveryMilliseconds = 500;
/** Commits that come one upon another are looked at together. */
const gatherMilliseconds = 10;

export function createFindingWatch(state: State): FindingWatch {
  let last: Seen = { finding: 0, alert: 0 };
  const waiting = new Set<{ readonly seen: Seen; readonly wake: () => void }>();
  let running = false;
  const isBehind = (seen: Seen): boolean => last.finding > seen.finding || last.alert > seen.alert;

  async function look(): Promise<void> {
    const [finding, alert] = await Promise.all(
      (['finding', 'alert_event'] as const).map((table) =>
        state.db
          .selectFrom(table)
          .select((row) => row.fn.max('seq').as('seq'))
          .executeTakeFirst(),
      ),
    );
    last = {
      finding: Math.max(last.finding, Number(finding?.seq ?? 0)),
      alert: Math.max(last.alert, Number(alert?.seq ?? 0)),
    };
    for (const one of waiting) if (isBehind(one.seen)) one.wake();
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
    newer(seen, signal, milliseconds) {
      return new Promise((resolve) => {
        if (isBehind(seen) || signal.aborted) return resolve(isBehind(seen));
        const one = { seen, wake };
        const timer = setTimeout(wake, milliseconds).unref();
        function wake(): void {
          clearTimeout(timer);
          waiting.delete(one);
          signal.removeEventListener('abort', wake);
          resolve(isBehind(seen));
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
