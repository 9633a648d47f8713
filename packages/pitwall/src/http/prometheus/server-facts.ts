import type { Server } from '../../server/open.ts';
import { readinessOf } from '../../server/readiness.ts';
import { subjectOfComponent, subjectOfJob } from '../../server/subjects.ts';
import type { Job } from '../../state/job.ts';
import { listJobs } from '../../state/job-table.ts';
import { latestSamples, listMetricSeries } from '../../state/metric-table.ts';
import type { FamilyName } from './declared.ts';
import { type Fact, factsOf } from './fact.ts';

interface Translation {
  readonly to: FamilyName;
  /** What one of its unit is in ours. */
  readonly unit?: number;
}

const seconds = 1 / 1_000;

/** What the server measures of itself, by the names that it has in the store of figures. */
const translations: Readonly<Record<string, Translation>> = {
  requests_per_second: { to: 'pitwall_server_requests_per_second' },
  request_ms: { to: 'pitwall_server_request_seconds', unit: seconds },
  request_bytes_per_second: { to: 'pitwall_server_request_bytes_per_second' },
  event_rows_per_second: { to: 'pitwall_server_event_rows_per_second' },
  event_bytes_per_second: { to: 'pitwall_server_event_bytes_per_second' },
  events_waiting_bytes: { to: 'pitwall_server_events_waiting_bytes' },
  events_lag_batches: { to: 'pitwall_server_events_lag_batches' },
  state_changes_per_second: { to: 'pitwall_server_state_changes_per_second' },
  state_change_ms: { to: 'pitwall_server_state_change_seconds', unit: seconds },
  memory_rss_bytes: { to: 'pitwall_server_resident_memory_bytes' },
  memory_heap_bytes: { to: 'pitwall_server_heap_bytes' },
  cpu_share: { to: 'pitwall_server_cpu_share' },
  event_loop_delay_ms: { to: 'pitwall_server_event_loop_delay_seconds', unit: seconds },
  open_streams: { to: 'pitwall_server_open_streams' },
  samples_lost: { to: 'pitwall_server_samples_lost' },
};

/** As Prometheus wants them. */
const quantiles: Readonly<Record<string, string>> = { p50: '0.5', p95: '0.95', p99: '0.99', max: '1' };

/** The server looks at itself each ten seconds; what is older than a few looks is no longer so. */
const stale = 60_000;

export async function serverFacts(server: Server): Promise<readonly Fact[]> {
  const { state, world, version, startedAt } = server;
  const now = world.now();
  const fact = factsOf({ verb: 'metric.read', subject: subjectOfComponent('server') });
  const { items } = await listMetricSeries(state.db, { component: 'server', order: 'oldest', limit: 500 });
  const known = items.filter(({ metric }) => metric in translations);
  const latest = await latestSamples(
    state.db,
    known.map(({ seq }) => seq),
  );
  return [
    factsOf(undefined)('pitwall_up', 1),
    fact('pitwall_build_info', 1, { version }),
    fact('pitwall_start_time_seconds', startedAt / 1_000),
    fact('pitwall_ready', (await readinessOf(server)).ready ? 1 : 0),
    ...known.flatMap(({ seq, metric, labels }) => {
      const [sample, translation] = [latest.get(seq), translations[metric]];
      if (!sample || !translation || sample.at < now - stale) return [];
      const { quantile, ...rest } = labels;
      const named = quantile === undefined ? rest : { ...rest, quantile: quantiles[quantile] ?? quantile };
      return [fact(translation.to, sample.value * (translation.unit ?? 1), named)];
    }),
    ...(await jobFacts(server)),
  ];
}

const jobStates = ['well', 'running', 'late', 'failing', 'dead'] as const;

/** A job that is due so long and nobody has begun. */
const lateAfter = 60_000;

function stateOf({ deadAt, lease, attempts, nextAt }: Job, now: number): (typeof jobStates)[number] {
  if (deadAt !== null) return 'dead';
  if (lease !== null) return lease.until < now ? 'late' : 'running';
  if (attempts > 0) return 'failing';
  return nextAt !== null && nextAt < now - lateAfter ? 'late' : 'well';
}

async function jobFacts({ state, world }: Server): Promise<readonly Fact[]> {
  const now = world.now();
  const jobs = await listJobs(state.db);
  return jobs.flatMap((job) => {
    const own = stateOf(job, now);
    const fact = factsOf({ verb: 'job.read', subject: subjectOfJob(job.name) });
    // each state of each job, so that a sum that fell to none is 0 and not gone
    return jobStates.map((one) => fact('pitwall_jobs', one === own ? 1 : 0, { state: one }));
  });
}
