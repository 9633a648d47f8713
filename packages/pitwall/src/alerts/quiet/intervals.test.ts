import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noAmtool, takenByAmtool } from '../routing/testing/amtool.ts';
import { timeIntervalsSchema } from './interval-config.ts';
import { compileIntervals, mutedBy } from './intervals.ts';

const at = (text: string): number => Date.parse(text);

const isIn = (interval: Readonly<Record<string, unknown>>, text: string): boolean => {
  const config = timeIntervalsSchema.parse([{ name: 'x', time_intervals: [interval] }]);
  return compileIntervals(config).contains('x', at(text));
};

const workday = {
  weekdays: ['monday:friday'],
  times: [{ start_time: '09:00', end_time: '17:00' }],
  location: 'America/New_York',
};

describe('a time interval', () => {
  it.each([
    ['always where nothing is said', {}, '2027-01-10T02:00:00Z', true],
    ['from its start', workday, '2027-01-11T14:00:00Z', true],
    ['not before', workday, '2027-01-11T13:59:59.999Z', false],
    ['up to its end, which is not in it', workday, '2027-01-11T22:00:00Z', false],
    ['to the last second before', workday, '2027-01-11T21:59:59.999Z', true],
    ['by the clocks in summer', workday, '2027-07-12T13:00:00Z', true],
    ['not on another day', workday, '2027-01-10T15:00:00Z', false],
    ['by the day of its zone', { weekdays: ['monday'], location: 'Pacific/Auckland' }, '2027-01-10T11:30:00Z', true],
    ['up to midnight', { times: [{ start_time: '23:00', end_time: '24:00' }] }, '2027-01-10T23:59:59Z', true],
    ['not after it', { times: [{ start_time: '23:00', end_time: '24:00' }] }, '2027-01-11T00:00:00Z', false],
    ['on the last day of a month', { days_of_month: ['-1'] }, '2027-02-28T00:00:00Z', true],
    ['on the last day of a leap month', { days_of_month: ['-1'] }, '2028-02-29T00:00:00Z', true],
    ['not on the one before', { days_of_month: ['-1'] }, '2028-02-28T00:00:00Z', false],
    ['in the last days', { days_of_month: ['-3:-1'] }, '2027-04-28T00:00:00Z', true],
    ['from a day to the end', { days_of_month: ['27:-1'] }, '2027-04-27T00:00:00Z', true],
    ['not from a day that the month does not have', { days_of_month: ['29:31'] }, '2027-02-28T00:00:00Z', false],
    ['on a day that is written as a number', { days_of_month: [15] }, '2027-02-15T00:00:00Z', true],
    ['from before the month to its days', { days_of_month: ['-31:-28'] }, '2027-02-01T00:00:00Z', true],
    ['in a month by its name', { months: ['May:august'] }, '2027-08-31T23:59:59Z', true],
    ['in a month by its number', { months: ['5:8', '12'] }, '2027-12-01T00:00:00Z', true],
    ['not in another', { months: ['5:8', '12'] }, '2027-09-01T00:00:00Z', false],
    ['in a year', { years: ['2027:2028', 2030] }, '2030-01-01T00:00:00Z', true],
    ['not in another year', { years: ['2027:2028', 2030] }, '2029-01-01T00:00:00Z', false],
    ['never with an empty list', { weekdays: [] }, '2029-01-01T00:00:00Z', false],
  ])('is %s', (_, interval, moment, expected) => {
    expect(isIn(interval, moment)).toBe(expected);
  });

  it('has an hour twice where the clocks show it twice, and none where they skip it', () => {
    const night = { times: [{ start_time: '02:00', end_time: '03:00' }], location: 'Europe/Berlin' };
    const minutes = (day: string) =>
      Array.from({ length: 24 * 60 }, (_, minute) => isIn(night, new Date(at(day) + minute * 60_000).toISOString()));
    expect(minutes('2027-10-30T22:00:00Z').filter(Boolean).length).toBe(120);
    expect(minutes('2027-03-27T23:00:00Z').filter(Boolean).length).toBe(0);
  });

  it('of a name is where one of its list is', () => {
    const config = timeIntervalsSchema.parse([
      { name: 'off', time_intervals: [{ weekdays: ['saturday', 'sunday'] }, { months: ['december'] }] },
    ]);
    const intervals = compileIntervals(config);
    expect(intervals.contains('off', at('2027-01-10T00:00:00Z'))).toBe(true);
    expect(intervals.contains('off', at('2027-12-01T00:00:00Z'))).toBe(true);
    expect(intervals.contains('off', at('2027-01-11T00:00:00Z'))).toBe(false);
    expect(intervals.contains('other', at('2027-01-10T00:00:00Z'))).toBe(false);
  });

  it('is that of one who counts the minutes of the wall by hand', () => {
    const clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Australia/Lord_Howe',
      ...{ hourCycle: 'h23', hour: '2-digit', minute: '2-digit', weekday: 'long', day: 'numeric', month: 'long' },
    });
    const interval = {
      times: [{ start_time: '08:30', end_time: '20:15' }],
      weekdays: ['tuesday:saturday'],
      days_of_month: ['3:20'],
      months: ['march:october'],
      location: 'Australia/Lord_Howe',
    };
    const months = ['March', 'April', 'May', 'June', 'July', 'August', 'September', 'October'];
    fc.assert(
      fc.property(fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2029-01-01T00:00:00Z') }), (now) => {
        const said = Object.fromEntries(clock.formatToParts(now).map(({ type, value }) => [type, value]));
        const time = `${said.hour}:${said.minute}`;
        const expected =
          !['Sunday', 'Monday'].includes(said.weekday ?? '') &&
          months.includes(said.month ?? '') &&
          Number(said.day) >= 3 &&
          Number(said.day) <= 20 &&
          time >= '08:30' &&
          time < '20:15';
        expect(isIn(interval, new Date(now).toISOString())).toBe(expected);
      }),
    );
  });
});

