import type { AlertGroup } from '../../state/alert-group-table.ts';
import type { Route } from '../routing/tree.ts';
import type { AlertSettings } from './settings.ts';

/**
 * The route of a group. Where it is not there any more nobody new is told on it, and nothing is repeated: only those who
 * know of the incident hear what becomes of it.
 */
export function routeOf({ routes }: AlertSettings, { route }: Pick<AlertGroup, 'route'>): Route {
  return (
    routes.byId.get(route) ?? {
      ...routes.root.route,
      channels: [],
      escalate: [],
      repeatInterval: Number.POSITIVE_INFINITY,
    }
  );
}
