import { createHash } from 'node:crypto';

/**
 * How a request goes.
 * - `accept`: as the service itself would answer it;
 * - `{ status }`: refused before anything was taken in, with the service's own words, or with what it `says`;
 * - `hang`: it is read, and never answered;
 * - `drop-before-accept`: the connection breaks, and nothing was taken in;
 * - `drop-after-accept`: it was taken in, and the connection breaks before the answer;
 * - `half-accept`: it was taken in, and the connection breaks in the middle of the answer (mail: the first recipient is
 *   taken, the others are refused);
 * - `slow-bytes`: it was taken in, and the answer comes in small pieces, a few bytes each.
 */
export type Fault =
  | 'accept'
  | 'hang'
  | 'drop-before-accept'
  | 'drop-after-accept'
  | 'half-accept'
  | 'slow-bytes'
  | { readonly status: number; readonly retryAfter?: number | Date; readonly says?: string };

/** A fault for the request, or undefined where another rule is to say. The first request is number 0. */
export type FaultRule<Asked> = (asked: Asked, number: number) => Fault | undefined;

/** Shares of faults, each of 0 to 1, together at most 1; the rest is accepted. */
export type FaultShares = readonly (readonly [fault: Fault, share: number])[];

export interface FaultScript<Asked> {
  /** For the next requests, one each. */
  queue(...faults: readonly Fault[]): void;
  /** For all requests that the queue leaves, until `reset`; the first rule that says something holds. */
  rule(rule: FaultRule<Asked>): void;
  /** For all requests that the queue and the rules leave. */
  seeded(seed: number, shares: FaultShares): void;
  next(asked: Asked): Fault;
  /** From now on everything is accepted. */
  reset(): void;
}

export function createFaultScript<Asked>(): FaultScript<Asked> {
  const queued: Fault[] = [];
  const rules: FaultRule<Asked>[] = [];
  let drawn: FaultRule<Asked> = () => undefined;
  let number = 0;
  return {
    queue: (...faults) => void queued.push(...faults),
    rule: (rule) => void rules.push(rule),
    seeded: (seed, shares) => {
      drawn = (_, nth) => pick(shareOf(seed, nth), shares);
    },
    next: (asked) => {
      const nth = number;
      number += 1;
      const fromQueue = queued.shift();
      if (fromQueue !== undefined) return fromQueue;
      for (const rule of rules) {
        const fault = rule(asked, nth);
        if (fault !== undefined) return fault;
      }
      return drawn(asked, nth) ?? 'accept';
    },
    reset: () => {
      queued.length = 0;
      rules.length = 0;
      drawn = () => undefined;
      number = 0;
    },
  };
}

/** Of the seed and the number of the request alone, so that it is the same in whichever order they come. */
function shareOf(seed: number, number: number): number {
  return createHash('sha256').update(`${seed}:${number}`).digest().readUInt32BE() / 2 ** 32;
}

function pick(at: number, shares: FaultShares): Fault | undefined {
  let upTo = 0;
  for (const [fault, share] of shares) {
    upTo += share;
    if (at < upTo) return fault;
  }
  return undefined;
}
