import type { Job } from '../state/job.ts';
import { quantileOf } from './latency.ts';
import type { ProcessFigures } from './process-figures.ts';
import type { Sample } from './sample.ts';
import type { Load } from './server-load.ts';

export interface Measured {
  readonly load: Load;
  readonly process: ProcessFigures;
  readonly events: { readonly last: number; readonly applied: number; readonly waitingBytes: number };
  readonly jobs: readonly Job[];
  /** Samples that were lost since the last look. */
  readonly lost: number;
  /** How long ago the last look was, in milliseconds. */
  readonly milliseconds: number;
  readonly at: number;
}

/** A job that is due so long and nobody has begun. */
const lateAfter = 60_000;

const quantiles = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** What was measured as samples of the component `server`. What could not be measured is left out: a gap. */
export function serverSamples(measured: Measured): readonly Sample[] {
  const { load, process, events, jobs, lost, milliseconds, at } = measured;
  const seconds = Math.max(1, milliseconds) / 1_000;
  const figure = (metric: string, value: number | null, labels: Readonly<Record<string, string>> = {}): Sample[] =>
    value === null ? [] : [{ component: 'server', metric, labels, at, value }];
  const quantilesOf = (metric: string, profile: Parameters<typeof quantileOf>[0], labels = {}): Sample[] =>
    Object.entries(quantiles).flatMap(([quantile, share]) =>
      figure(metric, quantileOf(profile, share), { ...labels, quantile }),
    );
  const { rssBytes, heapBytes, cpuShare, loopDelay } = process;
  return [
    ...[...load.requests].flatMap(([key, count]) => {
      const [of = '', status = ''] = key.split(' ');
      return figure('requests_per_second', count / seconds, { class: of, status });
    }),
    ...[...load.latencies].flatMap(([of, profile]) => quantilesOf('request_ms', profile, { class: of })),
    ...figure('request_bytes_per_second', load.bytesIn / seconds),
    ...figure('event_rows_per_second', load.rows / seconds),
    ...figure('event_bytes_per_second', load.rowBytes / seconds),
    ...figure('events_waiting_bytes', events.waitingBytes),
    ...figure('events_lag_batches', Math.max(0, events.last - events.applied)),
    ...figure('state_changes_per_second', load.changes.counts.reduce((sum, count) => sum + count, 0) / seconds),
    ...quantilesOf('state_change_ms', load.changes),
    ...figure('memory_rss_bytes', rssBytes),
    ...figure('memory_heap_bytes', heapBytes),
    ...figure('cpu_share', cpuShare),
    ...Object.entries(loopDelay).flatMap(([quantile, value]) => figure('event_loop_delay_ms', value, { quantile })),
    ...figure('open_streams', load.streams),
    ...figure('jobs_late', jobs.filter((job) => isLate(job, at)).length),
    ...figure('jobs_failing', jobs.filter(isFailing).length),
    ...figure('samples_lost', lost),
  ];
}

const isLate = ({ nextAt, lease, deadAt }: Job, at: number): boolean =>
  nextAt !== null && lease === null && deadAt === null && nextAt < at - lateAfter;

/** Given up, or to be tried again. */
const isFailing = ({ deadAt, attempts, lease }: Job): boolean => deadAt !== null || (attempts > 0 && lease === null);
