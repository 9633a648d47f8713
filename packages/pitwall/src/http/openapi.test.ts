import { describe, expect, it } from 'vitest';
import { openApiOf } from './openapi.ts';
import { methods } from './route.ts';
import { routes } from './routes.ts';

const document = openApiOf(routes, { version: '1.2.3' });

describe('the API document', () => {
  it('names every route with its permission, once', () => {
    const { paths } = document as { paths: Record<string, Record<string, Record<string, unknown>>> };
    const told = Object.entries(paths).flatMap(([path, byMethod]) =>
      Object.entries(byMethod).map(([method, operation]) => [method.toUpperCase(), path, operation['x-permission']]),
    );
    expect(told.toSorted()).toEqual(
      routes.map(({ method, path, permission }) => [method, path, permission]).toSorted(),
    );
    expect(new Set(routes.map(({ name }) => name)).size).toBe(routes.length);
  });

  it('asks for a token wherever it is not public, and documents the refusal', () => {
    const { paths } = document as { paths: Record<string, Record<string, { security: unknown[]; responses: object }>> };
    for (const operation of Object.values(paths).flatMap((byMethod) => Object.values(byMethod))) {
      const isPublic = (operation as { 'x-permission'?: unknown })['x-permission'] === 'public';
      expect(operation.security).toHaveLength(isPublic ? 0 : 1);
      if (!isPublic) expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '403']));
    }
  });

  it('says of a body what its schema says', () => {
    const { paths } = document as unknown as {
      paths: Record<string, { post: { requestBody: { content: Record<string, { schema: { required: string[] } }> } } }>;
    };
    const { content } = paths['/api/v1/models/{model}/labels']?.post.requestBody ?? { content: {} };
    expect(content['application/x-ndjson']?.schema).toMatchObject({
      type: 'object',
      required: ['id', 'label'],
      additionalProperties: false,
    });
  });

  it('is JSON: what cannot be written in it is not in it', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});

describe('every route', () => {
  it.each(routes.map((route) => [route.name, route] as const))('%s says who may', (_, { permission, method, path }) => {
    expect(permission).toMatch(/^(public|[a-z]+\.[a-z_]+)$/);
    expect(methods).toContain(method);
    expect(path).toMatch(/^\/[a-z0-9./{}_-]*$/);
  });

  it('that is public is one of these', () => {
    const open = routes.filter(({ permission }) => permission === 'public').map(({ path }) => path);
    expect(open).toEqual([
      '/',
      '/healthz',
      '/readyz',
      '/sign-in',
      '/sign-in',
      '/oidc/start',
      '/oidc/callback',
      '/api/v1/token',
      '/api/v1/token/revoke',
      '/api/v1/login',
      '/-/healthy',
      '/-/ready',
      '/problems',
      '/problems/{code}',
      '/runbooks/{rule}',
      '/api/phase3/health',
      '/api/monitoring/status',
      '/api/v1/openapi.json',
    ]);
  });
});
