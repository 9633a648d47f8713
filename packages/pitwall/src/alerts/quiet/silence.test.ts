import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMatchers } from '../routing/matcher.ts';
import { maintenanceSchema, maintenanceSilences } from './maintenance.ts';
import {
  createSilencer,
  isOfEverything,
  nextSilenceChange,
  nextWindow,
  type Silence,
  silenceState,
  windowAt,
} from './silence.ts';

const at = (text: string): number => Date.parse(text);
const hour = 3_600_000;

const silence = (more: Partial<Silence> = {}): Silence => ({
  id: 's1',
  matchers: parseMatchers('model=~"spread-.*"'),
  reason: 'we know',
  author: 'user:u-1',
  startsAt: at('2027-01-01T00:00:00Z'),
  endsAt: at('2027-01-02T00:00:00Z'),
  schedule: null,
  madeAt: 0,
  changedAt: 0,
  ...more,
});

describe('a silence', () => {
  it('is pending, active and expired, and ends with the moment of its end', () => {
    const state = (text: string) => silenceState(silence(), at(text));
    expect(state('2026-12-31T23:59:59.999Z')).toBe('pending');
    expect(state('2027-01-01T00:00:00Z')).toBe('active');
    expect(state('2027-01-01T23:59:59.999Z')).toBe('active');
    expect(state('2027-01-02T00:00:00Z')).toBe('expired');
    expect(silenceState(silence({ endsAt: null }), at('2099-01-01T00:00:00Z'))).toBe('active');
  });

  it('is on for what matches while it is active', () => {
    const silences = [silence(), silence({ id: 's2', matchers: parseMatchers('severity=low') })];
    const now = at('2027-01-01T12:00:00Z');
    expect(createSilencer(silences, now).on({ model: 'spread-a', severity: 'low' })).toEqual(['s1', 's2']);
    expect(createSilencer(silences, now).on({ model: 'total', severity: 'low' })).toEqual(['s2']);
    expect(createSilencer(silences, now + 24 * hour).on({ model: 'spread-a', severity: 'low' })).toEqual([]);
  });

  it('says when it changes next', () => {
    expect(nextSilenceChange(silence(), 0)).toBe(at('2027-01-01T00:00:00Z'));
    expect(nextSilenceChange(silence(), at('2027-01-01T00:00:00Z'))).toBe(at('2027-01-02T00:00:00Z'));
    expect(nextSilenceChange(silence(), at('2027-01-02T00:00:00Z'))).toBe(null);
    expect(nextSilenceChange(silence({ endsAt: null }), at('2027-01-01T00:00:00Z'))).toBe(null);
    expect(nextSilenceChange(silence({ endsAt: at('2026-01-01T00:00:00Z') }), 0)).toBe(null);
  });

  it('may last for years', () => {
    const long = silence({ endsAt: at('2031-02-28T00:00:00Z') });
    expect(silenceState(long, at('2028-02-29T12:00:00Z'))).toBe('active');
    expect(nextSilenceChange(long, at('2028-02-29T12:00:00Z'))).toBe(at('2031-02-28T00:00:00Z'));
  });

  it('of everything is seen as such', () => {
    expect(isOfEverything(parseMatchers(''))).toBe(true);
    expect(isOfEverything(parseMatchers('a=~".*",b!=c'))).toBe(true);
    expect(isOfEverything(parseMatchers('a=~".*",b=c'))).toBe(false);
  });
});

