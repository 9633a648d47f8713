import { Hono, type Context as HonoContext } from 'hono';
import { PitwallError } from '../core/errors.ts';
import { decide } from '../server/actor.ts';
import { authorize, refusalOn } from '../server/authorize.ts';
import type { Context } from '../server/context.ts';
import { startStopwatch } from '../server/observe.ts';
import type { Server } from '../server/open.ts';
import { subjectOfServer } from '../server/subjects.ts';
import { validateInput } from '../server/validate-input.ts';
import { createDoorkeeper, type Doorkeeper } from './doorkeeper.ts';
import { addressOf, refuseGuesses, refuseTooMany, signedIn } from './limits/admit.ts';
import type { Limits } from './limits/limits.ts';
import { problemOf, RetryLater } from './problem.ts';
import { type ReceiveOptions, receiveBody } from './receive-body.ts';
import { isForPeople, respond, respondProblem, respondSignInFirst, respondTrouble } from './respond.ts';
import type { Reply, Route } from './route.ts';
import { actorOf } from './sign-in.ts';

export interface AppOptions {
  readonly limits?: Partial<Limits>;
  /** Aborted when the server stops; what streams ends then. */
  readonly stopping?: AbortSignal;
  /** Told of what went wrong that should not. */
  failed?(failure: { readonly requestId: string; readonly route: string; readonly error: unknown }): void;
}

/** The HTTP door: routes in, each with its permission, and nothing else. */
export function createApp(server: Server, routes: readonly Route[], options: AppOptions = {}): Hono {
  const app = new Hono();
  const keeper = createDoorkeeper(server, options.limits);
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    app.on(route.method, path, async (c) => {
      const elapsed = startStopwatch();
      const response = await answer(c, server, route, keeper, options);
      // of what is asked for its headers alone nobody reads the body, and a stream would go on for ever
      if (c.req.raw.method === 'HEAD') response.body?.cancel().catch(() => undefined);
      const bytes = Number(c.req.header('content-length') ?? 0);
      const { name, method } = route;
      server.observer.requested({ route: name, method, status: response.status, milliseconds: elapsed(), bytes });
      return response;
    });
  }
  app.notFound((c) => {
    const requestId = requestIdOf(c.req.raw, server);
    const path = new URL(c.req.url).pathname;
    const allowed = routes.filter((route) => matches(route.path, path)).map(({ method }) => method);
    return allowed.length === 0
      ? respondProblem(unknownPath(), requestId)
      : respondProblem(wrongMethod(allowed), requestId, { allow: allowed.join(', ') });
  });
  app.onError((error, c) => {
    const requestId = requestIdOf(c.req.raw, server);
    options.failed?.({ requestId, route: 'none', error });
    return respondProblem(error, requestId);
  });
  return app;
}

async function answer(
  c: HonoContext,
  server: Server,
  route: Route,
  keeper: Doorkeeper,
  options: AppOptions,
): Promise<Response> {
  const request = c.req.raw;
  const requestId = requestIdOf(request, server);
  try {
    if (server.draining() && route.permission !== 'public') throw stopping();
    const address = addressOf(c.env);
    const now = server.world.now();
    refuseGuesses(keeper, request, route, address, now);
    const actor = await signedIn(server, request, route, keeper, address);
    const sender = route.permission === 'public' ? address : actor.name;
    refuseTooMany(keeper, route, sender, now);
    const context = { ...server, actor, request: { id: requestId, address } };
    if (route.permission !== 'public') await authorize(context, route.permission);
    const reply = await handled(c, { server, route, keeper, context, stopping: options.stopping });
    if (reply.rows !== undefined) keeper.rows.take(sender, reply.rows, now);
    const ifNoneMatch = request.headers.get('if-none-match');
    return respond(reply, { requestId, tagged: route.tagged ?? false, ifNoneMatch });
  } catch (error) {
    if (isToSignInFirst(error, route, request)) return respondSignInFirst(pathOf(request), requestId);
    const refuse = isForPeople(route, request) ? respondTrouble : respondProblem;
    if (error instanceof RetryLater) return refuse(error.problem, requestId, { 'retry-after': String(error.seconds) });
    if (!(error instanceof PitwallError) || problemOf(error, requestId).document.status === 500) {
      options.failed?.({ requestId, route: route.name, error });
    }
    return refuse(error, requestId);
  }
}

