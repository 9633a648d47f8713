import { describe, expect, it } from 'vitest';
import { checkRoutes } from './check-routes.ts';
import { type RouteConfig, routeSchema, type ShortRouteConfig, shortRouteSchema } from './config.ts';

const known = { channels: ['slack', 'pager', 'mail'], intervals: ['nights'] };
const messages = (route: RouteConfig, receivers: Readonly<Record<string, readonly string[]>> = {}): readonly string[] =>
  checkRoutes({ route, receivers }, known).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the routes of a configuration', () => {
  it('are fine where every name is there', () => {
    const route: RouteConfig = {
      receiver: 'oncall',
      routes: [
        {
          to: ['slack', 'oncall'],
          matchers: ['a=b'],
          mute_time_intervals: ['nights'],
          escalate: [{ after: '15m', to: 'pager' }],
        },
      ],
    };
    expect(messages(route, { oncall: ['pager', 'mail'], nobody: [] })).toEqual([]);
  });

  it('name what nothing has, with its place and what was meant', () => {
    const route: RouteConfig = {
      receiver: 'slak',
      routes: [
        { to: ['pager', 'sms'] },
        { active_time_intervals: ['night'], routes: [{ escalate: [{ after: '1h', to: ['boss'] }] }] },
      ],
    };
    expect(checkRoutes({ route, receivers: { team: ['chat'] } }, known)).toEqual([
      {
        path: ['receivers', 'team', 0],
        message: 'expected the name of a channel, found "chat"',
        fix: 'Use one of: slack, pager, mail',
      },
      {
        path: ['route', 'receiver'],
        message: 'expected the name of a receiver or a channel, found "slak"',
        fix: 'Did you mean `slack`',
      },
      {
        path: ['route', 'routes', 0, 'to', 1],
        message: 'expected the name of a receiver or a channel, found "sms"',
        fix: 'Use one of: team, slack, pager, mail',
      },
      {
        path: ['route', 'routes', 1, 'active_time_intervals', 0],
        message: 'expected the name of a time interval, found "night"',
        fix: 'Did you mean `nights`',
      },
      {
        path: ['route', 'routes', 1, 'routes', 0, 'escalate', 0, 'to', 0],
        message: 'expected the name of a receiver or a channel, found "boss"',
        fix: 'Use one of: team, slack, pager, mail',
      },
    ]);
  });

  it('begin with one that takes every alert and leads somewhere', () => {
    expect(messages({})).toEqual(['route: expected a `receiver` or `to` of the first route, found neither']);
    expect(messages({ to: 'slack', matchers: ['a=b'], continue: true, mute_time_intervals: ['nights'] })).toEqual([
      'route.matchers: expected no `matchers` in the first route, which takes every alert',
      'route.continue: expected no `continue` in the first route, which takes every alert',
      'route.mute_time_intervals: expected no `mute_time_intervals` in the first route, which takes every alert',
    ]);
    expect(messages({ to: 'slack', receiver: 'pager' })).toEqual(['route.to: expected `receiver` or `to`, found both']);
  });

  it('do not use one name for a receiver and another channel', () => {
    expect(messages({ to: 'slack' }, { slack: ['pager'] })).toEqual([
      'receivers.slack: expected a name that no channel has, found "slack"',
    ]);
    expect(messages({ to: 'slack' }, { slack: ['slack'] })).toEqual([]);
  });

  it('are given in one form, and each entry of the short list can be reached', () => {
    const routes: readonly ShortRouteConfig[] = [{ to: 'slack' }, { match: { severity: 'high' }, to: 'pager' }];
    expect(checkRoutes({ route: { to: 'slack' }, routes, receivers: {} }, known).map(({ path }) => path)).toEqual([
      ['routes'],
      ['routes', 1],
    ]);
    const goingOn: readonly ShortRouteConfig[] = [{ to: 'slack', continue: true }, { to: 'pager' }];
    expect(checkRoutes({ routes: goingOn, receivers: {} }, known)).toEqual([]);
  });
});

describe('the schema of a route', () => {
  it.each([
    [{ group_by: ['...', 'a'] }, "expected '...' alone, found it with other labels"],
    [{ group_by: ['a', 'a'] }, 'expected each label once, found a again'],
    [{ group_interval: '0s' }, 'expected a duration above 0s'],
    [{ group_wait: '30m1h' }, 'expected a duration such as 30s, 5m, 1h30m or 0s'],
    [{ matchers: ['a-b=c'] }, 'expected a matcher, found "a-b=c"'],
    [{ match_re: { a: '(' } }, 'expected a regular expression, found "(": a group is opened with `(` and not closed'],
    [{ routes: [{ routes: [{ mute: [] }] }] }, 'Unrecognized key: "mute"'],
  ])('refuses %j', (route, message) => {
    const parsed = routeSchema.safeParse(route);
    expect(JSON.stringify(parsed.error?.issues)).toContain(JSON.stringify(message).slice(1, -1));
  });

  it('takes what Alertmanager takes, and waits by severity', () => {
    const route = {
      receiver: 'a',
      group_by: ['alertname'],
      group_wait: { critical: '0', low: '1h30m' },
      group_interval: '5m',
      repeat_interval: '1y',
      matchers: '{a="b",c=~"d|e"}',
      match: { team: 'x' },
      match_re: { service: '^(foo1|foo2|baz)$' },
      continue: true,
      routes: [{ receiver: 'b', routes: [{ mute_time_intervals: ['nights'] }] }],
    };
    expect(routeSchema.parse(route)).toEqual(route);
    expect(shortRouteSchema.parse({ match: { model: ['a*', 'b'] }, to: 'x' })).toEqual({
      match: { model: ['a*', 'b'] },
      to: 'x',
    });
  });
});
