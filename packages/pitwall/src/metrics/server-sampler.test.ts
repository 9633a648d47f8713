import { afterEach, describe, expect, it } from 'vitest';
import { useServers } from '../http/testing/bench.ts';
import { observedState } from '../server/observe.ts';
import { openMetrics } from './buffer.ts';
import { readSeries } from './read.ts';
import { countLoad } from './server-load.ts';
import { type Sampler, startServerSampler } from './server-sampler.ts';

const servers = useServers();
const running: Sampler[] = [];
afterEach(async () => {
  for (const sampler of running.splice(0)) await sampler.stop();
});

async function watched(every?: number) {
  const { server, clock } = await servers.start();
  const metrics = openMetrics({ state: server.state, now: () => server.world.now() });
  const load = countLoad();
  const failures: unknown[] = [];
  const failed = (error: unknown): void => void failures.push(error);
  const sampler = startServerSampler({ server, metrics, load, failed, ...(every === undefined ? {} : { every }) });
  running.push(sampler);
  const figure = async (metric: string): Promise<(number | null)[]> => {
    const { page } = await readSeries(server.state.db, { component: 'server', metric, range: '1h', now: clock.now });
    return (page.items[0]?.points ?? []).filter(({ count }) => count > 0).map(({ last }) => last);
  };
  return { server, clock, load, sampler, failures, figure };
}

describe('the server looks at itself', () => {
  it('and what it records changes with the load', async () => {
    const { clock, load, sampler, failures, figure } = await watched();
    for (const rows of [10, 500]) {
      clock.now += 10_000;
      load.observer.ingested({ rows, bytes: rows * 100 });
      const request = { route: 'recordPredictions', method: 'POST', status: 202, bytes: 1 };
      load.observer.requested({ ...request, milliseconds: rows });
      await sampler.sample();
    }
    expect(failures).toEqual([]);
    expect(await figure('event_rows_per_second')).toEqual([1, 50]);
    expect(await figure('request_ms')).toEqual([10, 500]);
    const [before = 0, after = 0] = await figure('memory_rss_bytes');
    expect(Math.min(before ?? 0, after ?? 0)).toBeGreaterThan(1e7);
    expect(await figure('events_waiting_bytes')).toEqual([0, 0]);
  });

  it('by itself, at an even pace', async () => {
    const { figure, failures } = await watched(40);
    await expect.poll(() => figure('cpu_share'), { timeout: 5_000 }).not.toEqual([]);
    expect(failures).toEqual([]);
  });

  it('and goes on after it could not', async () => {
    const { server, clock, sampler, failures, figure } = await watched();
    const { db } = server.state;
    const broken = { ...server.state, change: () => Promise.reject(new Error('The disk is full.')) };
    const metrics = openMetrics({ state: broken, now: () => clock.now });
    const other = startServerSampler({
      server: { ...server, state: { ...broken, db } },
      metrics,
      load: countLoad(),
      failed: (error) => void failures.push(error),
    });
    running.push(other);
    await other.sample();
    expect(failures).toHaveLength(1);
    await sampler.sample();
    expect(await figure('jobs_late')).toEqual([0]);
  });
});

describe('a state that is watched', () => {
  it('tells how long each change took, also of those that failed', async () => {
    const { server } = await servers.start();
    const load = countLoad();
    const state = observedState(server.state, load.observer);
    expect(await state.change(async () => 7)).toBe(7);
    await expect(state.change(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const { counts, min } = load.take().changes;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(min).toBeGreaterThan(0);
  });
});
