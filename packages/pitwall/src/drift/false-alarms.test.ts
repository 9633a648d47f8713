import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { falseAlarmProblem, falseAlarmWords, levelOf } from './false-alarms.ts';

const often = (false_alarms: string, checks = '1 per day') => ({ false_alarms, checks });

describe('the level that a rate of false alarms sets', () => {
  it.each([
    ['1 per month', '1 per day', 12 / 365.2425],
    ['2 per year', '1 per week', (2 / 365.2425) * 7],
    ['1 per quarter', '1 per week', 7 / (365.2425 / 4)],
    ['1 per week', '1 per hour', 1 / 168],
    ['0.5 per day', '24 per day', 0.5 / 24],
    ['1 in 100', '1 per day', 0.01],
    ['  3 in 50 ', '1 per day', 0.06],
    ['1 per months', '1 per days', 12 / 365.2425],
  ])('%s, compared %s, is the share %d', (false_alarms, checks, level) => {
    expect(levelOf({ false_alarms, checks })).toBeCloseTo(level, 12);
  });

  it('does not ask how often the data is compared where it counts comparisons', () => {
    expect(levelOf(often('1 in 20', 'whenever'))).toBe(0.05);
  });

  it('halves where the data is compared twice as often', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 50 }), (alarms, checks) => {
        const level = levelOf(often(`${alarms} per month`, `${checks} per day`));
        expect(levelOf(often(`${alarms} per month`, `${2 * checks} per day`))).toBeCloseTo(level / 2, 12);
      }),
    );
  });

  it.each([
    [often('often'), 'false_alarms', /words like 1 per month or 1 in 100, found "often"/],
    [often('0 per month'), 'false_alarms', /words like/],
    [often('1 per fortnight'), 'false_alarms', /hour, day, week, month, quarter or year after "per", found fortnight/],
    [often('1 in none'), 'false_alarms', /a number after "in", found none/],
    [often('1 in 0'), 'false_alarms', /a number after "in"/],
    [often('1 per month', 'daily'), 'checks', /words like/],
    [often('1 per month', '1 in 3'), 'checks', /how often the data is compared, like 1 per day/],
    [often('1 in 2'), 'false_alarms', /at most 20 % of the comparisons, found 50 %/],
    [often('1 per day'), 'false_alarms', /found 100 %: allow fewer, or say in `checks`/],
  ] as const)('is refused of %j', (settings, key, message) => {
    expect(falseAlarmProblem(settings)).toEqual({ key, message: expect.stringMatching(message) });
    expect(() => levelOf(settings)).toThrow(RangeError);
  });

  it('is said in the words of the setting', () => {
    expect(falseAlarmWords(often('1 in 50'))).toBe('1 in 50 comparisons');
    expect(falseAlarmWords(often('1 per quarter', '1 per week'))).toBe('1 per quarter, compared every week');
    expect(falseAlarmWords(often('1 per month', '24 per day'))).toBe('1 per month, compared 24 per day');
  });
});