const isToSignInFirst = (error: unknown, route: Route, request: Request): boolean =>
  route.method === 'GET' &&
  route.permission !== 'public' &&
  isForPeople(route, request) &&
  error instanceof PitwallError &&
  ['auth.missing', 'auth.invalid'].includes(error.code);

function pathOf({ url }: Request): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

interface Handling {
  readonly server: Server;
  readonly route: Route;
  readonly keeper: Doorkeeper;
  readonly context: Context;
  readonly stopping: AbortSignal | undefined;
}

async function handled(c: HonoContext, { server, route, keeper, context, stopping }: Handling): Promise<Reply> {
  const request = c.req.raw;
  const url = new URL(request.url);
  const params = route.params && validateInput(route.params, c.req.param());
  const query = validateQuery(route, url.searchParams);
  if (route.permission !== 'public' && route.about !== 'listed') {
    // what says nothing of what it is about belongs to the server as a whole
    const about = route.about?.({ params, query }) ?? subjectOfServer(route.name);
    const refusal = await refusalOn(context, route.permission, [about]);
    if (refusal) throw refusal;
  }
  const body = route.body && (await receiveBody(request, route.body, receivingOf(route, keeper)));
  try {
    const handle = () =>
      route.handle({
        params,
        query,
        body: body?.bytes ?? Buffer.alloc(0),
        file: body?.file,
        mediaType: body?.mediaType ?? '',
        headers: request.headers,
        url,
        signal: () => AbortSignal.any([request.signal, ...(stopping ? [stopping] : [])]),
        context,
        may: (verb, subject) => decide(context.actor, verb, subject).allowed,
        again: () => actorOf(server, request, route),
        server,
        keeper,
        address: addressOf(c.env),
      });
    return route.readsEvents ? await keeper.reads.run(handle) : await handle();
  } finally {
    await body?.discard();
  }
}

/** Names, passwords and tokens fit in many times. */
const longestOfStrangers = 65_536;

/** Of whom one does not know yet little is held in memory: connections are many, and each may wait in its body. */
function receivingOf({ permission }: Route, keeper: Doorkeeper): ReceiveOptions {
  if (permission !== 'public') return keeper;
  const { limits, spool, uploads } = keeper;
  return { limits: { ...limits, bodyBytes: Math.min(limits.bodyBytes, longestOfStrangers) }, spool, uploads };
}

/**
 * What is asked twice comes as a list, which no schema takes by accident. Of a route that asks nothing, the query is
 * passed over: what asks for health may put one there to get past caches.
 */
function validateQuery({ query }: Route, sent: URLSearchParams): unknown {
  if (!query) return undefined;
  const entries = [...new Set(sent.keys())].map((key): readonly [string, unknown] => {
    const all = sent.getAll(key);
    return [key, all.length === 1 ? all[0] : all];
  });
  return validateInput(query, Object.fromEntries(entries));
}

/** The caller's own, where it is one that may stand in a log. */
function requestIdOf(request: Request, { world }: Server): string {
  const sent = request.headers.get('x-request-id');
  return sent !== null && /^[\w.-]{1,64}$/.test(sent) ? sent : world.random(12).toString('hex');
}

function matches(pattern: string, path: string): boolean {
  const [wanted, found] = [pattern.split('/'), path.split('/')];
  return wanted.length === found.length && wanted.every((part, index) => part.startsWith('{') || part === found[index]);
}

const stopping = () =>
  new PitwallError({
    code: 'server.stopping',
    problem: 'requests are no longer taken: the server is stopping',
    fix: 'Send it again when it is up',
  });

const unknownPath = () =>
  new PitwallError({
    code: 'request.unknown',
    problem: 'there is nothing at this path',
    fix: 'Look it up in /api/v1/openapi.json',
  });

const wrongMethod = (allowed: readonly string[]) =>
  new PitwallError({
    code: 'request.method',
    problem: `expected the method ${allowed.join(' or ')}, found another`,
    fix: 'Use that method',
  });
