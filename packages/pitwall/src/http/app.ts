import { Hono, type Context as HonoContext } from 'hono';
import { PitwallError } from '../core/errors.ts';
import type { Server } from '../server/open.ts';
import { authorize } from '../server/perform.ts';
import { validateInput } from '../server/validate-input.ts';
import { problemOf } from './problem.ts';
import { readBody } from './read-body.ts';
import { respond, respondProblem } from './respond.ts';
import type { Route } from './route.ts';
import { actorOf } from './sign-in.ts';

export interface AppOptions {
  /** Longer bodies are refused. */
  readonly bodyBytes?: number;
  /** Aborted when the server stops; what streams ends then. */
  readonly stopping?: AbortSignal;
  /** Told of what went wrong that should not. */
  failed?(failure: { readonly requestId: string; readonly route: string; readonly error: unknown }): void;
}

/** What the journal takes in one piece. */
const usualBodyBytes = 16 * (1 << 20);

/** The HTTP door: routes in, each with its permission, and nothing else. */
export function createApp(server: Server, routes: readonly Route[], options: AppOptions = {}): Hono {
  const app = new Hono();
  for (const route of routes) {
    app.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), (c) => answer(c, server, route, options));
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

async function answer(c: HonoContext, server: Server, route: Route, options: AppOptions): Promise<Response> {
  const request = c.req.raw;
  const requestId = requestIdOf(request, server);
  try {
    if (server.draining() && route.permission !== 'public') throw stopping();
    const context = { ...server, actor: await actorOf(server, request, route) };
    if (route.permission !== 'public') await authorize(context, route.permission);
    const url = new URL(request.url);
    const params = route.params && validateInput(route.params, c.req.param());
    const query = validateQuery(route, url.searchParams);
    const body = route.body && (await readBody(request, route.body, options.bodyBytes ?? usualBodyBytes));
    const reply = await route.handle({
      params,
      query,
      body: body?.bytes ?? Buffer.alloc(0),
      mediaType: body?.mediaType ?? '',
      headers: request.headers,
      url,
      signal: () => AbortSignal.any([request.signal, ...(options.stopping ? [options.stopping] : [])]),
      context,
      server,
    });
    const ifNoneMatch = request.headers.get('if-none-match');
    return respond(reply, { requestId, tagged: route.tagged ?? false, ifNoneMatch });
  } catch (error) {
    if (!(error instanceof PitwallError) || problemOf(error, requestId).document.status === 500) {
      options.failed?.({ requestId, route: route.name, error });
    }
    return respondProblem(error, requestId);
  }
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
