import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Labels } from '../labels.ts';
import { createInhibitor } from './inhibit.ts';
import {
  type DependenciesConfig,
  dependenciesSchema,
  type InhibitRulesConfig,
  inhibitRulesSchema,
} from './inhibit-config.ts';
import { naiveInhibited } from './testing/naive-inhibit.ts';

type Alert = { readonly id: string; readonly labels: Labels };

const inhibitorOf = (rules: InhibitRulesConfig, alerts: readonly Alert[], dependencies: DependenciesConfig = {}) =>
  createInhibitor({ rules: inhibitRulesSchema.parse(rules), dependencies, sources: alerts });

const quiet = (
  rules: InhibitRulesConfig,
  alerts: readonly Alert[],
  dependencies: DependenciesConfig = {},
): Readonly<Record<string, readonly string[]>> => {
  const inhibitor = inhibitorOf(rules, alerts, dependencies);
  return Object.fromEntries(alerts.map(({ id, labels }) => [id, inhibitor.on(id, labels)]));
};

describe('what is there without a rule', () => {
  const drift = { kind: 'model', name: 'spread', alertname: 'drift', metric: 'drift' };
  const sent = { ...drift, metric: 'received.alert' };

  it('makes what is a little wrong quiet where the same is critical', () => {
    const alerts = [
      { id: 'critical', labels: { ...drift, severity: 'critical' } },
      { id: 'low', labels: { ...drift, severity: 'low' } },
      { id: 'sent critical', labels: { ...sent, severity: 'critical', instance: 'a' } },
      { id: 'sent low', labels: { ...sent, severity: 'low', instance: 'b' } },
    ];
    expect(quiet([], alerts)).toEqual({
      critical: [],
      low: ['critical'],
      'sent critical': [],
      'sent low': ['sent critical'],
    });
  });

  it('lets nothing that others sent make ours quiet, whatever they call it', () => {
    const ours = { id: 'ours', labels: { ...drift, severity: 'high' } };
    const theirs = { id: 'theirs', labels: { ...sent, severity: 'critical' } };
    expect(quiet([], [ours, theirs])).toEqual({ ours: [], theirs: [] });
  });
});

describe('inhibition by rules', () => {
  const rules: InhibitRulesConfig = [
    { source_matchers: ['severity="critical"', 'team="x"'], target_matchers: ['team=~"x|y"'], equal: ['dataset'] },
  ];

  it('makes the target quiet where the labels named are equal', () => {
    const source = { id: 's', labels: { severity: 'critical', team: 'x', dataset: 'games', alertname: 'one' } };
    expect(
      quiet(rules, [
        source,
        { id: 'same', labels: { severity: 'low', team: 'y', dataset: 'games' } },
        { id: 'other', labels: { severity: 'low', team: 'y', dataset: 'odds' } },
        { id: 'without', labels: { severity: 'low', team: 'y' } },
        { id: 'no target', labels: { severity: 'low', team: 'z', dataset: 'games' } },
      ]),
    ).toEqual({ s: [], same: ['s'], other: [], without: [], 'no target': [] });
  });

  it('takes a label that neither has as equal, and an empty one as not there', () => {
    const source = { id: 's', labels: { severity: 'critical', team: 'x' } };
    const target = { id: 't', labels: { severity: 'low', team: 'y', dataset: '' } };
    expect(quiet(rules, [source, target]).t).toEqual(['s']);
  });

  it('never makes an alert quiet that is a source and a target by another that is both', () => {
    const both = (id: string) => ({ id, labels: { severity: 'critical', team: 'x', dataset: 'games' } });
    expect(quiet(rules, [both('a'), both('b')])).toEqual({ a: [], b: [] });
  });

  it('reads the older way to write it', () => {
    const old: InhibitRulesConfig = [
      { source_match: { a: '1' }, source_match_re: { b: '2|3' }, target_match_re: { c: '4.*' }, equal: [] },
    ];
    const target = { id: 't', labels: { c: '45' } };
    expect(quiet(old, [{ id: 's', labels: { a: '1', b: '3' } }, target]).t).toEqual(['s']);
    expect(quiet(old, [{ id: 's', labels: { a: '1', b: '4' } }, target]).t).toEqual([]);
  });

  it('of everything by everything makes nothing quiet', () => {
    const labels = { kind: 'model', name: 'a' };
    expect(
      quiet(
        [{}],
        [
          { id: 'a', labels },
          { id: 'b', labels },
        ],
      ),
    ).toEqual({ a: [], b: [] });
  });
});

describe('inhibition that is built in', () => {
  it('makes what is less than critical quiet where the same of the same is critical', () => {
    const labels = (severity: string, name: string, alertname = 'drift') => ({
      kind: 'model',
      name,
      alertname,
      severity,
    });
    expect(
      quiet(
        [],
        [
          { id: 'critical', labels: labels('critical', 'spread') },
          { id: 'high', labels: labels('high', 'spread') },
          { id: 'total', labels: labels('high', 'total') },
          { id: 'silence', labels: labels('high', 'spread', 'silence') },
        ],
      ),
    ).toEqual({ critical: [], high: ['critical'], total: [], silence: [] });
  });
});

