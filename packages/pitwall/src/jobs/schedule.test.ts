import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dueRun, nextRun, readSchedule, runAfter, type Schedule, scheduleSchema, writeSchedule } from './schedule.ts';
import { offsetAt } from './time-zone.ts';

const schedule = (value: unknown): Schedule => scheduleSchema.parse(value);
const at = (text: string): number => Date.parse(text);
const runs = (value: unknown, after: string, count: number): string[] => {
  const found: number[] = [];
  for (let index = 0; index < count; index++) {
    found.push(nextRun(schedule(value), found.at(-1) ?? at(after), 'drift'));
  }
  return found.map((moment) => new Date(moment).toISOString().replace('.000Z', 'Z'));
};

describe('a schedule', () => {
  it('is a cron expression, or a map with one', () => {
    expect(schedule('*/5 * * * *')).toEqual({ cron: '*/5 * * * *', time_zone: 'UTC', jitter: '0s', missed: 'once' });
    expect(schedule({ cron: '0 */5 * * * *', missed: 'skip' })).toMatchObject({ missed: 'skip' });
    const full = schedule({ cron: '30 2 * * 1-5', time_zone: 'Europe/Berlin', jitter: '5m', missed: 'skip' });
    expect(readSchedule(writeSchedule(full))).toEqual(full);
    expect([readSchedule(null), readSchedule('30 2 * * *'), readSchedule('{"cron":"x"}')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['61 * * * *', 'Invalid value for minute: 61'],
    ['* * * *', '4 of them'],
    ['', '0 of them'],
    ['* * * * * * *', '7 of them'],
    ['@daily', '1 of them'],
    ['2026-01-05T00:00:00Z', '1 of them'],
    ['0 0 31 2 *', 'a day that never comes'],
    ['*/0 * * * *', 'illegal stepping: 0'],
    ['every day at noon please', 'illegal characters'],
  ])('of %j is refused with a word', (cron, problem) => {
    const [issue] = scheduleSchema.safeParse({ cron }).error?.issues ?? [];
    expect(issue?.path).toEqual(['cron']);
    expect(issue?.message).toContain('expected a cron expression of 5 fields, or 6 with seconds first, found');
    expect(issue?.message).toContain(problem);
  });

  it('in a zone that does not exist is refused, and the one that was meant is named', () => {
    const [issue] = scheduleSchema.safeParse({ cron: '* * * * *', time_zone: 'Europe/Berln' }).error?.issues ?? [];
    expect(issue).toMatchObject({
      message: 'expected a time zone of the IANA database, found "Europe/Berln"',
      params: { fix: 'Did you mean `Europe/Berlin`' },
    });
  });
});

describe('a time of day', () => {
  it('that is skipped when clocks are put forward comes once, in the moment of the change', () => {
    expect(runs({ cron: '30 2 * * *', time_zone: 'America/New_York' }, '2026-03-07T00:00:00Z', 3)).toEqual([
      '2026-03-07T07:30:00Z',
      '2026-03-08T07:00:00Z',
      '2026-03-09T06:30:00Z',
    ]);
    // several that are skipped are one, and 03:00 is that moment as well
    expect(runs({ cron: '0,20,40 2,3 * * *', time_zone: 'Europe/Berlin' }, '2026-03-29T00:00:00Z', 4)).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-29T01:20:00Z',
      '2026-03-29T01:40:00Z',
      '2026-03-30T00:00:00Z',
    ]);
    // midnight itself
    expect(runs({ cron: '0 0 * * *', time_zone: 'America/Santiago' }, '2026-09-05T12:00:00Z', 2)).toEqual([
      '2026-09-06T04:00:00Z',
      '2026-09-07T03:00:00Z',
    ]);
  });

  it('that comes twice when clocks are put back counts the first time', () => {
    const berlin = { cron: '30 2 * * *', time_zone: 'Europe/Berlin' };
    expect(runs(berlin, '2026-10-24T12:00:00Z', 2)).toEqual(['2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z']);
    // also for one who asks between the two
    expect(runs(berlin, '2026-10-25T00:30:00Z', 1)).toEqual(['2026-10-26T01:30:00Z']);
    expect(runs(berlin, '2026-10-25T01:10:00Z', 1)).toEqual(['2026-10-26T01:30:00Z']);
    // clocks that change by half an hour
    expect(runs({ cron: '45 1 * * *', time_zone: 'Australia/Lord_Howe' }, '2026-04-03T16:00:00Z', 2)).toEqual([
      '2026-04-04T14:45:00Z',
      '2026-04-05T15:15:00Z',
    ]);
  });

  it('of one hour of the year is found over the years', () => {
    expect(runs({ cron: '0 12 29 2 *', time_zone: 'Europe/Berlin' }, '2026-01-01T00:00:00Z', 2)).toEqual([
      '2028-02-29T11:00:00Z',
      '2032-02-29T11:00:00Z',
    ]);
  });
});

describe('a rhythm', () => {
  it('goes on while clocks are put back', () => {
    expect(runs({ cron: '*/30 * * * *', time_zone: 'Europe/Berlin' }, '2026-10-25T00:00:00Z', 5)).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:00:00Z',
      '2026-10-25T01:30:00Z',
      '2026-10-25T02:00:00Z',
      '2026-10-25T02:30:00Z',
    ]);
  });

  it('goes on while clocks are put forward', () => {
    expect(runs({ cron: '15 * * * *', time_zone: 'Europe/Berlin' }, '2026-03-29T00:00:00Z', 3)).toEqual([
      '2026-03-29T00:15:00Z',
      '2026-03-29T01:15:00Z',
      '2026-03-29T02:15:00Z',
    ]);
  });
});

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
const moments = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') });
const minutes = fc.integer({ min: 0, max: 59 });
const asked = { seed: 7, numRuns: 400 };

