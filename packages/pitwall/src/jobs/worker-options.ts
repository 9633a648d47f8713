import type { Workplace } from '../server/context.ts';
import type { JobDefinition } from './job.ts';

export interface WorkerOptions {
  /** What there is to work with, as it is at this moment. */
  readonly workplace: () => Workplace;
  /** Which server it is, in the history. */
  readonly owner: string;
  readonly definitions: readonly JobDefinition[];
  /** So long a job stays with a server that is not heard of any more. */
  readonly leaseMilliseconds?: number;
  /** So many jobs run at once. */
  readonly concurrency?: number;
  /** So often it looks what others planned, or asked for by hand. */
  readonly pollMilliseconds?: number;
  /** So long runs may take to end when the worker stops. */
  readonly stopMilliseconds?: number;
  /** Told of a run that failed, and once of a state that cannot be reached. */
  readonly failed?: (failure: WorkerFailure) => void;
}

export interface WorkerFailure {
  readonly error: unknown;
  /** Undefined where it was not a job that failed. */
  readonly job?: string;
}

export interface Worker {
  /** Other jobs from now on, or from when the state is back. Runs of those that are gone are aborted. */
  replace(definitions: readonly JobDefinition[]): Promise<void>;
  /** Looks at once for what is due. */
  wake(): void;
  /** Resolves when nothing runs and nothing is due. */
  idle(): Promise<void>;
  /** Aborts what runs and gives it back, so that another server takes over at once. May be called twice. */
  stop(): Promise<void>;
}
