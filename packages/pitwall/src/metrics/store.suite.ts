import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openState, type StatePlace } from '../state/open.ts';
import type { State } from '../state/state.ts';
import { openMetrics } from './buffer.ts';
import { type Range, rangeNames, ranges } from './range.ts';
import { listSeries, type Point, readSeries } from './read.ts';
import { recordSamples } from './record.ts';
import type { Sample } from './sample.ts';

/** 2026-01-05T12:00:00Z */
const noon = 1_767_614_400_000;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** What the metric store promises, on any engine. */
export function metricStoreSuite(place: () => Promise<StatePlace>): void {
  const box: { state?: State; where?: StatePlace } = {};
  const state = (): State => {
    if (!box.state) throw new Error('There is a store only inside of a test.');
    return box.state;
  };
  const open = async (where: StatePlace): Promise<State> => openState(where, { now: () => noon });
  beforeEach(async () => {
    box.where = await place();
    box.state = await open(box.where);
  });
  afterEach(() => box.state?.close());

  let series = 0;
  const newMetric = (): string => `figure_${++series}`;
  const record = (samples: readonly Sample[], most?: number) =>
    state().change((tx) => recordSamples(tx, samples, { now: noon, ...(most === undefined ? {} : { most }) }));
  const pointsOf = async (metric: string, range: Range, now = noon): Promise<readonly Point[]> => {
    const { page } = await readSeries(state().db, { metric, range, now });
    return page.items[0]?.points ?? [];
  };
  const filled = (points: readonly Point[]): readonly Point[] => points.filter(({ count }) => count > 0);
  const sampleAt = (metric: string, at: number, value: number): Sample => ({ component: 'shop', metric, at, value });

  it('gives back count, mean, least, largest and last of each part of the time', async () => {
    const metric = newMetric();
    await record([
      sampleAt(metric, noon - 5_000, 3),
      sampleAt(metric, noon - 9_000, 1),
      sampleAt(metric, noon - 7_000, 8),
    ]);
    expect(filled(await pointsOf(metric, '1h'))).toEqual([
      { t: noon - 10_000, min: 1, max: 8, mean: 4, last: 3, count: 3 },
    ]);
  });

  it('answers each range with other points, none of more than 400, all as long as the range', async () => {
    const metric = newMetric();
    await record([sampleAt(metric, noon - 1, 1)]);
    const shapes = await Promise.all(
      rangeNames.map(async (range) => {
        const { step, from, to, page } = await readSeries(state().db, { metric, range, now: noon });
        return { range, step, length: to - from, points: page.items[0]?.points.length };
      }),
    );
    expect(shapes).toEqual([
      { range: '1h', step: 10_000, length: hour, points: 360 },
      { range: '6h', step: minute, length: 6 * hour, points: 360 },
      { range: '24h', step: 5 * minute, length: day, points: 288 },
      { range: '7d', step: 30 * minute, length: 7 * day, points: 336 },
      { range: '30d', step: 2 * hour, length: 30 * day, points: 360 },
    ]);
  });

  it('shows a single spike at every range that reaches it, whatever is around it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...rangeNames),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        fc.double({ min: 1_000, max: 1e9, noNaN: true }),
        async (range, share, size) => {
          const metric = newMetric();
          const at = noon - Math.floor(ranges[range] * share);
          const around = Array.from({ length: 40 }, (_, index) => sampleAt(metric, at - 20 + index, index % 7));
          await record([...around, sampleAt(metric, at, size), sampleAt(metric, at, -size)]);
          for (const wider of rangeNames.slice(rangeNames.indexOf(range))) {
            const found = filled(await pointsOf(metric, wider));
            expect(Math.max(...found.map(({ max }) => max ?? 0))).toBe(size);
            expect(Math.min(...found.map(({ min }) => min ?? 0))).toBe(-size);
            expect(found.reduce((count, point) => count + point.count, 0)).toBe(42);
          }
        },
      ),
      { seed: 11, numRuns: 15 },
    );
  });

  it('comes to the same in any order and in any batches', async () => {
    const samples = fc.array(
      fc.record({
        // few moments, so that many fall together
        ago: fc.nat(200).map((tenths) => tenths * 137_000),
        value: fc.oneof(fc.integer({ min: -50, max: 50 }), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
      }),
      { minLength: 1, maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(samples, fc.infiniteStream(fc.nat(9)), async (drawn, sizes) => {
        const [together, apart] = [newMetric(), newMetric()];
        await record(drawn.map(({ ago, value }) => sampleAt(together, noon - ago, value)));
        const shuffled = drawn.map((one) => ({ ...one, key: (one.ago * 7 + one.value) % 13 }));
        const rest = shuffled.sort((a, b) => a.key - b.key).map((one) => sampleAt(apart, noon - one.ago, one.value));
        while (rest.length > 0) await record(rest.splice(0, 1 + (sizes.next().value ?? 0)));
        for (const range of rangeNames) {
          const [one, other] = [await pointsOf(together, range), await pointsOf(apart, range)];
          const exact = (points: readonly Point[]) => points.map(({ mean: _, ...point }) => point);
          expect(exact(other)).toEqual(exact(one));
          other.forEach(({ mean }, index) => {
            const wanted = one[index]?.mean ?? null;
            if (wanted === null) expect(mean).toBeNull();
            else expect(Math.abs((mean ?? 0) - wanted)).toBeLessThanOrEqual(1e-6);
          });
        }
      }),
      { seed: 5, numRuns: 12 },
    );
  });

  it('puts a sample that comes late where it belongs', async () => {
    const metric = newMetric();
    await record([sampleAt(metric, noon - 2 * hour + 1, 5), sampleAt(metric, noon - 1, 9)]);
    await record([sampleAt(metric, noon - 2 * hour, 7)]);
    expect(filled(await pointsOf(metric, '6h'))).toEqual([
      { t: noon - 2 * hour, min: 5, max: 7, mean: 6, last: 5, count: 2 },
      { t: noon - minute, min: 9, max: 9, mean: 9, last: 9, count: 1 },
    ]);
  });

  it('begins with its first moment and ends before its last', async () => {
    const metric = newMetric();
    const [from, to] = [noon - 5 * minute, noon];
    await record([from - 1, from, to - 1, to].map((at, value) => sampleAt(metric, at, value)));
    const { page } = await readSeries(state().db, { metric, from, to, now: noon });
    expect(filled(page.items[0]?.points ?? []).map(({ last }) => last)).toEqual([1, 2]);
  });

  it('has nothing of 30 days ago in the last five minutes', async () => {
    const metric = newMetric();
    await record([sampleAt(metric, noon - 30 * day, 99)]);
    const { page } = await readSeries(state().db, { metric, from: noon - 5 * minute, to: noon, now: noon });
    expect(page.items[0]?.points).toHaveLength(300);
    expect(filled(page.items[0]?.points ?? [])).toEqual([]);
  });

  it('answers of long ago with what is still kept of it', async () => {
    const metric = newMetric();
    const at = noon - 30 * day;
    await record([sampleAt(metric, at, 4)]);
    const { step, page } = await readSeries(state().db, { metric, from: at - minute, to: at + minute, now: noon });
    expect(step).toBe(10 * minute);
    expect(filled(page.items[0]?.points ?? [])).toMatchObject([{ t: at, max: 4 }]);
  });

  it('has gaps where there was no sample', async () => {
    const metric = newMetric();
    await record([sampleAt(metric, noon - 30_000, 0), sampleAt(metric, noon - 1, 2)]);
    const points = (await pointsOf(metric, '1h')).slice(-4);
    expect(points.map(({ mean }) => mean)).toEqual([0, null, 2, null]);
    expect(points.map(({ count }) => count)).toEqual([1, 0, 1, 0]);
  });

  it('tells components, metrics and labels apart', async () => {
    const at = noon - 1;
    await record([
      { component: 'a', metric: 'x', at, value: 1 },
      { component: 'b', metric: 'x', at, value: 2 },
      { component: 'b', metric: 'y', at, value: 3 },
      { component: 'b', metric: 'y', labels: { of: 'z', by: 'w' }, at, value: 4 },
      { component: 'b', metric: 'y', labels: { by: 'w', of: 'z' }, at, value: 6 },
    ]);
    const found = async (filter: { component?: string; metric?: string }) => {
      const { page } = await readSeries(state().db, { ...filter, range: '1h', now: noon });
      return page.items.map(({ points }) => filled(points).map(({ mean }) => mean)[0]);
    };
    expect(await found({ component: 'b' })).toEqual([2, 3, 5]);
    expect(await found({ metric: 'x' })).toEqual([1, 2]);
    expect(await found({ component: 'b', metric: 'y' })).toEqual([3, 5]);
    expect(await found({ component: 'none' })).toEqual([]);
    expect((await listSeries(state().db, { component: 'b', metric: 'y' })).items).toMatchObject([
      { labels: {}, latest: { at, value: 3 } },
      { labels: { by: 'w', of: 'z' }, latest: { at, value: 6 } },
    ]);
  });

  it('gives pages of series', async () => {
    await record(['a', 'b', 'c'].map((metric) => sampleAt(metric, noon, 1)));
    const { page: first } = await readSeries(state().db, { range: '1h', now: noon, limit: 2 });
    expect(first.items.map(({ metric }) => metric)).toEqual(['a', 'b']);
    const { page: second } = await readSeries(state().db, {
      range: '1h',
      now: noon,
      limit: 2,
      after: first.next ?? '',
    });
    expect(second).toMatchObject({ items: [{ metric: 'c' }], more: false });
  });

  it('makes no more series than there may be, counts what it refuses, and goes on with those it has', async () => {
    const hostile = Array.from({ length: 60 }, (_, index) => ({
      ...sampleAt('x', noon, 1),
      labels: { id: String(index) },
    }));
    expect(await record(hostile, 50)).toEqual({ recorded: 50, refused: 10 });
    expect(await record(hostile, 50)).toEqual({ recorded: 50, refused: 10 });
    expect((await listSeries(state().db, { limit: 1000 })).items).toHaveLength(50);
  });

  it('loses nothing that was committed when it is opened again', async () => {
    const metric = newMetric();
    await record([sampleAt(metric, noon - 1, 7)]);
    await state().close();
    box.state = await open(box.where ?? { folder: '' });
    expect(filled(await pointsOf(metric, '7d'))).toMatchObject([{ max: 7, count: 1 }]);
  });

  it('writes what was gathered at once, and says what it had no room for', async () => {
    const metric = newMetric();
    const metrics = openMetrics({ state: state(), now: () => noon, mostWaiting: 5 });
    metrics.add(Array.from({ length: 4 }, (_, index) => sampleAt(metric, noon - 1, index)));
    metrics.add(Array.from({ length: 4 }, () => sampleAt(metric, noon - 1, 100)));
    expect([metrics.waiting(), metrics.lost()]).toEqual([5, { full: 3, series: 0 }]);
    expect(await metrics.flush()).toEqual({ recorded: 5, refused: 0 });
    expect(await metrics.flush()).toEqual({ recorded: 0, refused: 0 });
    expect(filled(await pointsOf(metric, '1h'))).toMatchObject([{ max: 100, count: 5 }]);
  });

  it('keeps what could not be written for the next time', async () => {
    const metric = newMetric();
    const refusing = { ...state(), change: () => Promise.reject(new Error('The disk is full.')) };
    let current: State = refusing;
    const metrics = openMetrics({
      state: { engine: 'sqlite', db: state().db, change: (run) => current.change(run), close: async () => {} },
      now: () => noon,
      mostWaiting: 3,
    });
    metrics.add([sampleAt(metric, noon - 3, 1), sampleAt(metric, noon - 2, 2)]);
    const failed = metrics.flush();
    metrics.add([sampleAt(metric, noon - 1, 3)]);
    await expect(failed).rejects.toThrow('full');
    current = state();
    expect(await metrics.flush()).toEqual({ recorded: 3, refused: 0 });
    expect(metrics.lost()).toEqual({ full: 0, series: 0 });
  });
}
