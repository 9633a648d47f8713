import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hour } from '../core/duration.ts';
import { type Series, seriesOf, touchedWindows, windowsDueBetween, windowsWith } from './windows.ts';

const day = 24 * hour;
const iso = (moment: number): string => new Date(moment).toISOString();

const moments = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
const tumbling = fc
  .integer({ min: 1, max: 1_000 })
  .map((hours): Series => ({ length: hours * hour, every: hours * hour }));
const sliding = fc
  .tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 50 }))
  .map(([step, times]): Series => ({ length: step * times * hour, every: step * hour }));
const latenesses = fc.integer({ min: 0, max: 100 * hour });

describe('windows', () => {
  it('that tumble hold every moment once', () => {
    fc.assert(
      fc.property(tumbling, moments, (series, moment) => {
        const [window, ...others] = windowsWith(series, moment);
        expect(others).toEqual([]);
        expect(window && window.start <= moment && moment < window.end).toBe(true);
        expect(window && window.end - window.start).toBe(series.length);
        // the next one begins where this one ends
        expect(windowsWith(series, window?.end ?? 0)[0]?.start).toBe(window?.end);
      }),
    );
  });

  it('that slide hold every moment length / every times, each a step after the one before', () => {
    fc.assert(
      fc.property(sliding, moments, (series, moment) => {
        const windows = windowsWith(series, moment);
        expect(windows).toHaveLength(series.length / series.every);
        for (const [index, { start, end }] of windows.entries()) {
          expect(start <= moment && moment < end).toBe(true);
          expect(end - start).toBe(series.length);
          if (index > 0) expect(start - (windows[index - 1]?.start ?? 0)).toBe(series.every);
        }
      }),
    );
  });

  it('begin at midnight, weeks on Monday, in UTC, whatever the clocks of a place do', () => {
    const daily = seriesOf({ length: '1d' });
    // in the night of 29 March 2026 the clocks of Europe are put forward, in that of 8 March those of America
    for (const moment of [Date.UTC(2026, 2, 29, 1, 30), Date.UTC(2026, 2, 8, 10), Date.UTC(2026, 9, 25, 0, 59)]) {
      const [window] = windowsWith(daily, moment);
      expect(iso(window?.start ?? 0)).toBe(`${iso(moment).slice(0, 10)}T00:00:00.000Z`);
      expect((window?.end ?? 0) - (window?.start ?? 0)).toBe(day);
    }
    const [week] = windowsWith(seriesOf({ length: '7d' }), Date.UTC(2026, 2, 5));
    expect(iso(week?.start ?? 0)).toBe('2026-03-02T00:00:00.000Z');
    expect(windowsWith(seriesOf({ length: '6h' }), Date.UTC(2026, 2, 5, 7)).map(({ start }) => iso(start))).toEqual([
      '2026-03-05T06:00:00.000Z',
    ]);
  });

  it('of one hour do not hold a prediction of thirty days ago', () => {
    const now = Date.UTC(2026, 2, 31, 12, 30);
    const [current] = windowsWith(seriesOf({ length: '1h' }), now);
    const [old] = windowsWith(seriesOf({ length: '1h' }), now - 30 * day);
    expect(old?.end).toBeLessThan(current?.start ?? 0);
    const hours = [{ start: now - 30 * day - (now % hour), position: 7 }];
    const touched = touchedWindows([seriesOf({ length: '1h' })], hours, now - 31 * day);
    expect(touched).toEqual([{ ...old, position: 7 }]);
    expect(touchedWindows([seriesOf({ length: '1h' })], hours, now - 29 * day)).toEqual([]);
  });
});

describe('a window is due', () => {
  it('never before its end and its lateness are past, and each exactly once', () => {
    fc.assert(
      fc.property(
        sliding,
        moments,
        latenesses,
        fc.array(fc.integer({ min: 0, max: 400 * hour }), { maxLength: 8 }),
        (series, from, lateness, steps) => {
          const all: string[] = [];
          let after = from;
          for (const step of steps) {
            const until = after + step;
            for (const window of windowsDueBetween(series, { after, until, lateness, most: 1e6 })) {
              expect(window.end + lateness).toBeGreaterThan(after);
              expect(window.end + lateness).toBeLessThanOrEqual(until);
              all.push(`${window.start} ${window.end}`);
            }
            after = until;
          }
          expect(new Set(all).size).toBe(all.length);
          const whole = windowsDueBetween(series, { after: from, until: after, lateness, most: 1e6 });
          expect(whole.map(({ start, end }) => `${start} ${end}`)).toEqual(all);
        },
      ),
    );
  });

  it('and of too many the latest are', () => {
    const until = Date.UTC(2026, 2, 2, 12);
    const due = windowsDueBetween({ length: hour, every: hour }, { after: 0, until, lateness: 0, most: 3 });
    expect(due.map(({ end }) => iso(end).slice(11, 13))).toEqual(['10', '11', '12']);
  });
});

describe('what comes late', () => {
  it('touches exactly the windows of its hour, with the last position', () => {
    const start = Date.UTC(2026, 2, 2, 5);
    const hours = [
      { start, position: 4 },
      { start: start + hour, position: 9 },
    ];
    const touched = touchedWindows([seriesOf({ length: '1d' }), seriesOf({ length: '2h', every: '1h' })], hours, 0);
    expect(
      touched.map(({ start: from, end, position }) => [iso(from).slice(11, 13), (end - from) / hour, position]),
    ).toEqual([
      ['04', 2, 4],
      ['05', 2, 9],
      ['06', 2, 9],
      ['00', 24, 9],
    ]);
  });
});
