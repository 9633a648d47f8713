import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { compileRules } from './compile.ts';
import { rulesSchema } from './config.ts';
import { rule } from './match.ts';
import { usualLife } from './shipped.ts';
import { findingOf } from './testing/findings.ts';

const project = 'courtside';
const read = (rules: z.input<typeof rulesSchema>) => rulesSchema.parse(rules);
const bookOf = (...rules: object[]) => compileRules(rulesSchema.parse(rules));
const problemsOf = (rules: unknown): string[] =>
  rulesSchema.safeParse(rules).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('rules of a configuration', () => {
  it('come before the shipped ones, the first that is about a finding decides', () => {
    const book = bookOf(
      { name: 'mine', match: { metric: 'performance.*', subject: 'model:spread' }, severity: 'low' },
      { name: 'late', match: { metric: 'performance.roi' }, severity: 'critical' },
    );
    const nameOf = (subject: string, metric: string) =>
      rule(book, findingOf({ subject, metric }), { project })?.rule.name;
    expect(nameOf('model:spread', 'performance.roi')).toBe('mine');
    expect(nameOf('model:spread/column:x', 'performance.roi')).toBe('mine');
    expect(nameOf('model:spread@3', 'performance.roi')).toBe('mine');
    expect(nameOf('model:spread-b', 'performance.roi')).toBe('late');
    expect(nameOf('model:spread-b', 'performance.f1')).toBe('performance');
    expect(nameOf('dataset:games', 'contract.rows')).toBe('contract');
  });

  it('say all that the shipped ones say', () => {
    const [mine] = bookOf({
      name: 'mine',
      title: 'The feed',
      match: { metric: ['contract.*', 'drift.*'], subject: 'dataset:games' },
      severity: { alert: 'critical', warning: 'low', unknown: 'medium' },
      per: 'whole',
      open_after: 3,
      close_after: 2,
      for: '10m',
      acknowledged_for: '8h',
      stale_after: '1d',
      flap: { high: 0.6, low: 0.3 },
      fix: 'Call the vendor',
      runbook: 'https://wiki/feed',
      labels: { team: 'odds' },
    }).rules;
    expect(mine).toEqual({
      name: 'mine',
      title: 'The feed',
      metrics: ['contract.*', 'drift.*'],
      subjects: ['dataset:games'],
      severity: { alert: 'critical', warning: 'low', unknown: 'medium' },
      exceptions: [],
      severityLabel: null,
      per: 'whole',
      life: {
        openAfter: 3,
        closeAfter: 2,
        for: 600_000,
        acknowledgedFor: 28_800_000,
        staleAfter: 86_400_000,
        flap: { high: 0.6, low: 0.3 },
      },
      fix: 'Call the vendor',
      runbook: 'https://wiki/feed',
      labels: { team: 'odds' },
    });
  });

  it('may be short', () => {
    const [mine] = bookOf({ name: 'mine', match: { metric: 'x.*' } }).rules;
    expect(mine).toMatchObject({
      title: 'mine',
      severity: { alert: 'high', warning: 'medium' },
      per: 'each',
      life: usualLife,
      subjects: [],
    });
    const [low] = bookOf({ name: 'low', match: { metric: 'x.*' }, severity: 'low', flap: false }).rules;
    expect(low).toMatchObject({ severity: { alert: 'low', warning: 'low' }, life: { flap: null } });
  });

  it('for one status count the others as fine, so that the alert ends', () => {
    const book = bookOf({ name: 'mine', match: { metric: 'x.*', status: 'alert' }, severity: 'low' });
    const ruling = (status: 'alert' | 'warning' | 'unknown') =>
      rule(book, findingOf({ metric: 'x.y', status }), { project });
    expect(ruling('alert')).toMatchObject({ signal: 'bad', severity: 'low', rule: { name: 'mine' } });
    expect(ruling('warning')).toMatchObject({ signal: 'good', rule: { name: 'mine' } });
    expect(ruling('unknown')).toMatchObject({ signal: 'unknown', rule: { name: 'mine' } });
  });

  it('may say how bad it is not to know', () => {
    const book = bookOf({ name: 'mine', match: { metric: 'x.*', status: ['unknown', 'alert'] } });
    expect(rule(book, findingOf({ metric: 'x.y', status: 'unknown' }), { project })).toMatchObject({
      signal: 'bad',
      severity: 'high',
    });
  });
});

