import { PitwallError } from '../core/errors.ts';
import { subjectOfServer } from '../server/subjects.ts';
import { type Documented, isLater, isServed } from './documented/documented.ts';
import { monitoringRoutes } from './documented/monitoring.ts';
import { phase3Routes } from './documented/phase3.ts';
import { defineRoute, type Route } from './route.ts';

/** Every path that was documented elsewhere before there was this API, and what answers there. */
export const documented: readonly Documented[] = [...phase3Routes, ...monitoringRoutes];

/** As routes like all others. */
export const documentedRoutes: readonly Route[] = documented.map(routeOf);

function routeOf(entry: Documented): Route {
  const { name, method, path, summary, permission, params } = entry;
  const shared = { name, method, path, summary, permission, tag: 'documented', ...(params ? { params } : {}) };
  if (isServed(entry)) return defineRoute<unknown, unknown>({ ...shared, ...entry.serve });
  if (!isLater(entry)) {
    const { to } = entry;
    return defineRoute<unknown, unknown>({
      ...shared,
      ...(to.query ? { query: to.query } : {}),
      ...(to.route.about ? { about: to.route.about } : {}),
      ...(to.route.readsEvents ? { readsEvents: true } : {}),
      // one word is also told where it is a bad one
      answers: Object.fromEntries(
        Object.entries(to.route.answers).map(([status, answer]) => [
          status,
          { summary: answer.summary, schema: to.schema },
        ]),
      ),
      problems: to.route.problems ?? [],
      async handle(request) {
        const reply = await to.route.handle(request);
        return { status: reply.status, json: to.translate(reply.json, request) };
      },
    });
  }
  return defineRoute<unknown, unknown>({
    ...shared,
    about: () => subjectOfServer('later'),
    answers: {},
    problems: [501],
    handle() {
      throw later(entry.later);
    },
  });
}

const later = (what: string) =>
  new PitwallError({
    code: 'route.later',
    problem: `this path is kept for ${what}, which is not there yet`,
    fix: 'Look up what is there in /api/v1/openapi.json',
  });
