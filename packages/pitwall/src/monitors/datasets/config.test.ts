import { describe, expect, it } from 'vitest';
import { configSchema } from '../../config/schema.ts';
import { watchSchema } from './config.ts';

const cronOf = (watch: unknown) => watchSchema.parse(watch).schedule.cron;

describe('how often files are looked at', () => {
  it.each([
    ['5s', '*/5 * * * * *'],
    ['1s', '* * * * * *'],
    ['1m', '* * * * *'],
    ['60s', '* * * * *'],
    ['15m', '*/15 * * * *'],
    ['0.5h', '*/30 * * * *'],
    ['1h', '0 * * * *'],
    ['6h', '0 */6 * * *'],
    ['1d', '0 0 * * *'],
    ['24h', '0 0 * * *'],
    ['30 2 * * *', '30 2 * * *'],
  ])('%s is %s', (text, cron) => {
    expect(cronOf(text)).toBe(cron);
    expect(cronOf({ schedule: text })).toBe(cron);
  });

  it('may be a map of a schedule', () => {
    expect(watchSchema.parse({ schedule: { cron: '0 6 * * *', time_zone: 'Europe/Berlin' } })).toMatchObject({
      schedule: { cron: '0 6 * * *', time_zone: 'Europe/Berlin' },
      judge: ['contract', 'drift'],
    });
  });

  it.each(['7m', '90m', '0s', '36h', '2d', 'often', '', 15, null, [], {}, { judge: ['contract'] }])(
    '%j is no time that clocks can show',
    (watch) => {
      expect(watchSchema.safeParse(watch).success).toBe(false);
    },
  );

  it('is said of a dataset, and off where nobody says it', () => {
    const { datasets } = configSchema.parse({
      datasets: {
        a: { source: 'a.csv', watch: { schedule: '15m', newest: 1, judge: 'contract' } },
        b: { source: 'b.csv' },
      },
    });
    expect(datasets.a?.watch).toMatchObject({ newest: 1, judge: ['contract'] });
    expect(datasets.b?.watch).toBeUndefined();
    expect(
      configSchema.safeParse({ datasets: { a: { source: 'a.csv', watch: { schedule: '15m', newest: 0 } } } }).success,
    ).toBe(false);
    expect(
      configSchema.safeParse({ datasets: { a: { source: 'a.csv', watch: { schedule: '15m', judge: 'taste' } } } })
        .success,
    ).toBe(false);
  });
});
