import type { BucketRule } from './token-bucket.ts';

/** What one server gives, to one sender and to all together. */
export interface Limits {
  /** Of a body that is read into memory; the journal takes so much in one piece. */
  readonly bodyBytes: number;
  /** Of a body that goes through a file, after it was unpacked. */
  readonly fileBytes: number;
  /** A sender who says nothing for so long is cut off. */
  readonly idleMilliseconds: number;
  /** Of one actor, or of one address where nobody is signed in. */
  readonly requests: BucketRule;
  /** Of one address, whoever asks: somebody who has many tokens has still one address. */
  readonly requestsOfAddress: BucketRule;
  readonly rows: BucketRule;
  /** Of one address. */
  readonly failedSignIns: BucketRule;
  readonly readsAtOnce: number;
  readonly readsWaiting: number;
  readonly uploadsAtOnce: number;
  readonly uploadsWaiting: number;
  readonly streams: number;
  readonly connections: number;
  readonly connectionsOfAddress: number;
}

export const usualLimits: Limits = {
  bodyBytes: 16 << 20,
  fileBytes: 1 << 30,
  idleMilliseconds: 60_000,
  requests: { perSecond: 2_000, burst: 10_000 },
  requestsOfAddress: { perSecond: 10_000, burst: 50_000 },
  rows: { perSecond: 200_000, burst: 10_000_000 },
  failedSignIns: { perSecond: 0.2, burst: 20 },
  readsAtOnce: 4,
  readsWaiting: 200,
  uploadsAtOnce: 2,
  uploadsWaiting: 8,
  streams: 100,
  connections: 10_000,
  connectionsOfAddress: 1_000,
};
