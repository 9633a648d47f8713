import { openApiOf } from '../openapi.ts';
import { defineRoute, type Route } from '../route.ts';

/** Of all routes, this one among them. It says what Pitwall can do, and nothing of this installation. */
export function documentRoute(routes: () => readonly Route[]): Route {
  return defineRoute({
    name: 'openapi',
    method: 'GET',
    path: '/api/v1/openapi.json',
    summary: 'This document',
    permission: 'public',
    tagged: true,
    answers: { 200: { summary: 'OpenAPI 3.1', type: 'application/json' } },
    handle: ({ server }) => ({ status: 200, json: openApiOf(routes(), server) }),
  });
}