describe('a rule with the name of a shipped one', () => {
  const shipped = (name: string) => compileRules([]).rules.find((one) => one.name === name);
  const changedOf = (name: string, ...rules: object[]) => bookOf(...rules).rules.find((one) => one.name === name);

  it('changes what it names and leaves the rest, where it stands', () => {
    const before = compileRules([]).rules.map(({ name }) => name);
    const book = bookOf({ name: 'drift', close_after: 4, labels: { team: 'odds' } });
    expect(book.rules.map(({ name }) => name)).toEqual(before);
    const drift = book.rules.find(({ name }) => name === 'drift');
    const was = shipped('drift');
    expect(drift).toMatchObject({
      title: was?.title,
      metrics: was?.metrics,
      severity: was?.severity,
      fix: was?.fix,
      runbook: was?.runbook,
      labels: { team: 'odds' },
      life: { ...usualLife, closeAfter: 4 },
    });
  });

  it('keeps what is worse or less bad than the rest, unless it says how bad all is', () => {
    expect(changedOf('performance', { name: 'performance', for: '1h' })?.exceptions).toEqual(
      shipped('performance')?.exceptions,
    );
    const low = changedOf('performance', { name: 'performance', severity: 'low' });
    expect(low).toMatchObject({ severity: { alert: 'low', warning: 'low' }, exceptions: [] });
    const received = bookOf({ name: 'received', severity: 'low' });
    const sent = findingOf({ subject: 'prometheus:x', metric: 'received.alert', labels: { severity: 'page' } });
    expect(rule(received, sent, { project })?.severity).toBe('low');
  });

  it('may leave out a status', () => {
    const book = bookOf({ name: 'performance', match: { status: 'alert' } });
    const ruling = (metric: string, status: 'alert' | 'warning') =>
      rule(book, findingOf({ metric, status }), { project });
    expect(ruling('performance.roi', 'alert')?.severity).toBe('critical');
    expect(ruling('performance.roi', 'warning')?.signal).toBe('good');
    expect(ruling('performance.f1', 'warning')?.signal).toBe('good');
  });

  it('opens nothing where it is not enabled, and nor does the rule for the rest', () => {
    const book = bookOf({ name: 'drift', enabled: false });
    const ruling = rule(book, findingOf({ metric: 'drift.joint' }), { project });
    expect(ruling).toMatchObject({ signal: 'good', severity: null, rule: { name: 'drift' } });
  });
});

it('a rule of your own that is not enabled is as if it were not there', () => {
  const book = bookOf({ name: 'mine', enabled: false, match: { metric: 'drift.*' }, severity: 'low' });
  expect(rule(book, findingOf({ metric: 'drift.joint' }), { project })?.rule.name).toBe('drift');
});

describe('what cannot be meant is refused', () => {
  it.each([
    [[{ name: 'a b', match: { metric: 'x' } }], /^0\.name: a name is letters/],
    [[{ name: 'drfit', severity: 'low' }], /^0: the rule `drfit` does not say what it is about$/],
    [[{ name: 'mine' }], /does not say what it is about/],
    [[{ name: 'mine', match: { status: 'alert' } }], /does not say what it is about/],
    [[{ name: 'drift' }, { name: 'drift', for: '1m' }], /^1\.name: two rules are called `drift`$/],
    [[{ name: 'drift', severity: 'severe' }], /^0\.severity: expected low, medium, high or critical/],
    [[{ name: 'drift', severity: { pass: 'low' } }], /^0\.severity/],
    [[{ name: 'drift', match: { status: 'pass' } }], /^0\.match\.status/],
    [[{ name: 'drift', match: { metric: [] } }], /^0\.match\.metric/],
    [[{ name: 'drift', for: '10 minutes' }], /^0\.for: a duration is a number and a unit/],
    [[{ name: 'drift', stale_after: 'always' }], /^0\.stale_after: a duration is a number and a unit/],
    [[{ name: 'drift', open_after: 0 }], /^0\.open_after/],
    [[{ name: 'drift', flap: { high: 0.2, low: 0.5 } }], /^0\.flap/],
    [
      [{ name: 'drift', labels: { severity: 'low' } }],
      /^0\.labels\.severity: the label `severity` is made by Pitwall$/,
    ],
    [[{ name: 'drift', labels: { 'a-b': 'x' } }], /^0\.labels/],
    [[{ name: 'drift', open_afer: 2 }], /Unrecognized key/],
  ])('%j', (rules, problem) => {
    expect(problemsOf(rules).join('\n')).toMatch(problem);
  });

  it('with the rule that may be meant', () => {
    const issue = rulesSchema.safeParse([{ name: 'performence', severity: 'low' }]).error?.issues[0];
    expect(issue).toMatchObject({ params: { fix: expect.stringContaining('`performance`') } });
  });
});

it('a text is short for a list of one', () => {
  expect(read([{ name: 'a', match: { metric: 'x', subject: 'y:z' } }])[0]?.match).toEqual({
    metric: ['x'],
    subject: ['y:z'],
  });
});
