/** Why an event was not sent. */
export const dropReasons = ['full', 'invalid', 'unserialisable', 'too_large', 'closed'] as const;
export type DropReason = (typeof dropReasons)[number];

export type EventKind = 'prediction' | 'label';

export interface DropExample {
  /** As it was to be sent; undefined where it could not be written as JSON. */
  readonly line: string | undefined;
  readonly detail: string;
}

/** Events of one kind that were dropped for one reason since it was last told. */
export interface Drop {
  readonly kind: EventKind;
  readonly reason: DropReason;
  readonly events: number;
  /** A few of them. */
  readonly examples: readonly DropExample[];
}

export interface Drops {
  add(kind: EventKind, reason: DropReason, example?: DropExample): void;
  counts(): Readonly<Record<DropReason, number>>;
  /** What was not told yet. */
  untold(): readonly Drop[];
}

const mostExamples = 5;
const longestExample = 1_000;

/** Counted here and told in sums: a service that makes a thousand events a second must not hear of each. */
export function createDrops(): Drops {
  const counts: Record<DropReason, number> = { full: 0, invalid: 0, unserialisable: 0, too_large: 0, closed: 0 };
  let waiting = new Map<string, { kind: EventKind; reason: DropReason; events: number; examples: DropExample[] }>();
  return {
    add(kind, reason, example) {
      counts[reason] += 1;
      const key = `${kind} ${reason}`;
      const drop = waiting.get(key) ?? { kind, reason, events: 0, examples: [] };
      drop.events += 1;
      if (example && drop.examples.length < mostExamples) {
        drop.examples.push({ line: example.line?.slice(0, longestExample), detail: example.detail });
      }
      waiting.set(key, drop);
    },
    counts: () => ({ ...counts }),
    untold() {
      const told = [...waiting.values()];
      waiting = new Map();
      return told;
    },
  };
}
