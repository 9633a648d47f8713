export interface Signals {
  /** Resolves with the name of the first signal that asks to stop; the next one ends the process at once. */
  readonly stop: Promise<string>;
  /** Called at each SIGHUP from now on. */
  onHangUp(listener: () => void): void;
}

const stopping = { SIGTERM: 143, SIGINT: 130 } as const;

/** Takes the signals over from whoever would end the process. */
export function takeSignals(process: NodeJS.Process): Signals {
  let asked = false;
  const stop = new Promise<string>((resolve) => {
    for (const [signal, code] of Object.entries(stopping)) {
      process.on(signal, () => {
        // what was acknowledged is on the disk, so that nothing is lost by not waiting
        if (asked) process.exit(code);
        asked = true;
        resolve(signal);
      });
    }
  });
  const listeners: (() => void)[] = [];
  process.on('SIGHUP', () => {
    for (const listener of listeners) listener();
  });
  return { stop, onHangUp: (listener) => void listeners.push(listener) };
}