describe('the schema of a time interval', () => {
  it('refuses a month that never comes, which Alertmanager takes', () => {
    const parsed = timeIntervalsSchema.safeParse([{ name: 'x', time_intervals: [{ months: ['13'] }] }]);
    expect(parsed.error?.issues[0]).toMatchObject({
      path: [0, 'time_intervals', 0, 'months', 0],
      message: 'expected a month, 1 to 12 or its name, or two with a colon between them, found "13"',
    });
  });
});

describe('a route', () => {
  const intervals = compileIntervals(
    timeIntervalsSchema.parse([
      { name: 'nights', time_intervals: [{ times: [{ start_time: '00:00', end_time: '06:00' }] }] },
      { name: 'mornings', time_intervals: [{ times: [{ start_time: '05:00', end_time: '12:00' }] }] },
    ]),
  );
  const muted = (mute: readonly string[], active: readonly string[], time: string) =>
    mutedBy({ mute, active }, intervals, at(`2027-01-10T${time}:00Z`));

  it('is muted in its intervals, and outside of those that it is active in', () => {
    expect(muted([], [], '03:00')).toEqual([]);
    expect(muted(['nights'], [], '03:00')).toEqual(['nights']);
    expect(muted(['nights'], [], '07:00')).toEqual([]);
    expect(muted([], ['mornings'], '07:00')).toEqual([]);
    expect(muted([], ['mornings'], '13:00')).toEqual(['mornings']);
    expect(muted(['nights'], ['mornings'], '05:30')).toEqual(['nights']);
  });
});

describe.skipIf(noAmtool)(
  'time intervals, beside those of Alertmanager (skipped where amtool is not installed)',
  () => {
    it('are the same ones', async () => {
      const intervals: readonly (readonly [Readonly<Record<string, unknown>>, boolean])[] = [
        [{ weekdays: ['monday:friday'] }, true],
        [{ weekdays: ['Monday'] }, true],
        [{ weekdays: ['saturday:sunday'] }, false],
        [{ weekdays: ['mon'] }, false],
        [{ weekdays: [] }, true],
        [{ days_of_month: ['1:5', '-3:-1', '27:-1', '29:31'] }, true],
        [{ days_of_month: ['29:-1'] }, false],
        [{ days_of_month: ['0'] }, false],
        [{ days_of_month: ['32'] }, false],
        [{ days_of_month: ['-1:5'] }, false],
        [{ days_of_month: ['5:1'] }, false],
        [{ days_of_month: ['25:-5'] }, false],
        [{ months: ['january:3'] }, true],
        [{ months: ['march:january'] }, false],
        [{ years: ['2027:2026'] }, false],
        [{ years: [2027] }, true],
        [{ times: [{ start_time: '00:00', end_time: '24:00' }] }, true],
        [{ times: [{ start_time: '17:00', end_time: '09:00' }] }, false],
        [{ times: [{ start_time: '09:00', end_time: '09:00' }] }, false],
        [{ times: [{ start_time: '9:00', end_time: '10:00' }] }, false],
        [{ times: [{ start_time: '09:00' }] }, false],
        [{ times: [{ start_time: '09:00', end_time: '24:01' }] }, false],
        [{ location: 'Europe/Berlin' }, true],
        [{ location: 'Europe/Nowhere' }, false],
        [{ location: 'Local' }, true],
        [{ location: 'UTC' }, true],
      ];
      const lists = intervals.map(([interval]) => [{ name: 'x', time_intervals: [interval] }]);
      const taken = await takenByAmtool(
        lists.map((time_intervals) => ({ route: { receiver: 'a' }, receivers: [{ name: 'a' }], time_intervals })),
      );
      expect(intervals.map(([interval], index) => [interval, taken[index]])).toEqual(intervals);
      const ours = lists.map((list) => timeIntervalsSchema.safeParse(list).success);
      expect(intervals.map(([interval], index) => [interval, ours[index]])).toEqual(intervals);
    });
  },
);
