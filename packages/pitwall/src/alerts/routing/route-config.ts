import type { RouteConfig, RoutingConfig, ShortRouteConfig } from './config.ts';
import { escapePattern, type Matcher, parseMatchers } from './matcher.ts';

/** All that a route says of whom it is for. */
export function matchersOf({ match, match_re, matchers }: RouteConfig): readonly Matcher[] {
  const texts = typeof matchers === 'string' ? [matchers] : (matchers ?? []);
  return [
    ...Object.entries(match ?? {}).map(([name, value]): Matcher => ({ name, op: '=', value })),
    ...Object.entries(match_re ?? {}).map(([name, value]): Matcher => ({ name, op: '=~', value })),
    ...texts.flatMap((text) => parseMatchers(text)),
  ];
}

/**
 * The tree of a configuration. The entries of the short list are the children of a root that leads to every channel, so
 * that what none of them is for is told somewhere.
 */
export function rootOf({ route, routes }: RoutingConfig, channels: readonly string[]): RouteConfig {
  if (route) return route;
  return { to: channels, routes: (routes ?? []).map(longForm) };
}

function longForm({ match, ...said }: ShortRouteConfig): RouteConfig {
  return { ...said, matchers: Object.entries(match ?? {}).map(([name, values]) => matcherText(name, values)) };
}

/** A star is any text; of several values one must fit. */
function matcherText(name: string, given: string | readonly string[]): string {
  const values = typeof given === 'string' ? [given] : given;
  const [only = ''] = values;
  const quoted = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  if (values.length === 1 && !only.includes('*')) return `${name}=${quoted(only)}`;
  const patterns = values.map((value) => value.split('*').map(escapePattern).join('(?s:.*)'));
  return `${name}=~${quoted(patterns.join('|'))}`;
}
