import { randomBytes } from 'node:crypto';

/** What cannot be repeated, so that a test may hand over another. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** So many bytes that nobody can guess. */
  random(bytes: number): Buffer;
}

export const realWorld: World = { now: () => Date.now(), random: (bytes) => randomBytes(bytes) };
