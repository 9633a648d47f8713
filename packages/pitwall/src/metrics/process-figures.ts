import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How this process is; times since the last look. */
export interface ProcessFigures {
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** Of one core: 1.5 is one and a half. */
  readonly cpuShare: number;
  /** How long what was due had to wait for its turn, in milliseconds. */
  readonly loopDelay: { readonly p50: number; readonly p99: number; readonly max: number };
}

export interface ProcessWatch {
  /** `milliseconds` is how long ago the last look was. */
  look(milliseconds: number): ProcessFigures;
  stop(): void;
}

const resolution = 20;

export function watchProcess(): ProcessWatch {
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  let used = process.cpuUsage();
  return {
    look(milliseconds) {
      const { user, system } = process.cpuUsage(used);
      used = process.cpuUsage();
      // what is measured is from one turn of a timer to the next, in nanoseconds
      const delay = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolution);
      const loopDelay = {
        p50: delay(delays.percentile(50)),
        p99: delay(delays.percentile(99)),
        max: delay(delays.max),
      };
      delays.reset();
      const { rss, heapUsed } = process.memoryUsage();
      return {
        rssBytes: rss,
        heapBytes: heapUsed,
        cpuShare: (user + system) / 1_000 / Math.max(1, milliseconds),
        loopDelay,
      };
    },
    stop: () => void delays.disable(),
  };
}
