import { severities } from '@pitwall/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RouteConfig, RoutingConfig } from './config.ts';
import { naiveRoutes } from './testing/naive-routes.ts';
import { labelSets, routeTrees } from './testing/route-trees.ts';
import { compileRoutes, type Route, routesOf } from './tree.ts';

const channels = ['slack', 'pager', 'mail'];
const treeOf = (config: Partial<RoutingConfig>) => compileRoutes({ receivers: {}, ...config }, channels);
const only = (config: Partial<RoutingConfig>, labels: Readonly<Record<string, string>>): Route => {
  const [route, ...more] = routesOf(treeOf(config), labels);
  expect(more).toEqual([]);
  if (!route) throw new Error('Expected a route.');
  return route;
};
const waits = ({ groupWait }: Route): readonly number[] => severities.map(groupWait);

describe('a tree of routes', () => {
  it('goes down to the first child that matches, and on where that says so', () => {
    const route: RouteConfig = {
      to: 'slack',
      routes: [
        { to: 'mail', match: { team: 'a' }, continue: true, routes: [{ to: 'nobody', match: { severity: 'low' } }] },
        { to: 'pager', matchers: ['severity=~"high|critical"'] },
        { to: 'mail', match_re: { severity: 'h.*' } },
      ],
    };
    const tree = treeOf({ route, receivers: { nobody: [] } });
    const told = (labels: Readonly<Record<string, string>>) => routesOf(tree, labels).map(({ channels: to }) => to);
    expect(told({})).toEqual([['slack']]);
    expect(told({ severity: 'high' })).toEqual([['pager']]);
    expect(told({ severity: 'high', team: 'a' })).toEqual([['mail'], ['pager']]);
    expect(told({ severity: 'low', team: 'a' })).toEqual([[]]);
    expect(told({ severity: 'hi' })).toEqual([['mail']]);
  });

  it('hands down all but the matchers and the time intervals', () => {
    const route: RouteConfig = {
      to: 'slack',
      group_by: ['a'],
      group_wait: '10s',
      group_interval: '1m',
      repeat_interval: '1h30m',
      send_resolved: false,
      escalate: [{ after: '15m', to: 'pager', severities: ['high'] }],
      routes: [
        {
          match: { x: '1' },
          mute_time_intervals: ['nights'],
          active_time_intervals: ['days'],
          routes: [{ match: { y: '1' }, group_wait: { critical: '0s' } }],
        },
      ],
    };
    const middle = only({ route }, { x: '1' });
    expect({ mute: middle.mute, active: middle.active }).toEqual({ mute: ['nights'], active: ['days'] });
    const lowest = only({ route }, { x: '1', y: '1' });
    expect(lowest).toMatchObject({
      channels: ['slack'],
      groupBy: ['a'],
      groupInterval: 60_000,
      repeatInterval: 5_400_000,
      sendResolved: false,
      mute: [],
      active: [],
      escalate: [{ after: 900_000, channels: ['pager'], severities: ['high'] }],
    });
    expect(waits(lowest)).toEqual([10_000, 10_000, 10_000, 0]);
  });

  it('groups and waits as is usual where nothing is said', () => {
    const route = only({ route: { to: 'slack' } }, {});
    expect(route).toMatchObject({ groupBy: ['kind', 'name'], groupInterval: 300_000, repeatInterval: 14_400_000 });
    expect(waits(route)).toEqual([30_000, 30_000, 5_000, 0]);
  });

  it('groups by nothing where the first route says so, and by what is above where another does', () => {
    const route: RouteConfig = { to: 'slack', group_by: [], routes: [{ match: { x: '1' }, group_by: [] }] };
    expect(only({ route }, {}).groupBy).toEqual([]);
    expect(only({ route: { ...route, group_by: ['a'] } }, { x: '1' }).groupBy).toEqual(['a']);
  });

  it('groups by all labels until a route names some', () => {
    const route: RouteConfig = {
      to: 'slack',
      group_by: ['...'],
      routes: [{ match: { x: '1' }, routes: [{ match: { y: '1' }, group_by: ['a'] }] }],
    };
    expect(only({ route }, { x: '1' }).groupBy).toBe('all');
    expect(only({ route }, { x: '1', y: '1' }).groupBy).toEqual(['a']);
  });

  it('tells every channel what the short list is not for', () => {
    const routes = [
      { match: { severity: ['high', 'critical'], model: 'spread-*' }, to: 'oncall' },
      { match: { metric: 'a.b' }, to: ['mail'] },
    ];
    const receivers = { oncall: ['pager', 'slack', 'pager'] };
    const told = (labels: Readonly<Record<string, string>>) => only({ routes, receivers }, labels).channels;
    expect(told({ severity: 'high', model: 'spread-\npicker' })).toEqual(['pager', 'slack']);
    expect(told({ severity: 'low', model: 'spread-picker' })).toEqual(channels);
    expect(told({ severity: 'high', model: 'a-spread-picker' })).toEqual(channels);
    expect(told({ metric: 'a.b' })).toEqual(['mail']);
    expect(told({ metric: 'axb' })).toEqual(channels);
    expect(only({}, {}).channels).toEqual(channels);
  });

  it('keeps the id of a route when others come, go or move', () => {
    const child: RouteConfig = { to: 'pager', matchers: ['severity="high"', 'team="a"'] };
    const idOf = (routes: readonly RouteConfig[]) =>
      routesOf(treeOf({ route: { to: 'slack', routes } }), { severity: 'high', team: 'a' })[0]?.id;
    const id = idOf([child]);
    expect(
      idOf([
        { to: 'mail', matchers: ['x=y'] },
        { ...child, group_interval: '1h' },
      ]),
    ).toBe(id);
    expect(idOf([{ ...child, matchers: ['team="a"', 'severity="high"'] }])).toBe(id);
    expect(idOf([{ ...child, matchers: ['team="a"'] }])).not.toBe(id);
    expect(idOf([{ ...child, to: 'mail' }])).not.toBe(id);
  });

  it('tells two routes apart that are alike', () => {
    const route: RouteConfig = { to: 'slack', routes: [{ to: 'mail', continue: true }, { to: 'mail' }] };
    const ids = routesOf(treeOf({ route }), {}).map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(treeOf({ route }).byId.size).toBe(3);
  });

  it('finds what a plain reading of the rules finds', () => {
    fc.assert(
      fc.property(routeTrees, labelSets, (route, labels) => {
        const tree = compileRoutes({ route, receivers: {} }, []);
        const found = routesOf(tree, labels).map(({ receivers, groupBy, mute }) => ({ receivers, groupBy, mute }));
        expect(found).toEqual(naiveRoutes(route, labels));
      }),
      { numRuns: 500 },
    );
  });
});
