/** What of Node's `process` is needed; browsers have none. */
interface Host {
  readonly pid: number;
  on(event: string, listener: (name: string) => void): unknown;
  prependListener(event: string, listener: (name: string) => void): unknown;
  off(event: string, listener: (name: string) => void): unknown;
  listeners(event: string): readonly unknown[];
  kill(pid: number, signal: string): unknown;
}

export type Flusher = () => Promise<unknown>;

const signals = ['SIGTERM', 'SIGINT'] as const;
/** Told by name, so that two copies of this package in one process know each other's listeners. */
const mark = '@pitwall/sdk flushes at the end';

const flushers = new Set<Flusher>();
let ending = false;

/**
 * Flushes when the process runs out of work, and when a signal asks it to end. A service that listens to that signal
 * itself ends as it always did; one that does not still dies of the signal, a moment later.
 */
export function flushAtExit(flush: Flusher): () => void {
  const host = hostOf(globalThis);
  if (!host) return () => undefined;
  if (flushers.size === 0) listen(host);
  flushers.add(flush);
  return () => {
    if (flushers.delete(flush) && flushers.size === 0) ignore(host);
  };
}

function hostOf({ process }: { readonly process?: unknown }): Host | undefined {
  const host = process as Partial<Host> | undefined;
  const complete = typeof host?.prependListener === 'function' && typeof host.kill === 'function';
  return complete ? (host as Host) : undefined;
}

const flushAll = (): Promise<unknown> => Promise.allSettled([...flushers].map((flush) => flush()));

const onEmpty = (): void => void flushAll();

const onSignal = Object.assign(
  (signal: string): void => {
    const host = hostOf(globalThis);
    if (!host) return;
    const others = host.listeners(signal).filter((listener) => !isOurs(listener));
    const end = (): void => {
      ignore(host);
      host.kill(host.pid, signal);
    };
    // asked twice, nobody wants to wait any more
    if (others.length === 0 && ending) {
      end();
      return;
    }
    ending = true;
    void flushAll().then(() => {
      ending = false;
      if (others.length === 0) end();
    });
  },
  { [mark]: true },
);

const isOurs = (listener: unknown): boolean => typeof listener === 'function' && mark in listener;

function listen(host: Host): void {
  host.on('beforeExit', onEmpty);
  // before all others: a listener of the service that is for once would be gone when ours counts them
  for (const signal of signals) host.prependListener(signal, onSignal);
}

function ignore(host: Host): void {
  host.off('beforeExit', onEmpty);
  for (const signal of signals) host.off(signal, onSignal);
}
