import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterEach } from 'vitest';
import { PitwallError } from '../../core/errors.ts';
import { openServer, type Server } from '../../server/open.ts';
import { type JobRun, listJobRuns } from '../../state/job-run-table.ts';
import type { State } from '../../state/state.ts';
import { createFolder, type Folder } from '../../testing/data-files.ts';
import type { JobDefinition, JobWork } from '../job.ts';
import { scheduleSchema } from '../schedule.ts';
import { startWorker } from '../worker.ts';
import type { Worker, WorkerFailure, WorkerOptions } from '../worker-options.ts';

/** 2026-01-05T12:00:00Z */
export const noon = 1_767_614_400_000;
export const minute = 60_000;

export interface WorkBench {
  readonly server: Server;
  readonly clock: { now: number };
  readonly failures: WorkerFailure[];
  work(options: Partial<WorkerOptions> & Pick<WorkerOptions, 'definitions'>): Worker;
  runs(job?: string): Promise<readonly JobRun[]>;
}

export interface BenchPlace {
  readonly stateUrl?: string;
  readonly clock?: { now: number };
}

export function define(
  name: string,
  run: (work: JobWork) => ReturnType<JobDefinition['run']>,
  schedule: unknown = '* * * * *',
): JobDefinition {
  return { name, summary: `Does ${name}`, schedule: scheduleSchema.parse(schedule), run };
}

/** Resolves when the signal is aborted. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Resolves when it holds, which takes a few turns of the loop; the test's own time limit is the bound. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await after(2);
}

/** Servers without a door, with a clock that stands still until it is moved; gone at the end of each test. */
export function useWorkBenches() {
  const undo: (() => unknown)[] = [];
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  return async ({ stateUrl, clock = { now: noon } }: BenchPlace = {}): Promise<WorkBench> => {
    const folder: Folder = createFolder();
    undo.push(() => folder.remove());
    const world = { now: () => clock.now, random: (bytes: number) => randomBytes(bytes) };
    const server = await openServer({ folder: join(folder.path, 'data'), stateUrl, version: '1', world });
    undo.push(() => server.close());
    const failures: WorkerFailure[] = [];
    return {
      server,
      clock,
      failures,
      work(options) {
        const worker = startWorker({
          workplace: () => server,
          owner: 'a',
          pollMilliseconds: 20,
          stopMilliseconds: 200,
          failed: (failure) => void failures.push(failure),
          ...options,
        });
        undo.push(() => worker.stop());
        return worker;
      },
      runs: async (job) =>
        (await listJobRuns(server.state.db, { order: 'oldest', limit: 1000, ...(job === undefined ? {} : { job }) }))
          .items,
    };
  };
}

/** The real state behind a wire that can be cut. */
export function cuttable(state: State, away: { readonly now: boolean }): State & { readonly refused: number } {
  const box = { refused: 0 };
  return {
    ...state,
    get refused() {
      return box.refused;
    },
    change(run) {
      if (!away.now) return state.change(run);
      box.refused++;
      return Promise.reject(new PitwallError({ code: 'state.unreachable', problem: 'It is away', fix: 'Wait' }));
    },
  };
}
