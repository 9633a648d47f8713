import { hostname } from 'node:os';
import type { Config } from './config/schema.ts';
import { type JobDefinition, startWorker } from './jobs/index.ts';
import { openMetrics } from './metrics/buffer.ts';
import type { LoadCounter } from './metrics/server-load.ts';
import { startServerSampler } from './metrics/server-sampler.ts';
import { monitorJobs } from './monitors/job.ts';
import { journalJob, retentionJob } from './retention/jobs.ts';
import type { Server } from './server/open.ts';

export interface ControlRoomOptions {
  /** What the server does, as it is counted. */
  readonly load: LoadCounter;
  /** Told of what went wrong that nobody waits for. */
  failed(what: string, error: unknown): void;
}

export interface ControlRoom {
  readonly worker: ReturnType<typeof startWorker>;
  /** What runs is given back, what was seen is written. */
  stop(): Promise<void>;
}

/** What a server does without being asked: its jobs, as the configuration in force has them, and looking at itself. */
export function openControlRoom(server: Server, { load, failed }: ControlRoomOptions): ControlRoom {
  const { state, world } = server;
  const metrics = openMetrics({ state, now: () => world.now() });
  const sampler = startServerSampler({ server, metrics, load, failed: (error) => failed('figures', error) });
  const worker = startWorker({
    workplace: () => server,
    // two servers may have the same process number, one after the other on one machine
    owner: `${hostname()}/${process.pid}/${world.random(4).toString('hex')}`,
    definitions: jobsOf(server.config),
    failed: ({ job = 'jobs', error }) => failed(job, error),
  });
  const forget = server.onReload((config) => {
    worker.replace(jobsOf(config)).catch((error: unknown) => failed('jobs', error));
  });
  return {
    worker,
    async stop() {
      forget();
      await worker.stop();
      await sampler.stop();
    },
  };
}

/** All jobs of a configuration. */
function jobsOf(config: Config): readonly JobDefinition[] {
  return [...monitorJobs(config), retentionJob(config.retention), journalJob(config.retention)];
}
