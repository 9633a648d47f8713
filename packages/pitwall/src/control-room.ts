import { hostname } from 'node:os';
import { type Alerting, startAlerting } from './alerts/run.ts';
import { checkpointJob, closeAudit } from './audit/job.ts';
import { backupJobs } from './backup/jobs.ts';
import { type JobDefinition, startWorker } from './jobs/index.ts';
import { openMetrics } from './metrics/buffer.ts';
import type { LoadCounter } from './metrics/server-load.ts';
import { startServerSampler } from './metrics/server-sampler.ts';
import { datasetJobs } from './monitors/datasets/job.ts';
import { monitorJobs } from './monitors/job.ts';
import { erasuresJob } from './privacy/job.ts';
import { journalJob, retentionJob } from './retention/jobs.ts';
import { rotateJob } from './secrets/job.ts';
import { system } from './server/actor.ts';
import type { Server } from './server/open.ts';

export interface ControlRoomOptions {
  /** What the server does, as it is counted. */
  readonly load: LoadCounter;
  /** Where alerts are printed. */
  print(line: string): void;
  /** Told of what went wrong that nobody waits for. */
  failed(what: string, error: unknown): void;
}

export interface ControlRoom {
  readonly worker: ReturnType<typeof startWorker>;
  readonly alerting: Alerting;
  /** What runs is given back, what was seen is written. */
  stop(): Promise<void>;
}

/** What a server does without being asked: its jobs, as the configuration in force has them, and looking at itself. */
export function openControlRoom(server: Server, { load, print, failed }: ControlRoomOptions): ControlRoom {
  const { state, world } = server;
  const metrics = openMetrics({ state, now: () => world.now() });
  const sampler = startServerSampler({ server, metrics, load, failed: (error) => failed('figures', error) });
  // two servers may have the same process number, one after the other on one machine
  const owner = `${hostname()}/${process.pid}/${world.random(4).toString('hex')}`;
  const alerting = startAlerting({ server, owner, print, failed });
  const worker = startWorker({
    workplace: () => server,
    owner,
    definitions: [...jobsOf(server), ...alerting.jobs],
    failed: ({ job = 'jobs', error }) => failed(job, error),
  });
  const forget = server.onReload(() => {
    worker.replace([...jobsOf(server), ...alerting.jobs]).catch((error: unknown) => failed('jobs', error));
  });
  return {
    worker,
    alerting,
    async stop() {
      forget();
      await worker.stop();
      await alerting.stop();
      await sampler.stop();
      // when nothing is done any more but what is asked for from outside
      await closeAudit({ ...server, actor: system }).catch((error: unknown) => failed('audit', error));
    },
  };
}

/** All jobs of the configuration in force. */
function jobsOf({ config, startedAt }: Server): readonly JobDefinition[] {
  return [
    ...monitorJobs(config),
    ...datasetJobs(config),
    retentionJob(config.retention),
    journalJob(config.retention),
    rotateJob(config.secrets),
    checkpointJob(),
    erasuresJob(),
    ...backupJobs(config.backup, { since: startedAt }),
  ];
}
