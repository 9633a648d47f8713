import { createHash } from 'node:crypto';
import { networkKey } from '../transport/connections.ts';
import { createLimiter } from './limiter.ts';
import type { BucketRule } from './token-bucket.ts';

/** Slows down whoever guesses, and nobody who has signed in already from the same address, such as that of a proxy. */
export interface SignInGuard {
  /** Seconds until an address may try this secret; 0 for now. */
  wait(address: string, secret: string, now: number): number;
  failed(address: string, now: number): void;
  succeeded(secret: string): void;
}

const remembered = 1_000;

export function createSignInGuard(rule: BucketRule): SignInGuard {
  const limiter = createLimiter(rule);
  const good = new Set<string>();
  return {
    wait: (address, secret, now) => (good.has(hashOf(secret)) ? 0 : limiter.wait(networkKey(address), 1, now)),
    failed: (address, now) => limiter.take(networkKey(address), 1, now),
    succeeded(secret) {
      const hash = hashOf(secret);
      good.delete(hash);
      good.add(hash);
      const [oldest] = good;
      if (good.size > remembered && oldest !== undefined) good.delete(oldest);
    },
  };
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64');
