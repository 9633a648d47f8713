import type { z } from 'zod';
import type { Method, Route, RouteOptions, RouteRequest } from '../route.ts';

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

/** A path that does something of its own, with our verbs. */
export interface Served extends Common {
  readonly serve: Serving;
}

export type Documented = Mapped | Later | Served;

type Serving = Pick<Route, 'about' | 'query' | 'body' | 'answers' | 'problems' | 'handle'>;

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

export const isServed = (entry: Documented): entry is Served => 'serve' in entry;

/** Whose own types are forgotten as well. */
export function serving<Params = undefined>(
  made: Omit<Serving, 'handle'> & Pick<RouteOptions<Params, unknown>, 'handle'>,
): Serving {
  return { ...made, handle: (request) => made.handle(request as RouteRequest<Params, unknown>) };
}
