import { PitwallError } from './errors.ts';

/** So many at once, so many who wait for it, and nobody beyond. */
export interface Gate {
  /** Resolves when there is room, with what gives it back; that may be called twice. */
  enter(): Promise<() => void>;
  run<Result>(work: () => Promise<Result> | Result): Promise<Result>;
}

export interface GateOptions {
  readonly atOnce: number;
  readonly waiting: number;
  /** In the refusal: `uploads` */
  readonly what: string;
}

/** The numbers are read anew each time: what is configured may change. */
export function createGate(options: GateOptions): Gate {
  let inside = 0;
  const queue: (() => void)[] = [];
  async function enter(): Promise<() => void> {
    if (inside >= options.atOnce) {
      if (queue.length >= options.waiting) throw busy(options.what, inside);
      // whoever goes out hands over the place
      await new Promise<void>((resolve) => queue.push(resolve));
    } else inside += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = queue.shift();
      if (next) next();
      else inside -= 1;
    };
  }
  return {
    enter,
    async run(work) {
      const leave = await enter();
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}

const busy = (what: string, inside: number) =>
  new PitwallError({
    code: 'server.busy',
    problem: `more ${what} than can be served at once: ${inside} are under way and others wait`,
    fix: 'Send it again a little later',
  });
