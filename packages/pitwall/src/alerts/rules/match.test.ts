import { formatSubject } from '@pitwall/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRules } from './compile.ts';
import { fingerprintOf, partKey, rule } from './match.ts';
import { findingOf } from './testing/findings.ts';

const shipped = compileRules([]);
const project = 'courtside';
const rulingOf = (change: Parameters<typeof findingOf>[0]) => {
  const ruling = rule(shipped, findingOf(change), { project });
  if (!ruling) throw new Error('there is a rule for everything');
  return ruling;
};

describe('a rule for the whole', () => {
  it('makes one alert of all that is found about one dataset, and no other of another', () => {
    const rows = rulingOf({ subject: 'dataset:games', metric: 'contract.rows' });
    const column = rulingOf({ subject: 'dataset:games/column:season', metric: 'contract.type' });
    const rowRule = rulingOf({ subject: 'dataset:games/rule:teams_differ', metric: 'contract.rule' });
    const other = rulingOf({ subject: 'dataset:games2', metric: 'contract.rows' });
    expect(new Set([rows.alert, column.alert, rowRule.alert]).size).toBe(1);
    expect(new Set([rows.part, column.part, rowRule.part]).size).toBe(3);
    expect(other.alert).not.toBe(rows.alert);
    expect(column).toMatchObject({ subject: 'dataset:games', metric: 'contract', rule: { per: 'whole' } });
    expect(rows.alert).toBe(fingerprintOf('dataset:games', 'contract'));
    expect(rows.alert).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is another alert than that of another rule about the same', () => {
    const drift = rulingOf({ subject: 'dataset:games', metric: 'drift.columns' });
    expect(drift.alert).not.toBe(rulingOf({ subject: 'dataset:games', metric: 'contract.rows' }).alert);
  });
});

describe('a rule for each', () => {
  it('makes the same alert of one that was handed on by others than before', () => {
    const about = { subject: 'prometheus:Down', metric: 'received.alert' };
    const { alert } = rulingOf({ ...about, labels: { job: 'node' } });
    expect(rulingOf({ ...about, labels: { job: 'node', pitwall_hops: 'a,b' } }).alert).toBe(alert);
    expect(rulingOf({ ...about, labels: { job: 'other' } }).alert).not.toBe(alert);
  });

  it('makes an alert of each subject and metric', () => {
    const a = rulingOf({ subject: 'component:jobs/job:a', metric: 'jobs.stalled' });
    const b = rulingOf({ subject: 'component:jobs/job:b', metric: 'jobs.stalled' });
    expect(a).toMatchObject({ subject: 'component:jobs/job:a', metric: 'jobs.stalled' });
    expect(a.alert).not.toBe(b.alert);
    expect(rulingOf({ subject: 'component:jobs/job:a', metric: 'jobs.stalled', status: 'pass' }).alert).toBe(a.alert);
  });
});

