import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Job } from '../state/job.ts';
import { type Measured, serverSamples } from './server-figures.ts';
import { countLoad } from './server-load.ts';

const noon = 1_767_614_400_000;

const job = (change: Partial<Job>): Job => ({
  name: 'nightly',
  summary: '',
  schedule: null,
  lease: null,
  attempts: 0,
  nextAt: noon + 60_000,
  dueAt: null,
  deadAt: null,
  lastError: null,
  lastRun: null,
  ...change,
});

/** All that is measured, `size` times. */
function measured(size: number): Measured {
  const load = countLoad();
  for (let index = 0; index < size; index += 1) {
    for (const [route, method] of [
      ['recordPredictions', 'POST'],
      ['listFindings', 'GET'],
      ['recordMetrics', 'POST'],
    ] as const) {
      load.observer.requested({ route, method, status: 202, milliseconds: 3 * size, bytes: 100 });
    }
    load.observer.ingested({ rows: 10, bytes: 1_000 });
    load.observer.changed(2 * size);
    load.observer.streaming(1);
  }
  return {
    load: load.take(),
    process: {
      rssBytes: size * 1e6,
      heapBytes: size * 1e5,
      cpuShare: size / 10,
      loopDelay: { p50: size, p99: 2 * size, max: 3 * size },
    },
    events: { last: 10 + size, applied: 10, waitingBytes: size },
    jobs: Array.from({ length: size }, () => [job({ nextAt: noon - 60_001 }), job({ attempts: 2 })]).flat(),
    lost: size,
    milliseconds: 10_000,
    at: noon,
  };
}

describe('figures of the server', () => {
  it('follow what was measured, each of them', () => {
    const [one, other] = [serverSamples(measured(1)), serverSamples(measured(3))];
    expect(one.length).toBeGreaterThan(20);
    const key = ({ metric, labels }: (typeof one)[number]) => JSON.stringify([metric, labels]);
    expect(other.map(key)).toEqual(one.map(key));
    expect(one.filter(({ value }, index) => other[index]?.value === value).map(key)).toEqual([]);
  });

  it('are made of no constants', () => {
    const source = readFileSync(new URL('./server-figures.ts', import.meta.url), 'utf8');
    const calls = [...source.matchAll(/(figure|quantilesOf)\('\w+',\s*([^)]*)/g)];
    expect(calls.length).toBeGreaterThan(15);
    expect(calls.filter(([, , value = '']) => /^[-\d.]/.test(value))).toEqual([]);
    expect(source).not.toMatch(/\?\?\s*[1-9]/);
  });

  it('are rates of the time that passed', () => {
    const slow = serverSamples({ ...measured(4), milliseconds: 20_000 });
    expect(slow.find(({ metric }) => metric === 'event_rows_per_second')?.value).toBe(2);
  });

  it('leave out how long requests took where there were none, and count those that stopped as 0', () => {
    const load = countLoad();
    load.observer.requested({ route: 'status', method: 'GET', status: 500, milliseconds: 4, bytes: 0 });
    load.take();
    const samples = serverSamples({ ...measured(1), load: load.take() });
    expect(samples.filter(({ metric }) => metric === 'request_ms')).toEqual([]);
    expect(samples.filter(({ metric }) => metric === 'requests_per_second')).toMatchObject([
      { labels: { class: 'read', status: '5xx' }, value: 0 },
    ]);
  });

  it('tell a job that is late from one that waits, runs or was given up', () => {
    const lease = { owner: 'a', since: noon, until: noon + 1, run: 'r' };
    const jobs = [
      job({ nextAt: noon - 59_000 }),
      job({ nextAt: noon - 61_000, lease, attempts: 1 }),
      job({ nextAt: null, deadAt: noon, attempts: 3 }),
      job({ nextAt: noon - 61_000 }),
    ];
    const value = (metric: string) =>
      serverSamples({ ...measured(1), jobs }).find((sample) => sample.metric === metric)?.value;
    expect([value('jobs_late'), value('jobs_failing')]).toEqual([1, 1]);
  });
});
