import { describe, expect, it } from 'vitest';
import { hour } from '../../core/duration.ts';
import { describeAlert, expectedOf } from './describe.ts';
import { began, storedAlert, storedPart } from './testing/stored-alert.ts';

const url = 'https://pitwall.example';
const at = began + hour;

describe('what is said of an alert', () => {
  it('is what was found, what was expected, and how sure that is', () => {
    const gathered = { recent: [], before: [], related: [], window: { start: began - 24 * hour, end: began } };
    expect(describeAlert(storedAlert(), { gathered, url, at })).toEqual({
      id: 'a1b2c3d4e5f60718',
      state: 'firing',
      severity: 'critical',
      subject: 'model:spread',
      metric: 'money',
      rule: 'money',
      title: 'The model loses money',
      summary: 'roi is -0.12: < -0.1 is an alert',
      since: began,
      resolvedAt: null,
      value: -0.12,
      threshold: { warning: '< 0', alert: '< -0.1', minimum_samples: 100 },
      expected: 'not < -0.1',
      observed: '-0.12 (-0.2 to -0.04) on 1,204 rows',
      sure: '1,204 rows over 24h; judged from 100 rows on; not fine in 3 measurements',
      count: 3,
      recent: [],
      before: [],
      related: [],
      fix: 'Stop betting',
      runbook: 'https://runbooks.example/money',
      labels: { alertname: 'money', kind: 'model', name: 'spread' },
      url: `${url}/alerts/a1b2c3d4e5f60718`,
      acknowledgeUrl: `${url}/alerts/a1b2c3d4e5f60718#acknowledge`,
    });
  });

  it('begins with the worst of its parts, and counts the others that are not fine', () => {
    const parts = [
      storedPart({ message: 'fine', isBad: false, severity: 'critical' }),
      storedPart({ message: 'less bad', severity: 'low' }),
      storedPart({ message: 'worst', severity: 'high', value: 7 }),
    ];
    const described = describeAlert(storedAlert({ parts }), { url, at });
    expect(described).toMatchObject({ summary: 'worst (and 1 more measurement not fine)', value: 7 });
  });

  it('says how long it lasted when it is over, and asks nobody to take it', () => {
    const over = { state: 'resolved', resolvedAt: began + 3 * hour } as const;
    const parts = [storedPart({ isBad: false, message: 'roi is 0.03' })];
    const described = describeAlert(storedAlert({ ...over, parts }), { url, at: began + 9 * hour });
    expect(described).toMatchObject({ ...over, summary: 'Over after 3h: roi is 0.03', acknowledgeUrl: null });
    expect(describeAlert(storedAlert({ ...over, parts: [] }), { url, at }).summary).toBe('Over after 3h');
  });

  it('says that what begins to go wrong again was over', () => {
    const again = storedAlert({ state: 'pending', resolvedAt: began });
    expect(describeAlert(again, { url, at }).state).toBe('resolved');
  });

  it('says what can be said where little is known', () => {
    const part = storedPart({ value: null, threshold: null, expected: null, observed: null, total: null, fix: null });
    const described = describeAlert(storedAlert({ parts: [part], count: 1, runbook: null }), { url: null, at });
    expect(described).toMatchObject({ expected: null, observed: null, sure: null, fix: null, url: null });
    expect(describeAlert(storedAlert({ parts: [] }), { url, at })).toMatchObject({
      summary: 'It has been so for 1h',
      value: null,
    });
  });

  it('prefers what the rule says should be done', () => {
    expect(describeAlert(storedAlert({ fix: 'Call the trader' }), { url, at }).fix).toBe('Call the trader');
  });

  it('of a megabyte is a message all the same', () => {
    const much = '🏀'.repeat(250_000);
    const part = storedPart({ message: much, expected: much, observed: much, fix: much });
    const labels = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`label${index}`, much]));
    const alert = storedAlert({
      title: much,
      parts: [part],
      labels: { ...labels, alertname: 'money' },
      runbook: `https://x.example/${much}`,
    });
    const gathered = { recent: [], window: null, before: [{ at, what: much, by: 'owner' }], related: [much] };
    const described = describeAlert(alert, { gathered, url, at });
    expect(JSON.stringify(described).length).toBeLessThan(50_000);
    expect(described.summary).toMatch(
      /^(🏀)+… \(cut; the whole: https:\/\/pitwall\.example\/alerts\/a1b2c3d4e5f60718\)$/u,
    );
    expect(described.runbook).toBeNull();
    expect(described.labels.alertname).toBe('money');
  });
});

describe('what is expected, of a threshold', () => {
  it.each([
    [{ alert: '> 0.2' }, 'at most 0.2'],
    [{ warning: '>= 0.1', alert: '> 0.2' }, 'less than 0.1'],
    [{ alert: '< 0.55' }, 'at least 0.55'],
    [{ alert: '<= 10%' }, 'more than 10 %'],
    [{ alert: 'drop > 15%' }, 'a drop of at most 15 % from the baseline'],
    [{ minimum_samples: 5 }, null],
    [{ alert: 'more than I like' }, null],
    [{ alert: '> 1e999' }, null],
    [null, null],
  ])('%j is %j', (threshold, words) => {
    expect(expectedOf(threshold)).toBe(words);
  });
});
