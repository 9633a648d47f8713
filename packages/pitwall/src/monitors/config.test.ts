import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Config, configSchema } from '../config/schema.ts';
import { featuresSchema, monitorSchema } from './config.ts';

const model = (more: object): Config['models'][string] | undefined =>
  configSchema.parse({ models: { m: { task: 'binary', prediction: 'p', label: 'y', ...more } } }).models.m;

const problemsOf = (monitor: unknown) =>
  monitorSchema.safeParse(monitor).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? [];

describe('the section monitor', () => {
  it('is complete of a model that says nothing of it', () => {
    expect(model({})?.monitor).toEqual({
      schedule: { cron: '*/5 * * * *', time_zone: 'UTC', jitter: '0s', missed: 'once' },
      windows: [{ length: '1d' }],
      lateness: '1h',
      minimum_samples: 50,
      look_back: '30d',
      drift: { false_alarms: '1 per month', ignore: [], time_moves: true, joint: true },
      degradation: { warning: 0.05, critical: 0.15, against: { windows: 7 }, evidence: 'interval', trend: 14 },
      silence: {},
    });
    expect(model({})?.features).toBeUndefined();
  });

  it('takes short forms', () => {
    const monitor = model({
      monitor: { windows: '7d', schedule: '0 6 * * *', degradation: { metrics: 'accuracy' } },
    })?.monitor;
    expect(monitor).toMatchObject({
      windows: [{ length: '7d' }],
      schedule: { cron: '0 6 * * *' },
      degradation: { metrics: ['accuracy'] },
    });
    expect(model({ monitor: { windows: { length: '7d', every: '1d' } } })?.monitor.windows).toEqual([
      { length: '7d', every: '1d' },
    ]);
  });

  it.each([
    [{ windows: ['90m'] }, 'windows.0.length', /whole hours/],
    [{ windows: [] }, 'windows', />=1/],
    [{ windows: [{ length: '1d', every: '5h' }] }, 'windows.0.every', /is not a whole number of `every: 5h`/],
    [{ windows: [{ length: '1d', every: '2d' }] }, 'windows.0.every', /rows between windows would be lost/],
    [{ windows: [{ length: '30d', every: '1h' }] }, 'windows.0.every', /every row would be in 720 windows/],
    [{ lateness: 'soon' }, 'lateness', /a duration is a number and a unit/],
    [{ look_back: '5m' }, 'look_back', /at least 1h/],
    [{ minimum_samples: 0 }, 'minimum_samples', />=1/],
    [{ degradation: { warning: 0.2 } }, 'degradation.critical', /`critical` is not above `warning`/],
    [{ degradation: { warning: 5, critical: 15 } }, 'degradation.warning', /<=1/],
    [{ degradation: { against: 'last year' } }, 'degradation.against', /expected baseline, or/],
    [{ silence: { predictions: '0s' } }, 'silence.predictions', /has to last/],
    [{ drift: { false_alarms: '1 per day' } }, 'drift.false_alarms', /at most 20 %/],
    [
      { contract: { freshness: { column: 'at', within: '1d' }, columns: { at: 'timestamp' } } },
      'contract.freshness',
      /is for datasets/,
    ],
    [{ contract: { columns: { a: 'nmber' } } }, 'contract.columns.a.type', /Invalid option/],
    [{ lookback: '3d' }, '', /lookback/],
    [{ schedule: 'daily' }, 'schedule.cron', /expected a cron expression/],
  ])('refuses %j at its place', (monitor, path, message) => {
    expect(problemsOf(monitor)).toContainEqual([path, expect.stringMatching(message)]);
  });

  it('says once what is wrong with a duration', () => {
    const monitor = { windows: [{ length: 'long', every: 'often' }], silence: { labels: 'soon' }, look_back: 'far' };
    expect(problemsOf(monitor).map(([path]) => path)).toEqual([
      'windows.0.length',
      'windows.0.every',
      'look_back',
      'silence.labels',
    ]);
  });

  it('leaves the rules between keys of a model as they were', () => {
    const models = { m: { task: 'ranking', prediction: 'p', label: 'y', monitor: {} } };
    expect(configSchema.safeParse({ models }).error?.issues[0]?.message).toBe(
      'a ranking needs the column of its users',
    );
  });

  it('says of each key what it is for, for the reference and for editors', () => {
    const described = (schema: z.core.JSONSchema.BaseSchema, path: string): void => {
      for (const [name, child] of Object.entries(schema.properties ?? {})) {
        if (typeof child === 'boolean') continue;
        expect(child.description, `${path}.${name}`).toBeTruthy();
        // what is in a contract is its own
        if (name !== 'contract') described(child, `${path}.${name}`);
      }
    };
    described(z.toJSONSchema(monitorSchema, { io: 'input', unrepresentable: 'any' }), 'monitor');
    expect(featuresSchema.description).toBeTruthy();
  });
});
