import type { Labels } from '../../labels.ts';
import type { RouteConfig } from '../config.ts';

interface Found {
  readonly receivers: readonly string[];
  readonly groupBy: readonly string[] | 'all';
  readonly mute: readonly string[];
}

/** The rules once more, written as they are told: JavaScript's patterns, and every step by hand. */
export function naiveRoutes(root: RouteConfig, labels: Labels): readonly Found[] {
  return visit(root, labels, 'none', ['kind', 'name'], false, true);
}

function visit(
  route: RouteConfig,
  labels: Labels,
  receiver: string,
  labelsAbove: readonly string[],
  allAbove: boolean,
  isRoot: boolean,
): readonly Found[] {
  if (!isFor(route, labels)) return [];
  const to = route.receiver ?? receiver;
  let groupBy = labelsAbove;
  let all = allAbove;
  if (route.group_by?.[0] === '...') all = true;
  else if (route.group_by !== undefined && (isRoot || route.group_by.length > 0)) {
    groupBy = route.group_by;
    all = false;
  }
  let found: readonly Found[] = [];
  for (const child of route.routes ?? []) {
    const below = visit(child, labels, to, groupBy, all, false);
    found = [...found, ...below];
    if (below.length > 0 && child.continue !== true) break;
  }
  if (found.length > 0) return found;
  return [{ receivers: [to], groupBy: all ? 'all' : groupBy, mute: route.mute_time_intervals ?? [] }];
}

function isFor({ match = {}, match_re = {}, matchers = [] }: RouteConfig, labels: Labels): boolean {
  const whole = (pattern: string, value: string) => new RegExp(`^(?:${pattern})$`).test(value);
  for (const [name, value] of Object.entries(match)) if ((labels[name] ?? '') !== value) return false;
  for (const [name, value] of Object.entries(match_re)) if (!whole(value, labels[name] ?? '')) return false;
  for (const text of matchers) {
    const [, name = '', op, value = ''] = /^(\w+)(=~|!~|!=|=)"(.*)"$/.exec(text) ?? [];
    const found = labels[name] ?? '';
    const holds = op === '=' || op === '!=' ? found === value : whole(value, found);
    if (holds === op?.startsWith('!')) return false;
  }
  return true;
}