describe('inhibition by dependency', () => {
  const alert = (id: string, thing: string, severity: string): Alert => {
    const [kind = '', name = ''] = thing.split(':');
    return { id, labels: { kind, name, severity, alertname: id } };
  };

  it('makes quiet what depends on something broken, also through others', () => {
    const dependencies = { 'model:spread': ['dataset:games'], 'dataset:games': ['component:feed'] };
    const model = alert('model', 'model:spread', 'critical');
    expect(quiet([], [model, alert('feed', 'component:feed', 'high')], dependencies)).toEqual({
      model: ['feed'],
      feed: [],
    });
    expect(quiet([], [model, alert('feed', 'component:feed', 'medium')], dependencies).model).toEqual([]);
    expect(quiet([], [model, alert('other', 'component:other', 'critical')], dependencies).model).toEqual([]);
  });

  it('does not make all of a circle quiet, yet all of it by what it depends on', () => {
    const dependencies = { 'model:a': ['model:b'], 'model:b': ['model:a', 'model:b', 'component:db'] };
    const [a, b] = [alert('a', 'model:a', 'critical'), alert('b', 'model:b', 'critical')];
    expect(quiet([], [a, b], dependencies)).toEqual({ a: [], b: [] });
    const db = alert('db', 'component:db', 'critical');
    expect(quiet([], [a, b, db], dependencies)).toEqual({ a: ['db'], b: ['db'], db: [] });
  });

  it('may be that of all things of a kind', () => {
    const dependencies = { 'model:*': ['component:feed'] };
    const alerts = [alert('m', 'model:x', 'low'), alert('d', 'dataset:x', 'low'), alert('f', 'component:feed', 'high')];
    expect(quiet([], alerts, dependencies)).toEqual({ m: ['f'], d: [], f: [] });
  });

  it.each([['models:a'], ['model'], ['model:'], ['model:a@3']])('is not that of %s', (thing) => {
    expect(dependenciesSchema.safeParse({ [thing]: ['dataset:games'] }).success).toBe(false);
    expect(dependenciesSchema.safeParse({ 'model:a': [thing] }).success).toBe(false);
  });
});

describe('the index of what fires', () => {
  const label = fc.constantFrom('a', 'b');
  const labels = fc.record({
    kind: fc.constant('model'),
    name: fc.constantFrom('m1', 'm2', 'm3'),
    severity: fc.constantFrom('critical', 'high', 'low'),
    alertname: label,
    x: fc.constantFrom('', 'a', 'b'),
  });
  const matchers = fc.array(
    fc.constantFrom('severity="critical"', 'severity!="low"', 'x=~"a|b"', 'x=""', 'alertname=a', 'name=m1'),
    { maxLength: 2 },
  );
  const rule = fc.record({
    source_matchers: matchers,
    target_matchers: matchers,
    equal: fc.subarray(['name', 'x', 'alertname', 'nowhere']),
  });
  const things = fc.constantFrom('model:m1', 'model:m2', 'model:m3');
  const dependencies = fc.dictionary(things, fc.array(things, { maxLength: 2 }));
  const step = fc.record({ id: fc.constantFrom(...'abcdefgh'), labels: fc.option(labels) });

  it('answers as one who compares every alert with every other, whatever comes and goes', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 3 }), dependencies, fc.array(step), (rules, needs, steps) => {
        const firing = new Map<string, Labels>();
        const inhibitor = createInhibitor({ rules, dependencies: needs, sources: [] });
        for (const { id, labels: given } of steps) {
          if (given === null) {
            firing.delete(id);
            inhibitor.drop(id);
          } else {
            firing.set(id, given);
            inhibitor.put(id, given);
          }
        }
        for (const [id, given] of firing) {
          const possible = naiveInhibited(rules, needs, firing, id, given);
          const found = inhibitor.on(id, given);
          expect([found.length > 0, found.filter((source) => !possible.has(source))]).toEqual([possible.size > 0, []]);
        }
        const again = createInhibitor({
          ...{ rules, dependencies: needs },
          sources: [...firing].map(([id, given]) => ({ id, labels: given })),
        });
        for (const [id, given] of firing) {
          expect(again.on(id, given).length > 0).toBe(inhibitor.on(id, given).length > 0);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('holds tens of thousands', () => {
    const sources = Array.from({ length: 20_000 }, (_, index) => ({
      id: `alert-${index}`,
      labels: {
        ...{ kind: 'model', name: `m${index % 4_000}`, alertname: `rule-${index % 3}` },
        severity: ['critical', 'high', 'medium', 'low'][index % 4] ?? 'low',
      },
    }));
    const began = performance.now();
    const inhibitor = createInhibitor({
      rules: [
        { source_matchers: ['severity="critical"'], target_matchers: ['severity=~"low|medium"'], equal: ['name'] },
      ],
      dependencies: { 'model:m1': ['model:m4'] },
      sources,
    });
    let count = 0;
    for (const { id, labels: given } of sources) count += inhibitor.on(id, given).length;
    expect(count).toBeGreaterThan(0);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