describe('a window that comes again', () => {
  const berlin = { cron: '0 2 * * *', for: '2h', time_zone: 'Europe/Berlin' };

  it('holds from its moment for its length, by the clocks of its zone', () => {
    const nightly = silence({ schedule: berlin, startsAt: 0, endsAt: null });
    const state = (text: string) => silenceState(nightly, at(text));
    expect(state('2027-01-10T00:59:59Z')).toBe('pending');
    expect(state('2027-01-10T01:00:00Z')).toBe('active');
    expect(state('2027-01-10T02:59:59Z')).toBe('active');
    expect(state('2027-01-10T03:00:00Z')).toBe('pending');
    expect(state('2027-07-10T00:00:00Z')).toBe('active');
  });

  it('begins once where the clocks skip its moment or show it twice', () => {
    // on 28 March 2027 clocks in Berlin go from 2 to 3 o'clock, at 1 o'clock in UTC
    expect(windowAt(berlin, at('2027-03-28T02:59:00Z'))).toEqual({
      from: at('2027-03-28T01:00:00Z'),
      to: at('2027-03-28T03:00:00Z'),
    });
    // on 31 October 2027 they go from 3 to 2 o'clock, at 1 o'clock in UTC
    expect(nextWindow(berlin, at('2027-10-30T12:00:00Z'))).toEqual({
      from: at('2027-10-31T00:00:00Z'),
      to: at('2027-10-31T02:00:00Z'),
    });
    expect(windowAt(berlin, at('2027-10-31T02:30:00Z'))).toBe(undefined);
  });

  it('may be one of leap days', () => {
    const leap = { cron: '0 0 29 2 *', for: '1d', time_zone: 'UTC' };
    expect(nextWindow(leap, at('2027-02-28T12:00:00Z'))).toEqual({
      from: at('2028-02-29T00:00:00Z'),
      to: at('2028-03-01T00:00:00Z'),
    });
  });

  it('keeps to the time in which its silence holds', () => {
    const from = at('2027-01-10T02:00:00Z');
    const to = at('2027-01-12T01:30:00Z');
    const some = silence({ schedule: { ...berlin, for: '1h' }, startsAt: from, endsAt: to });
    expect(silenceState(some, at('2027-01-10T01:30:00Z'))).toBe('pending');
    expect(nextSilenceChange(some, 0)).toBe(at('2027-01-11T01:00:00Z'));
    expect(nextSilenceChange(some, at('2027-01-11T01:00:00Z'))).toBe(at('2027-01-11T02:00:00Z'));
    expect(nextSilenceChange(some, at('2027-01-12T01:10:00Z'))).toBe(to);
    expect(silenceState(some, to)).toBe('expired');
  });

  it('goes on where the next begins before it ends', () => {
    const hourly = silence({
      schedule: { cron: '0 * * * *', for: '90m', time_zone: 'UTC' },
      startsAt: 0,
      endsAt: null,
    });
    const now = at('2027-01-10T12:30:00Z');
    expect(silenceState(hourly, now)).toBe('active');
    const change = nextSilenceChange(hourly, now);
    expect(change).toBeGreaterThan(now + 24 * hour);
  });

  it('changes its state at the moment that is said, and not before', () => {
    const schedule = fc.constantFrom(
      { cron: '0 2 * * *', for: '2h', time_zone: 'Europe/Berlin' },
      { cron: '30 1 * * sun', for: '45m', time_zone: 'America/New_York' },
      { cron: '*/20 * * * *', for: '5m', time_zone: 'UTC' },
      { cron: '0 23 28-31 * *', for: '3h', time_zone: 'Australia/Lord_Howe' },
    );
    const moment = fc.integer({ min: at('2027-01-01T00:00:00Z') / 60_000, max: at('2028-12-31T00:00:00Z') / 60_000 });
    fc.assert(
      fc.property(schedule, moment, moment, moment, (given, a, b, c) => {
        const [startsAt = 0, endsAt = 0] = [a, b].map((minute) => minute * 60_000).toSorted((x, y) => x - y);
        const one = silence({ schedule: given, startsAt, endsAt });
        const now = c * 60_000;
        const change = nextSilenceChange(one, now);
        const isOn = (moment: number) => silenceState(one, moment) === 'active';
        if (change === null) {
          expect(silenceState(one, now) === 'expired' || startsAt >= endsAt).toBe(true);
          return;
        }
        expect(change).toBeGreaterThan(now);
        expect(isOn(change - 1)).toBe(isOn(now));
        expect(isOn(Math.floor((now + change) / 2))).toBe(isOn(now));
        expect(isOn(change) !== isOn(now) || change === endsAt || change === startsAt).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('maintenance of the configuration', () => {
  const window = { name: 'nightly load', matchers: 'dataset="games"', cron: '0 2 * * *', for: '2h', reason: 'reload' };

  it('is a silence that comes again', () => {
    const [made] = maintenanceSilences(maintenanceSchema.parse([window]));
    expect(made).toMatchObject({ id: 'maintenance:nightly load', author: 'configuration', endsAt: null });
    const silencer = createSilencer(made ? [made] : [], at('2027-01-10T03:00:00Z'));
    expect(silencer.on({ dataset: 'games' })).toEqual(['maintenance:nightly load']);
    expect(silencer.on({ dataset: 'odds' })).toEqual([]);
  });

  it.each([
    [{ cron: '0 25 * * *' }, 'expected a cron expression of 5 fields'],
    [{ for: '0s' }, 'expected a duration above 0s'],
    [{ for: '2y' }, 'expected a duration above 0s and of a year at the most'],
    [{ time_zone: 'Europe/Berlln' }, 'expected a time zone of the IANA database'],
    [{ matchers: 'a!=b' }, 'expected a matcher that does not match every alert'],
    [{ matchers: 'a-b' }, 'expected a matcher, found'],
  ])('is refused with %j', (part, message) => {
    const parsed = maintenanceSchema.safeParse([{ ...window, ...part }]);
    expect(parsed.error?.issues.map((issue) => issue.message).join()).toContain(message);
  });

  it('has each name once', () => {
    expect(maintenanceSchema.safeParse([window, window]).error?.issues[0]?.path).toEqual([1, 'name']);
  });
});
