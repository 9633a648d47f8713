import { hash, verify } from '@node-rs/argon2';
import { createGate, type Gate } from '../core/gate.ts';

/** How passwords are kept. */
export interface Hasher {
  /** In the PHC format. */
  hash(password: string): Promise<string>;
  /** Takes as long where there is none to compare with, and says no. */
  verify(password: string, kept: string | null): Promise<boolean>;
}

/** RFC 9106 and OWASP: Argon2id, 19 MiB, two passes. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Of a password that nobody has: it was random and is forgotten. Compared with where a name is unknown, so that time
 * does not tell who is there.
 */
const ofNobody = '$argon2id$v=19$m=19456,t=2,p=1$cGl0d2FsbCBvZiBub2JvZHk$mPqPnmzhZmjUWH0z1WhLzIcm/ujHY3bSIBvvkEQdvGA';

/** A hash takes 19 MiB and a core for some 20 ms: so many at once, so many who wait, and nobody beyond. */
const usualGate = (): Gate => createGate({ atOnce: 2, waiting: 30, what: 'sign-ins with a password' });

export function createHasher(gate: Gate = usualGate()): Hasher {
  return {
    hash: (password) => gate.run(() => hash(password, cost)),
    verify: (password, kept) => gate.run(async () => (await verify(kept ?? ofNobody, password)) && kept !== null),
  };
}

/** Of this process: how much of it goes into passwords is one bound, whatever asks. */
export const hasher: Hasher = createHasher();
