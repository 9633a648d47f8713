import { STATUS_CODES } from 'node:http';
import { problemSchema } from '@pitwall/sdk';
import { z } from 'zod';
import { subjectOfServer } from '../server/subjects.ts';
import { type Answer, type BodySpec, problemStatuses, type Route } from './route.ts';

type JsonObject = { readonly [key: string]: unknown };

/** OpenAPI 3.1 out of the very schemas that validate what comes in. */
export function openApiOf(routes: readonly Route[], { version }: { readonly version: string }): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of routes) {
    const path = paths[route.path] ?? {};
    path[route.method.toLowerCase()] = operationOf(route);
    paths[route.path] = path;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Pitwall', version, summary: 'The control room for machine-learning models in production' },
    paths,
    components: {
      schemas: { Problem: outputSchema(problemSchema) },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operationOf(route: Route): JsonObject {
  const isPublic = route.permission === 'public';
  return {
    operationId: route.name,
    summary: route.summary,
    ...(route.tag === undefined ? {} : { tags: [route.tag] }),
    'x-permission': route.permission,
    ...(isPublic ? {} : { 'x-about': aboutOf(route) }),
    security: isPublic ? [] : [{ token: [] }],
    parameters: [
      ...parametersOf(route.params, 'path'),
      ...parametersOf(route.query, 'query'),
      ...(route.idempotent ? [idempotencyKey] : []),
      ...(route.tagged ? [ifNoneMatch] : []),
    ],
    ...(route.body ? { requestBody: bodyOf(route.body) } : {}),
    responses: responsesOf(route),
  };
}

/** To what it is done, with its parameters in braces as in the path. */
function aboutOf({ about, name, path }: Route): string {
  if (about === 'listed') return about;
  const params = Object.fromEntries([...path.matchAll(/\{(\w+)\}/g)].map(([braced, word]) => [word, braced]));
  return about?.({ params, query: {} }) ?? subjectOfServer(name);
}

export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/)
  .describe('A request that is sent again with the same key is done once');

const idempotencyKey: JsonObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: inputSchema(idempotencyKeySchema),
};

const ifNoneMatch: JsonObject = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  schema: { type: 'string', description: 'The ETag of what is known' },
};

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): readonly JsonObject[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = inputSchema(schema) as {
    readonly properties?: Readonly<Record<string, JsonObject>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function bodyOf({ types, files = {}, example }: BodySpec): JsonObject {
  const documents = Object.entries(types).map(([type, schema]) => [type, { schema: inputSchema(schema), example }]);
  const binary = Object.keys(files).map((type) => [type, { schema: { type: 'string', format: 'binary' } }]);
  return { required: true, content: Object.fromEntries([...documents, ...binary]) };
}

function responsesOf(route: Route): JsonObject {
  const answers = Object.entries(route.answers).map(([status, answer]) => [status, answerOf(answer)]);
  const tagged = route.tagged ? [['304', { description: 'It is as the tag says' }]] : [];
  const problems = problemStatuses(route).map((status) => [
    String(status),
    {
      description: STATUS_CODES[status] ?? 'Error',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]);
  return Object.fromEntries([...answers, ...tagged, ...problems]) as JsonObject;
}

function answerOf({ summary, schema, type }: Answer): JsonObject {
  if (schema) return { description: summary, content: { 'application/json': { schema: outputSchema(schema) } } };
  return type === undefined ? { description: summary } : { description: summary, content: { [type]: {} } };
}

function inputSchema(schema: z.ZodType): JsonObject {
  return withoutDialect(z.toJSONSchema(schema, { io: 'input' }));
}

function outputSchema(schema: z.ZodType): JsonObject {
  return withoutDialect(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }));
}

/** The document names the dialect once, for all. */
function withoutDialect({ $schema: _, ...schema }: Readonly<Record<string, unknown>>): JsonObject {
  return schema;
}
