import { describe, expect, it } from 'vitest';
import { cutoff, keptResolutions, retentionSchema } from './config.ts';

const problemsOf = (value: unknown): readonly string[] =>
  retentionSchema.safeParse(value).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('how long what is kept', () => {
  it('has an answer for everything where nothing is said', () => {
    const config = retentionSchema.parse({});
    expect(config).toMatchObject({
      findings: '400d',
      events: '180d',
      metrics: { raw: '2d', minutes: '14d', ten_minutes: '90d', hours: '730d' },
      schedule: { cron: '17 3 * * *', jitter: '30m', time_zone: 'UTC' },
      journal: { cron: '*/10 * * * *' },
    });
    expect(keptResolutions(config)).toEqual({
      raw: 172_800_000,
      minutes: 1_209_600_000,
      ten_minutes: 7_776_000_000,
      hours: 63_072_000_000,
    });
  });

  it('may be for ever', () => {
    const config = retentionSchema.parse({ events: 'never', metrics: { hours: 'never' }, schedule: '0 4 * * 0' });
    expect(cutoff(config.events, 1e12)).toBeNull();
    expect(cutoff(config.findings, 1e12)).toBe(1e12 - 400 * 86_400_000);
    expect(keptResolutions(config).hours).toBeNull();
    expect(config.schedule).toMatchObject({ cron: '0 4 * * 0', missed: 'once' });
  });

  it('is refused where it would delete what is needed, or is none', () => {
    expect(problemsOf({ events: '0s' })).toEqual(['events: expected at least 1h, or never']);
    expect(problemsOf({ sessions: '11h' })).toEqual(['sessions: expected at least 1d, or never']);
    expect(problemsOf({ findings: '400 days' })[0]).toMatch(/^findings: /);
    expect(problemsOf({ audit: '1d' })).toEqual([': Unrecognized key: "audit"']);
    expect(problemsOf({ metrics: { hours: '30d' } })).toEqual([
      'metrics.hours: expected at least as long as ten_minutes (90d), found 30d: what is coarser takes over where what is finer ends',
    ]);
  });
});
