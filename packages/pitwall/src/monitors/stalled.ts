import { formatSubject } from '@pitwall/sdk';
import { type StalledJob, stalledJobs } from '../jobs/index.ts';
import type { Context } from '../server/context.ts';
import { listJobs } from '../state/job-table.ts';
import { getMonitor, moveMonitor, setMonitorBody } from '../state/monitor-table.ts';
import { recordChange } from './changes.ts';

const metric = 'jobs.stalled';
const subjectOf = (job: string): string =>
  formatSubject({ kind: 'component', name: 'jobs' }, { kind: 'job', name: job });

/** Jobs that stand still since the last time, and those that go again; one that is well and always was is not spoken of. */
export async function watchJobs(context: Context): Promise<readonly StalledJob[]> {
  const { state, world } = context;
  const now = world.now();
  const jobs = await listJobs(state.db);
  const stalled = stalledJobs(jobs, { now });
  for (const { job, since, reason } of stalled) {
    await recordChange(context, {
      subject: subjectOf(job),
      metric,
      status: 'alert',
      value: Number(((now - since) / 3_600_000).toFixed(2)),
      message: `the job ${job} ${reason}`,
      evidence: {
        expected: 'that it runs when it is due',
        fix: 'Look at its runs with pitwall jobs list, then pitwall jobs retry',
      },
      since,
      again: (long) => long,
    });
  }
  const standing = new Set(stalled.map(({ job }) => job));
  const before = await stoodStill(context);
  for (const job of before) {
    if (standing.has(job)) continue;
    const isThere = jobs.some(({ name }) => name === job);
    await recordChange(context, {
      subject: subjectOf(job),
      metric,
      status: 'pass',
      value: 0,
      message: `the job ${job} runs`,
      evidence: {},
      since: now,
      again: (long) => (isThere ? `the job ${job} goes on, after ${long}` : `the job ${job} is gone, after ${long}`),
    });
  }
  if (before.length !== standing.size || before.some((job) => !standing.has(job))) await keep(context, [...standing]);
  return stalled;
}

/** What is kept of no model in particular. */
const ofNoModel = '';

async function stoodStill({ state }: Context): Promise<readonly string[]> {
  const kept = await getMonitor(state.db, ofNoModel);
  return kept ? (JSON.parse(kept.body) as { readonly stalled: readonly string[] }).stalled : [];
}

/** After their findings: where this is not reached, they are made again, under the same ids. */
async function keep({ state }: Context, stalled: readonly string[]): Promise<void> {
  const empty = { series: '', position: 0, firstAt: null, covered: 0, predictionAt: null, labelAt: null };
  await state.change(async (tx) => {
    await moveMonitor(tx, { model: ofNoModel, ...empty });
    await setMonitorBody(tx, ofNoModel, JSON.stringify({ stalled }));
  });
}
