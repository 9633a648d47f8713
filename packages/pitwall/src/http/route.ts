import type { z } from 'zod';
import type { Actor } from '../server/actor.ts';
import type { Context } from '../server/context.ts';
import type { Server } from '../server/open.ts';
import type { Doorkeeper } from './doorkeeper.ts';
import type { SentFile } from './receive-body.ts';

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof methods)[number];

/** What a route answers with one status. */
export interface Answer {
  readonly summary: string;
  /** Of a JSON answer. */
  readonly schema?: z.ZodType;
  /** Of an answer that is no JSON. */
  readonly type?: string;
}

/** Bodies come as bytes: what reads them says line and column of what is wrong. */
export interface BodySpec {
  /** The media types that are taken, each with what one document of it holds. */
  readonly types: Readonly<Record<string, z.ZodType>>;
  /** Of these, those that may be longer than what is held in memory. */
  readonly long?: readonly string[];
  /** Types of files, each with the name of its format; they go through a file. */
  readonly files?: Readonly<Record<string, string>>;
  readonly example: unknown;
}

export const fileTypes = ({ files = {} }: BodySpec): readonly string[] => Object.keys(files);

export interface Reply {
  readonly status: number;
  /** So many rows were taken in; they are counted against what one sender may send. */
  readonly rows?: number;
  readonly json?: unknown;
  readonly text?: string;
  readonly stream?: ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RouteRequest<Params, Query> {
  readonly params: Params;
  readonly query: Query;
  /** Empty where the route takes none, and where there is a file. */
  readonly body: Buffer;
  /** Where the body is too long for memory; gone when the request is answered. */
  readonly file: SentFile | undefined;
  readonly mediaType: string;
  readonly headers: Headers;
  readonly url: URL;
  /** Aborted when whoever asked is gone, or the server stops. Made only for what streams. */
  signal(): AbortSignal;
  readonly context: Context;
  /** Whether whoever asks may do this to that. */
  may(verb: string, subject: string): boolean;
  /** Who asks, looked at anew; rejects where they may no longer be let in. For what lasts. */
  again(): Promise<Actor>;
  readonly server: Server;
  readonly keeper: Doorkeeper;
  /** Where it came from, as far as one knows. */
  readonly address: string;
}

export interface Asked<Params, Query> {
  readonly params: Params;
  readonly query: Query;
}

export interface RouteOptions<Params, Query> {
  /** In the API document and in clients made of it. */
  readonly name: string;
  readonly method: Method;
  /** `/api/v1/models/{model}/predictions` */
  readonly path: string;
  readonly summary: string;
  /** What one must be allowed to do; a verb has its name as its permission. */
  readonly permission: 'public' | (string & {});
  /**
   * To what it is done, or what is read, so that one may be let do it to one thing and not to another. `listed`: to many,
   * of which `handle` leaves out what may not be seen. Every route has it that is not public.
   */
  readonly about?: 'listed' | ((asked: Asked<Params, Query>) => string);
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: BodySpec;
  /** Takes an Idempotency-Key. */
  readonly idempotent?: boolean;
  /** Answers carry an ETag, and If-None-Match is looked at. */
  readonly tagged?: boolean;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Reads from the events, which only so many may do at once. */
  readonly readsEvents?: boolean;
  /** Takes in rows, which are counted. */
  readonly takesRows?: boolean;
  /** Answers always, however much comes in. */
  readonly unlimited?: boolean;
  /** Browsers go there by themselves: what is wrong is a page where one asks for a page. */
  readonly isForPeople?: boolean;
  /** In the API document. */
  readonly tag?: string;
  /** Statuses of problems beside those that follow from the rest. */
  readonly problems?: readonly number[];
  handle(request: RouteRequest<Params, Query>): Promise<Reply> | Reply;
}

export type Route = RouteOptions<unknown, unknown>;

/** A route that holds to its own schemas; in the list of routes these types are forgotten. */
export function defineRoute<Params = undefined, Query = undefined>(route: RouteOptions<Params, Query>): Route {
  const { about, ...rest } = route;
  return {
    ...rest,
    ...(about === 'listed' ? { about } : {}),
    // `app.ts` hands over what the schemas of this very route gave
    handle: (request) => route.handle(request as RouteRequest<Params, Query>),
    ...(typeof about === 'function' ? { about: (asked: unknown) => about(asked as Asked<Params, Query>) } : {}),
  };
}

/** Problems that a route may answer with, by what it takes. */
export function problemStatuses(route: Route): readonly number[] {
  const statuses = [
    500,
    503,
    ...(route.unlimited ? [] : [429]),
    ...(route.params || route.query || route.body ? [400] : []),
    ...(route.permission === 'public' ? [] : [401, 403]),
    ...(route.body ? [408, 413, 415] : []),
    ...(route.idempotent ? [422] : []),
    ...(route.method === 'GET' ? [] : [507]),
    ...(route.problems ?? []),
  ];
  return [...new Set(statuses)].filter((status) => !(status in route.answers)).sort((a, b) => a - b);
}
