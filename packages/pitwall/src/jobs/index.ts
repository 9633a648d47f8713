/** What others need to have work done on a schedule. */
export type { JobDefinition } from './job.ts';
export { type StalledJob, stalledJobs } from './stalled.ts';
export { startWorker } from './worker.ts';