describe('the next run', () => {
  it('of a minute of every hour is the first after the moment whose clock shows it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), minutes, moments, (zone, minute, after) => {
        const next = nextRun(schedule({ cron: `${minute} * * * *`, time_zone: zone }), after, 'a');
        const shows = (moment: number): boolean =>
          Math.floor((moment + offsetAt(zone, moment)) / 60_000) % 60 === minute;
        let expected = 60_000 * Math.ceil((after + 1) / 60_000);
        while (!shows(expected)) expected += 60_000;
        expect(next).toBe(expected);
      }),
      asked,
    );
  });

  it('of a time of day is once a day of the zone', () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.nat(23), minutes, moments, (zone, hour, minute, after) => {
        const daily = schedule({ cron: `${minute} ${hour} * * *`, time_zone: zone });
        const dayOf = (moment: number): number => Math.floor((moment + offsetAt(zone, moment)) / 86_400_000);
        let moment = nextRun(daily, after, 'a');
        expect(moment).toBeGreaterThan(after);
        for (let day = 0; day < 3; day++) {
          const next = nextRun(daily, moment, 'a');
          expect(dayOf(next)).toBe(dayOf(moment) + 1);
          moment = next;
        }
      }),
      asked,
    );
  });

  it('is put off by less than the jitter, alike on every machine, and keeps the order', () => {
    fc.assert(
      fc.property(fc.constantFrom('5s', '90s', '2h'), fc.string(), moments, (jitter, job, after) => {
        const exact = schedule('*/10 * * * *');
        const spread = schedule({ cron: '*/10 * * * *', jitter });
        const first = nextRun(spread, after, job);
        expect(first).toBeGreaterThan(after);
        expect(nextRun(spread, after, job)).toBe(first);
        // no run is left out: asked right before a run, it is that run
        expect(nextRun(spread, first - 1, job)).toBe(first);
        const moment = nextRun(exact, first - 600_000, job);
        expect(first - moment).toBeLessThan(jitter === '5s' ? 5_000 : jitter === '90s' ? 90_000 : 600_000);
        expect(nextRun(spread, first, job)).toBeGreaterThanOrEqual(nextRun(exact, first, job));
      }),
      asked,
    );
    // written down, so that another version or machine cannot come to another moment
    const spread = schedule({ cron: '0 * * * *', jitter: '10m' });
    const names = ['drift:spread', 'drift:total', 'silence'];
    expect(names.map((name) => new Date(nextRun(spread, at('2026-01-05T12:00:00Z') - 1, name)).toISOString())).toEqual([
      '2026-01-05T12:00:19.753Z',
      '2026-01-05T12:01:55.030Z',
      '2026-01-05T12:04:04.031Z',
    ]);
  });
});

describe('a run that was missed', () => {
  const due = (value: unknown, planned: string, now: string, begun = false) => {
    const found = dueRun({ schedule: schedule(value), job: 'a', planned: at(planned), now: at(now), begun });
    return 'due' in found ? new Date(found.due).toISOString() : `wait until ${new Date(found.waitUntil).toISOString()}`;
  };
  const hourly = { cron: '0 * * * *', missed: 'once' };
  const skipping = { ...hourly, missed: 'skip' };

  it('is made up for once, as the last of those that were missed', () => {
    expect(due(hourly, '2026-01-05T12:00:00Z', '2026-01-05T12:00:00.500Z')).toBe('2026-01-05T12:00:00.000Z');
    expect(due(hourly, '2026-01-05T12:00:00Z', '2026-01-08T07:59:59.999Z')).toBe('2026-01-08T07:00:00.000Z');
    expect(runAfter(schedule(hourly), at('2026-01-08T07:00:00Z'), at('2026-01-08T07:59:59Z'), 'a')).toBe(
      at('2026-01-08T08:00:00Z'),
    );
  });

  it('is left out where it is to be skipped, but not for being a moment late', () => {
    expect(due(skipping, '2026-01-05T12:00:00Z', '2026-01-05T12:01:00Z')).toBe('2026-01-05T12:00:00.000Z');
    expect(due(skipping, '2026-01-05T12:00:00Z', '2026-01-05T12:01:01Z')).toBe('wait until 2026-01-05T13:00:00.000Z');
    expect(due(skipping, '2026-01-05T12:00:00Z', '2026-01-08T09:00:01Z')).toBe('2026-01-08T09:00:00.000Z');
    expect(due(skipping, '2026-01-05T12:00:00Z', '2026-01-05T12:50:00Z', true)).toBe('2026-01-05T12:00:00.000Z');
  });

  it('while another one ran begins at once, or is left out', () => {
    const [from, now] = [at('2026-01-05T12:00:00Z'), at('2026-01-05T14:30:00Z')];
    expect(runAfter(schedule(hourly), from, now, 'a')).toBe(at('2026-01-05T13:00:00Z'));
    expect(runAfter(schedule(skipping), from, now, 'a')).toBe(at('2026-01-05T15:00:00Z'));
  });

  it('is the last of the runs whatever jitter they have', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('0s', '40s', '1h'),
        moments,
        fc.nat(3_600_000),
        fc.string(),
        (jitter, after, down, job) => {
          const spread = schedule({ cron: '*/3 * * * *', jitter });
          const planned = nextRun(spread, after, job);
          const now = planned + down;
          let last = planned;
          for (let next = last; next <= now; next = nextRun(spread, next, job)) last = next;
          expect(dueRun({ schedule: spread, job, planned, now, begun: false })).toEqual({ due: last });
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });
});
