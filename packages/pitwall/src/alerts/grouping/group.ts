import { createHash } from 'node:crypto';
import type { Labels } from '../labels.ts';
import type { Route } from '../routing/tree.ts';

/** What is told together. */
export interface Group {
  readonly id: string;
  /** The labels that all of its alerts share, by which they belong together. */
  readonly labels: Labels;
}

/** A label that an alert does not have is left out, as in Alertmanager; an empty one is the same. */
export function groupOf(route: Pick<Route, 'id' | 'groupBy'>, labels: Labels): Group {
  const names = Object.keys(labels).filter((name) => labels[name] !== '');
  const shared = names.filter((name) => route.groupBy === 'all' || route.groupBy.includes(name)).toSorted();
  const pairs = shared.map((name) => [name, labels[name] ?? ''] as const);
  const id = createHash('sha256')
    .update(JSON.stringify([route.id, pairs]))
    .digest('hex')
    .slice(0, 16);
  return { id, labels: Object.fromEntries(pairs) };
}
