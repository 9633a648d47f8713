import { matches as isOf, readPattern } from '../../permissions/pattern.ts';
import type { Labels } from '../labels.ts';
import { labelOf } from '../routing/matcher.ts';
import type { DependenciesConfig } from './inhibit-config.ts';

/** `model:spread-picker`; undefined where an alert is of no thing. */
export function thingOf(labels: Labels): string | undefined {
  const kind = labelOf(labels, 'kind');
  const name = labelOf(labels, 'name');
  return kind === '' || name === '' ? undefined : `${kind}:${name}`;
}

/** What is so wrong with a thing that it explains what is wrong with those that depend on it. */
export const isBroken = (labels: Labels): boolean => ['critical', 'high'].includes(labelOf(labels, 'severity'));

export interface Dependencies {
  /** All that the thing of an alert depends on, also through others. */
  of(labels: Labels): readonly string[];
}

const none: readonly string[] = [];
const mostRemembered = 100_000;

/**
 * Things that depend on each other in a circle do not make each other quiet: nobody would be told of either. What one of
 * them depends on outside of it still does.
 */
export function createDependencies(config: DependenciesConfig): Dependencies {
  const rules = Object.entries(config).map(([text, needs]) => ({ pattern: readPattern(text), needs }));
  const reached = new Map<string, ReadonlySet<string>>();
  const reach = (thing: string): ReadonlySet<string> => {
    const known = reached.get(thing);
    if (known) return known;
    const found = new Set<string>();
    const open = [thing];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const { pattern, needs } of rules) {
        if (!isOf(pattern, next)) continue;
        for (const need of needs) {
          if (found.has(need)) continue;
          found.add(need);
          open.push(need);
        }
      }
    }
    if (reached.size >= mostRemembered) reached.clear();
    reached.set(thing, found);
    return found;
  };
  const quieting = new Map<string, readonly string[]>();
  return {
    of: (labels) => {
      const thing = thingOf(labels);
      if (thing === undefined || rules.length === 0) return none;
      const known = quieting.get(thing);
      if (known) return known;
      const found = [...reach(thing)].filter((need) => need !== thing && !reach(need).has(thing));
      if (quieting.size >= mostRemembered) quieting.clear();
      quieting.set(thing, found);
      return found;
    },
  };
}
