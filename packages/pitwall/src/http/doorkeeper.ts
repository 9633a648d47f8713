import type { Server } from '../server/open.ts';
import { createFindingWatch, type FindingWatch } from './finding-watch.ts';
import { createGate, type Gate } from './limits/gate.ts';
import { createLimiter, type Limiter } from './limits/limiter.ts';
import { type Limits, usualLimits } from './limits/limits.ts';
import { createSignInGuard, type SignInGuard } from './limits/sign-in-guard.ts';
import { createSpool, type Spool } from './spool.ts';

/** What all requests to one server have in common. */
export interface Doorkeeper {
  readonly limits: Limits;
  readonly requests: Limiter;
  readonly rows: Limiter;
  readonly signIns: SignInGuard;
  readonly reads: Gate;
  readonly uploads: Gate;
  readonly streams: Gate;
  readonly spool: Spool;
  readonly findings: FindingWatch;
}

export function createDoorkeeper(server: Server, given: Partial<Limits> = {}): Doorkeeper {
  const limits = { ...usualLimits, ...given };
  return {
    limits,
    requests: createLimiter(limits.requests),
    rows: createLimiter(limits.rows),
    signIns: createSignInGuard(limits.failedSignIns),
    reads: createGate({ atOnce: limits.readsAtOnce, waiting: limits.readsWaiting, what: 'reads of events' }),
    uploads: createGate({ atOnce: limits.uploadsAtOnce, waiting: limits.uploadsWaiting, what: 'uploads' }),
    streams: createGate({ atOnce: limits.streams, waiting: 0, what: 'streams' }),
    spool: createSpool(server.events, server.world),
    findings: createFindingWatch(server.state),
  };
}