describe('what is bad', () => {
  it('is what the rule says of the status; a pass is good, and what nobody knows is neither', () => {
    const about = { subject: 'model:m', metric: 'drift.distribution' };
    expect(rulingOf({ ...about, status: 'alert' })).toMatchObject({ signal: 'bad', severity: 'high' });
    expect(rulingOf({ ...about, status: 'warning' })).toMatchObject({ signal: 'bad', severity: 'medium' });
    expect(rulingOf({ ...about, status: 'pass' })).toMatchObject({ signal: 'good', severity: null });
    expect(rulingOf({ ...about, status: 'unknown' })).toMatchObject({ signal: 'unknown', severity: null });
  });

  it.each([
    ['performance.roi', 'alert', 0, 'critical'],
    ['performance.roi', 'warning', 0, 'medium'],
    ['performance.accuracy', 'alert', 0, 'high'],
    ['performance.accuracy', 'warning', 0, 'medium'],
    ['performance.rmse', 'alert', 1, 'critical'],
    ['performance.precision@10', 'alert', 0.3, 'critical'],
    ['performance.precision', 'alert', 0.3, 'high'],
    ['performance.ndcg@10', 'alert', 0.3, 'critical'],
    ['performance.diversity@10', 'warning', 0.4, 'medium'],
    ['performance.coverage@10', 'warning', 0.4, 'medium'],
    ['performance.estimated.roi', 'alert', 0, 'medium'],
    ['degradation.roc_auc', 'warning', 0.05, 'medium'],
    ['degradation.roc_auc', 'warning', 0.15, 'medium'],
    ['degradation.roc_auc', 'alert', 0.151, 'critical'],
    ['degradation.accuracy', 'warning', 0.1, 'medium'],
    ['degradation.accuracy', 'warning', 0.1001, 'critical'],
    ['degradation.accuracy', 'alert', 0.2, 'critical'],
    ['trend.accuracy', 'warning', -0.01, 'medium'],
    ['contract.freshness', 'alert', 31, 'medium'],
    ['contract.rows', 'alert', 0, 'critical'],
    ['contract.readable', 'alert', 0.1, 'critical'],
    ['contract.range', 'alert', 0.1, 'high'],
    ['contract.extra_columns', 'warning', 1, 'medium'],
    ['monitor.files', 'unknown', null, 'critical'],
    ['silence.predictions', 'alert', 3, 'high'],
    ['jobs.stalled', 'alert', 3, 'high'],
    ['access.sign_in', 'alert', 5, 'medium'],
    ['access.refresh_reused', 'alert', 1, 'high'],
    ['backup.age', 'alert', 30, 'high'],
    ['backup.drill', 'alert', 1, 'critical'],
    ['delivery.undelivered', 'alert', 1, 'critical'],
    ['delivery.dead', 'alert', 1, 'high'],
    ['delivery.channel', 'warning', 1, 'medium'],
    ['weather.rain', 'alert', 1, 'high'],
    ['weather.rain', 'warning', 1, 'medium'],
  ] as const)('%s that is %s with %d is %s', (metric, status, value, severity) => {
    expect(rulingOf({ metric, status, value })).toMatchObject({ signal: 'bad', severity });
  });

  it('does not change with a value that is not there', () => {
    expect(rulingOf({ metric: 'degradation.accuracy', status: 'warning', value: null }).severity).toBe('medium');
  });
});

describe('what another system sent', () => {
  const sent = (severity: string, more: Record<string, string> = {}) =>
    rulingOf({
      subject: 'prometheus:InstanceDown',
      metric: 'received.alert',
      labels: { severity, alertname: 'InstanceDown', instance: 'a:9100', ...more },
    });

  it.each([
    ['info', 'low'],
    ['warning', 'medium'],
    ['Error', 'high'],
    ['critical', 'critical'],
    ['page', 'critical'],
    ['medium', 'medium'],
    ['no-such-word', 'high'],
    ['', 'high'],
    ['__proto__', 'high'],
  ])('as %s is %s here', (word, severity) => {
    expect(sent(word)).toMatchObject({ severity, signal: 'bad', rule: { name: 'received' } });
  });

  it('is a condition of its own for each set of labels, in whatever order they come', () => {
    expect(sent('info').alert).not.toBe(sent('info', { instance: 'b:9100' }).alert);
    const about = { subject: 'prometheus:Down', metric: 'received.alert' };
    const one = rulingOf({ ...about, labels: { a: '1', b: '2' } });
    expect(rulingOf({ ...about, labels: { b: '2', a: '1' } }).alert).toBe(one.alert);
    expect(rulingOf({ ...about, labels: { a: '1', b: '3' } }).alert).not.toBe(one.alert);
    expect(rulingOf(about).alert).toBe(fingerprintOf('prometheus:Down', 'received.alert'));
  });

  it('keeps its labels, but for what it is about here', () => {
    const { labels } = sent('warning', { subject: 'model:spread', kind: 'model', project: 'theirs', team: 'odds' });
    expect(labels).toMatchObject({
      alertname: 'InstanceDown',
      instance: 'a:9100',
      team: 'odds',
      subject: 'prometheus:InstanceDown',
      kind: 'prometheus',
      project: 'courtside',
    });
  });

  it('does not pose as something else by the labels that alerts are told together by', () => {
    const { labels } = sent('critical', { name: 'spread', kind: 'model', metric: 'drift', fingerprint: 'f' });
    expect(labels).toMatchObject({ name: 'InstanceDown', kind: 'prometheus', metric: 'received.alert' });
  });

  it('is over when it passes', () => {
    expect(
      rulingOf({ subject: 'prometheus:x', metric: 'received.alert', status: 'pass', labels: { severity: 'page' } }),
    ).toMatchObject({ signal: 'good', severity: null });
  });
});

