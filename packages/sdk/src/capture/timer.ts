export interface Timer {
  stop(): void;
}

/** Runs later, and keeps no process alive for it. */
export function later(milliseconds: number, run: () => void): Timer {
  const timer: unknown = setTimeout(run, milliseconds);
  // browsers give a number
  (timer as { unref?: () => void }).unref?.();
  return { stop: () => clearTimeout(timer as ReturnType<typeof setTimeout>) };
}

/** Whether the promise was kept within so long. Keeps a process alive until then. */
export function within(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), milliseconds);
    void promise.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
