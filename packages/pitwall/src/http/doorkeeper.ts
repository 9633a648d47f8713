import { createGate, type Gate } from '../core/gate.ts';
import type { Server } from '../server/open.ts';
import { limitsOf } from './config.ts';
import { createFindingWatch, type FindingWatch } from './finding-watch.ts';
import { createLimiter, type Limiter } from './limits/limiter.ts';
import type { Limits } from './limits/limits.ts';
import { createSignInGuard, type SignInGuard } from './limits/sign-in-guard.ts';
import type { BucketRule } from './limits/token-bucket.ts';
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

/** Limits of the configuration in force, and of those that are `given` no others. */
export function createDoorkeeper(server: Server, given: Partial<Limits> = {}): Doorkeeper {
  let limits = { ...limitsOf(server.config.http), ...given };
  server.onReload((config) => {
    limits = { ...limitsOf(config.http), ...given };
  });
  const ruleOf = (name: 'requests' | 'rows' | 'failedSignIns'): BucketRule => ({
    get perSecond() {
      return limits[name].perSecond;
    },
    get burst() {
      return limits[name].burst;
    },
  });
  return {
    get limits() {
      return limits;
    },
    requests: createLimiter(ruleOf('requests')),
    rows: createLimiter(ruleOf('rows')),
    signIns: createSignInGuard(ruleOf('failedSignIns')),
    reads: createGate({
      get atOnce() {
        return limits.readsAtOnce;
      },
      get waiting() {
        return limits.readsWaiting;
      },
      what: 'reads of events',
    }),
    uploads: createGate({
      get atOnce() {
        return limits.uploadsAtOnce;
      },
      get waiting() {
        return limits.uploadsWaiting;
      },
      what: 'uploads',
    }),
    streams: createGate({
      get atOnce() {
        return limits.streams;
      },
      waiting: 0,
      what: 'streams',
    }),
    spool: createSpool(server.events, server.world),
    findings: createFindingWatch(server.state),
  };
}
