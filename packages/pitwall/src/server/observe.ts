import type { State } from '../state/state.ts';

export interface AnsweredRequest {
  /** The name of the route; `none` where there is none. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly milliseconds: number;
  /** Of the body that came in. */
  readonly bytes: number;
}

/** Told of what the server does, as it does it. Counts, and must cost next to nothing. */
export interface Observer {
  requested(request: AnsweredRequest): void;
  ingested(batch: { readonly rows: number; readonly bytes: number }): void;
  /** A change of the state, from when it was asked for until it was on the disk or failed. */
  changed(milliseconds: number): void;
  /** A stream was opened (1), or ended (-1). */
  streaming(change: 1 | -1): void;
}

const nothing = (): void => undefined;

/** For who does not care. */
export const unobserved: Observer = { requested: nothing, ingested: nothing, changed: nothing, streaming: nothing };

/** Milliseconds since it was started. The clock of the world may be set; this one goes only forward. */
export function startStopwatch(): () => number {
  const start = process.hrtime.bigint();
  return () => Number(process.hrtime.bigint() - start) / 1e6;
}

/** The same state, with each change timed. */
export function observedState(state: State, { changed }: Observer): State {
  return {
    ...state,
    async change(run) {
      const elapsed = startStopwatch();
      try {
        return await state.change(run);
      } finally {
        changed(elapsed());
      }
    },
  };
}
