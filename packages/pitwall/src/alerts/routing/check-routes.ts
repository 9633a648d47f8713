import { closest } from '../../core/suggest.ts';
import type { MannerConfig, RouteConfig, RoutingConfig } from './config.ts';

/** What is wrong with a configuration that each of its parts is right in; its path counts from `alerts`. */
export interface ConfigIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly fix: string;
}

export interface KnownNames {
  readonly channels: readonly string[];
  /** Names of time intervals. */
  readonly intervals: readonly string[];
}

type Path = ConfigIssue['path'];

/** Names that nothing has, and what only a root may say or may not. */
export function checkRoutes(config: RoutingConfig, known: KnownNames): readonly ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  const names = [...new Set([...Object.keys(config.receivers), ...known.channels])];
  checkReceivers(config, known, issues);
  if (config.route && config.routes) {
    issues.push({
      path: ['routes'],
      message: 'expected `route` or `routes`, found both',
      fix: 'Write the entries of `routes` as the `routes` of `route`, with `matchers` for `match`',
    });
  }
  const checkNames = (given: string | readonly string[] | undefined, path: Path): void => {
    for (const [index, name] of (typeof given === 'string' ? [given] : (given ?? [])).entries()) {
      const at = typeof given === 'string' ? path : [...path, index];
      if (!names.includes(name)) issues.push(unknown('a receiver or a channel', name, names, at));
    }
  };
  const checkManner = (said: MannerConfig, path: Path): void => {
    for (const [index, step] of (said.escalate ?? []).entries())
      checkNames(step.to, [...path, 'escalate', index, 'to']);
    for (const key of ['mute_time_intervals', 'active_time_intervals'] as const) {
      for (const [index, name] of (said[key] ?? []).entries()) {
        if (known.intervals.includes(name)) continue;
        issues.push(unknown('a time interval', name, known.intervals, [...path, key, index]));
      }
    }
  };
  const checkRoute = (route: RouteConfig, path: Path): void => {
    if (route.receiver !== undefined && route.to !== undefined) {
      issues.push({
        path: [...path, 'to'],
        message: 'expected `receiver` or `to`, found both',
        fix: 'Write all of them in `to`, and leave `receiver` out',
      });
    }
    checkNames(route.receiver, [...path, 'receiver']);
    checkNames(route.to, [...path, 'to']);
    checkManner(route, path);
    for (const [index, child] of (route.routes ?? []).entries()) checkRoute(child, [...path, 'routes', index]);
  };
  if (config.route) {
    checkRoot(config.route, issues);
    checkRoute(config.route, ['route']);
  }
  for (const [index, entry] of (config.routes ?? []).entries()) {
    checkNames(entry.to, ['routes', index, 'to']);
    checkManner(entry, ['routes', index]);
    checkReached(config.routes ?? [], index, issues);
  }
  return issues;
}

function checkReceivers({ receivers }: RoutingConfig, { channels }: KnownNames, issues: ConfigIssue[]): void {
  for (const [receiver, members] of Object.entries(receivers)) {
    for (const [index, member] of members.entries()) {
      if (channels.includes(member)) continue;
      issues.push(unknown('a channel', member, channels, ['receivers', receiver, index]));
    }
    if (!channels.includes(receiver) || (members.length === 1 && members[0] === receiver)) continue;
    issues.push({
      path: ['receivers', receiver],
      message: `expected a name that no channel has, found ${JSON.stringify(receiver)}`,
      fix: 'Name the receiver or the channel otherwise: a route that leads there could mean either',
    });
  }
}

/** An alert that nothing takes is told to nobody, so the root takes all. */
function checkRoot(route: RouteConfig, issues: ConfigIssue[]): void {
  if (route.receiver === undefined && route.to === undefined) {
    issues.push({
      path: ['route'],
      message: 'expected a `receiver` or `to` of the first route, found neither',
      fix: 'Say who is told of what no route below takes',
    });
  }
  const never = ['matchers', 'match', 'match_re', 'continue', 'mute_time_intervals', 'active_time_intervals'] as const;
  for (const key of never) {
    const said = route[key];
    if (said === undefined || said === false || (said !== true && Object.keys(said).length === 0)) continue;
    issues.push({
      path: ['route', key],
      message: `expected no \`${key}\` in the first route, which takes every alert`,
      fix: 'Write it in a route below',
    });
  }
}

function checkReached(routes: NonNullable<RoutingConfig['routes']>, index: number, issues: ConfigIssue[]): void {
  const before = routes.slice(0, index).findIndex(({ match, continue: goesOn }) => {
    return Object.keys(match ?? {}).length === 0 && goesOn !== true;
  });
  if (before === -1) return;
  issues.push({
    path: ['routes', index],
    message: `expected an entry that alerts can reach, found one after an entry that takes every alert (routes.${before})`,
    fix: 'Move the entry without `match` to the end, or give it `continue: true`',
  });
}

function unknown(what: string, name: string, names: readonly string[], path: Path): ConfigIssue {
  const meant = closest(name, names);
  const there = names.length === 0 ? 'There is none yet: add it' : `Use one of: ${names.join(', ')}`;
  return {
    path,
    message: `expected the name of ${what}, found ${JSON.stringify(name)}`,
    fix: meant === undefined ? there : `Did you mean \`${meant}\``,
  };
}