describe('labels', () => {
  it('say what it is, what it is about and under which rule, by the name of its kind too', () => {
    expect(rulingOf({ subject: 'model:spread@7/column:tipoff', metric: 'drift.distribution' }).labels).toEqual({
      alertname: 'drift',
      subject: 'model:spread@7',
      kind: 'model',
      name: 'spread',
      model: 'spread',
      metric: 'drift',
      project: 'courtside',
    });
    expect(rulingOf({ subject: 'component:jobs/job:monitor%3Ax', metric: 'jobs.stalled' }).labels).toEqual({
      alertname: 'job-stalled',
      subject: 'component:jobs/job:monitor%3Ax',
      kind: 'component',
      name: 'jobs',
      component: 'jobs',
      job: 'monitor:x',
      metric: 'jobs.stalled',
      project: 'courtside',
    });
  });

  it('leave a name as it is that is nothing but a version', () => {
    expect(rulingOf({ subject: 'dataset:@7', metric: 'contract.rows' }).labels).toMatchObject({ name: '@7' });
  });
});

describe('whatever somebody calls a thing', () => {
  it('it is one alert with what is below it, and no other thing poses as it', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', '@7', 'a/b', 'a:b', '*', '%', '%2A', '__proto__', 'a\n', 'x y', 'prometheus:main', '\ud800'),
    );
    fc.assert(
      fc.property(name, name, name, (a, b, column) => {
        const of = (...steps: { kind: string; name: string }[]) =>
          rulingOf({ subject: formatSubject(...steps), metric: 'contract.range' });
        const dataset = of({ kind: 'dataset', name: a });
        const part = of({ kind: 'dataset', name: a }, { kind: 'column', name: column });
        expect(part.alert).toBe(dataset.alert);
        expect(part.part).not.toBe(dataset.part);
        expect(part.labels.dataset).toBe(dataset.labels.dataset);
        const other = of({ kind: 'dataset', name: b });
        expect(other.alert === dataset.alert).toBe(other.subject === dataset.subject);
        expect(dataset.rule.name).toBe('contract');
      }),
      { numRuns: 40 },
    );
  });

  it('a star in a subject is no pattern', () => {
    const book = compileRules([
      { name: 'mine', enabled: true, match: { subject: ['dataset:games'] }, severity: 'low' },
    ]);
    expect(rule(book, findingOf({ subject: 'dataset:*' }), { project })?.rule.name).not.toBe('mine');
    expect(rule(book, findingOf({ subject: 'dataset:games/column:*' }), { project })?.rule.name).toBe('mine');
  });
});

it('the same subject and metric are the same part', () => {
  const one = findingOf({ message: 'a', value: 1 });
  expect(partKey(one)).toBe(partKey(findingOf({ message: 'b', value: 2 })));
  expect(partKey(one)).not.toBe(partKey({ ...one, metric: 'performance.accuracy' }));
});

it('rules on 10,000 findings in less than a second, however many metrics and rules there are', () => {
  const settings = Array.from({ length: 200 }, (_, index) => ({
    name: `r${index}`,
    enabled: true,
    match: { metric: [`*x${index}*`], subject: [`model:*${index}*b`] },
    severity: 'low' as const,
  }));
  const book = compileRules(settings);
  const findings = Array.from({ length: 10_000 }, (_, index) =>
    findingOf({ subject: `dataset:d${index % 500}/column:c${index}`, metric: `contract.m${index % 1_500}` }),
  );
  rule(book, findings[0] ?? findingOf(), { project });
  const began = process.cpuUsage();
  const alerts = new Set(findings.map((finding) => rule(book, finding, { project })?.alert));
  const { user } = process.cpuUsage(began);
  expect(alerts.size).toBe(500);
  expect(user / 1_000).toBeLessThan(1_000);
});
