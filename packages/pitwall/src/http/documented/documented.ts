import type { z } from 'zod';
import type { Method, Route, RouteRequest } from '../route.ts';

interface Common {
  readonly name: string;
  readonly method: Method;
  readonly path: string;
  readonly summary: string;
  readonly permission: 'public' | (string & {});
  readonly params?: z.ZodType;
}

/** A path that answers with what one of our routes says, in other words. */
export interface Mapped extends Common {
  readonly to: Mapping;
}

/** A path whose work is not done yet: it says so, and to whom it belongs. */
export interface Later extends Common {
  readonly later: string;
}

export type Documented = Mapped | Later;

export interface Mapping {
  readonly route: Route;
  /** That of the route itself, where it has one. */
  readonly query?: z.ZodType;
  readonly schema: z.ZodType;
  /** Pure: nothing is looked up. */
  translate(json: unknown, request: RouteRequest<unknown, unknown>): unknown;
}

export const isLater = (entry: Documented): entry is Later => 'later' in entry;

/** A mapping whose own types are forgotten in the table, as those of routes are. */
export function mapping<Json>(
  made: Omit<Mapping, 'translate'> & {
    translate(json: Json, request: RouteRequest<unknown, unknown>): unknown;
  },
): Mapping {
  // `route` answers with what its schema says
  return { ...made, translate: (json, request) => made.translate(json as Json, request) };
}
