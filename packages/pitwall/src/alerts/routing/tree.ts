import { createHash } from 'node:crypto';
import type { Severity } from '@pitwall/sdk';
import type { Labels } from '../labels.ts';
import type { MannerConfig, RouteConfig, RoutingConfig } from './config.ts';
import { formatMatcher, type Matcher, matches } from './matcher.ts';
import { matchersOf, rootOf } from './route-config.ts';
import { spanMilliseconds } from './span.ts';

export interface EscalationStep {
  readonly after: number;
  readonly channels: readonly string[];
  /** All where it is undefined. */
  readonly severities: readonly Severity[] | undefined;
}

/** Where an alert goes, with all that is handed down to it. */
export interface Route {
  /** The same as long as whom it is for and where it leads stay. */
  readonly id: string;
  /** For people: its receivers, by their names. */
  readonly receivers: readonly string[];
  /** For people: the matchers on the way to it. */
  readonly path: readonly (readonly Matcher[])[];
  readonly channels: readonly string[];
  readonly groupBy: readonly string[] | 'all';
  readonly groupWait: (severity: Severity) => number;
  readonly groupInterval: number;
  readonly repeatInterval: number;
  readonly sendResolved: boolean;
  readonly mute: readonly string[];
  readonly active: readonly string[];
  readonly escalate: readonly EscalationStep[];
}

interface RouteNode {
  readonly route: Route;
  readonly matchers: readonly Matcher[];
  readonly goesOn: boolean;
  readonly children: readonly RouteNode[];
}

export interface RouteTree {
  readonly root: RouteNode;
  /** All of them, each above those below it. */
  readonly routes: readonly Route[];
  readonly byId: ReadonlyMap<string, Route>;
}

interface Inherited {
  readonly receivers: readonly string[];
  readonly groupBy: readonly string[];
  readonly groupByAll: boolean;
  readonly groupWait: Readonly<Record<Severity, number>>;
  readonly groupInterval: number;
  readonly repeatInterval: number;
  readonly sendResolved: boolean;
  readonly escalate: readonly EscalationStep[];
}

const usual: Inherited = {
  receivers: [],
  groupBy: ['kind', 'name'],
  groupByAll: false,
  groupWait: { critical: 0, high: 5_000, medium: 30_000, low: 30_000 },
  groupInterval: 300_000,
  repeatInterval: 14_400_000,
  sendResolved: true,
  escalate: [],
};

/** `channels` are the names of all that there are. The configuration must be one that `checkRoutes` finds nothing in. */
export function compileRoutes(config: RoutingConfig, channels: readonly string[]): RouteTree {
  const routes: Route[] = [];
  const byId = new Map<string, Route>();
  const channelsOf = (names: readonly string[]): readonly string[] => [
    ...new Set(names.flatMap((name) => config.receivers[name] ?? [name])),
  ];
  const compile = (given: RouteConfig, above: Inherited, way: readonly (readonly Matcher[])[]): RouteNode => {
    const own = inherit(given, above, channelsOf);
    const matchers = matchersOf(given);
    const path = [...way, matchers];
    const id = idOf(path, own.receivers, byId);
    const route: Route = {
      id,
      path,
      receivers: own.receivers,
      channels: channelsOf(own.receivers),
      groupBy: own.groupByAll ? 'all' : own.groupBy,
      groupWait: (severity) => own.groupWait[severity],
      groupInterval: own.groupInterval,
      repeatInterval: own.repeatInterval,
      sendResolved: own.sendResolved,
      mute: given.mute_time_intervals ?? [],
      active: given.active_time_intervals ?? [],
      escalate: own.escalate,
    };
    routes.push(route);
    byId.set(id, route);
    const children = (given.routes ?? []).map((child) => compile(child, own, path));
    return { route, matchers, goesOn: given.continue ?? false, children };
  };
  return { root: compile(rootOf(config, channels), usual, []), routes, byId };
}

const listOf = (names: string | readonly string[]): readonly string[] => (typeof names === 'string' ? [names] : names);

function inherit(
  given: MannerConfig & Pick<RouteConfig, 'receiver' | 'to'>,
  above: Inherited,
  channelsOf: (names: readonly string[]) => readonly string[],
): Inherited {
  const to = given.to ?? given.receiver;
  // as in Alertmanager: an empty list below the root says nothing, and what names labels takes '...' back
  const isAll = given.group_by?.includes('...') ?? false;
  const labels = isAll || (given.group_by?.length === 0 && above !== usual) ? undefined : given.group_by;
  return {
    receivers: to === undefined ? above.receivers : listOf(to),
    groupBy: labels ?? above.groupBy,
    groupByAll: isAll || (labels === undefined && above.groupByAll),
    groupWait: waitOf(given.group_wait, above.groupWait),
    groupInterval: given.group_interval === undefined ? above.groupInterval : spanMilliseconds(given.group_interval),
    repeatInterval:
      given.repeat_interval === undefined ? above.repeatInterval : spanMilliseconds(given.repeat_interval),
    sendResolved: given.send_resolved ?? above.sendResolved,
    escalate:
      given.escalate === undefined
        ? above.escalate
        : given.escalate
            .map(({ after, to: others, severities }) => ({
              after: spanMilliseconds(after),
              channels: channelsOf(listOf(others)),
              severities,
            }))
            .toSorted((a, b) => a.after - b.after),
  };
}

function waitOf(given: MannerConfig['group_wait'], above: Inherited['groupWait']): Inherited['groupWait'] {
  if (given === undefined) return above;
  const of = (severity: Severity): number => {
    const text = typeof given === 'string' ? given : given[severity];
    return text === undefined ? above[severity] : spanMilliseconds(text);
  };
  return { critical: of('critical'), high: of('high'), medium: of('medium'), low: of('low') };
}

function idOf(
  path: readonly (readonly Matcher[])[],
  receivers: readonly string[],
  taken: ReadonlyMap<string, Route>,
): string {
  const way = path.map((matchers) => matchers.map(formatMatcher).toSorted());
  for (let copy = 0; ; copy++) {
    const said = JSON.stringify(copy === 0 ? [way, receivers] : [way, receivers, copy]);
    const id = createHash('sha256').update(said).digest('hex').slice(0, 16);
    if (!taken.has(id)) return id;
  }
}

/**
 * Where an alert with these labels goes: down the tree, left to right. The first child that matches takes it, those after
 * it are looked at only where it says `continue`; a route none of whose children matches takes it itself.
 */
export function routesOf(tree: RouteTree, labels: Labels): readonly Route[] {
  const found: Route[] = [];
  take(tree.root, labels, found);
  return found;
}

function take({ route, matchers, children }: RouteNode, labels: Labels, found: Route[]): boolean {
  if (!matches(matchers, labels)) return false;
  const before = found.length;
  for (const child of children) {
    if (take(child, labels, found) && !child.goesOn) break;
  }
  if (found.length === before) found.push(route);
  return true;
}
