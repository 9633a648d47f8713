import type { JobDefinition } from '../jobs/index.ts';
import { createOutward } from '../outward/outward.ts';
import type { Server } from '../server/open.ts';
import { findInstallation } from '../state/signing-key-table.ts';
import { deliveryAuditJob } from './delivery/audit-job.ts';
import { startSender } from './delivery/sender.ts';
import { startEngine } from './engine/engine.ts';
import { openThreads } from './engine/open-threads.ts';
import { alertSettings } from './engine/settings.ts';
import { expireReceived } from './receive/expire.ts';

export interface AlertingOptions {
  readonly server: Server;
  /** Which server it is: never the same for two that run, or one after the other. */
  readonly owner: string;
  /** The console. */
  print(line: string): void;
  failed(what: string, error: unknown): void;
}

export interface Alerting {
  /** What is done on a schedule. */
  readonly jobs: readonly JobDefinition[];
  /** Resolves when what was found up to now was made alerts of, and what is due was sent. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** From findings to alerts to people, for as long as the server runs. */
export function startAlerting({ server, owner, print, failed }: AlertingOptions): Alerting {
  const outward = createOutward({
    get allow() {
      return server.config.outward.allow;
    },
  });
  const engine = startEngine({
    workplace: () => server,
    expire: (workplace) => expireReceived(workplace, workplace.world.now()),
    failed: (error) => failed('alerts', error),
  });
  let installation = '';
  const named = engine
    .settled()
    .then(async () => {
      installation = (await findInstallation(server.state.db)) ?? '';
    })
    .catch((error: unknown) => failed('alerts', error));
  const sender = startSender({
    workplace: () => server,
    channels: () => alertSettings(server.config).channels,
    outward,
    print,
    owner,
    version: server.version,
    installation: () => installation,
    failed: ({ error, channel }) => failed(channel === undefined ? 'deliveries' : `channel ${channel}`, error),
  });
  return {
    jobs: [deliveryAuditJob({ openThreads, outward })],
    async settled() {
      await named;
      await engine.settled();
      await sender.idle();
    },
    async stop() {
      await engine.stop();
      await named;
      await sender.stop();
    },
  };
}
