import { describe, expect, it } from 'vitest';
import { baselineSchema, defaultDriftSettings, driftSchema } from './config.ts';

const issuesOf = (settings: unknown) =>
  driftSchema.safeParse(settings).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? [];

describe('the settings of drift', () => {
  it('are complete where nothing is said', () => {
    expect(defaultDriftSettings).toEqual({
      false_alarms: '1 per month',
      checks: '1 per day',
      ignore: [],
      time_moves: true,
      joint: true,
    });
  });

  it('take what is said', () => {
    const said = { false_alarms: '1 in 50', ignore: ['season'], target: 'won', prediction: 'p_home', joint: false };
    expect(driftSchema.parse(said)).toEqual({ ...defaultDriftSettings, ...said });
  });

  it.each([
    [{ false_alarms: 'often' }, 'false_alarms', /expected words like 1 per month/],
    [{ false_alarms: '1 per day' }, 'false_alarms', /at most 20 %/],
    [{ checks: '1 per decade' }, 'checks', /hour, day, week/],
    [{ ignore: 'season' }, 'ignore', /expected array/i],
    [{ target: 3 }, 'target', /expected string/i],
    [{ false_alarm: '1 in 50' }, '', /false_alarm/],
  ])('refuse %j at its place', (settings, path, message) => {
    expect(issuesOf(settings)).toContainEqual([path, expect.stringMatching(message)]);
  });

  it('tell of the rule in words, for the reference and for editors', () => {
    for (const [name, field] of Object.entries(driftSchema.shape)) expect(field.description, name).toBeTruthy();
    expect(baselineSchema.description).toContain('pitwall baseline create');
    expect(baselineSchema.safeParse('').success).toBe(false);
  });
});
