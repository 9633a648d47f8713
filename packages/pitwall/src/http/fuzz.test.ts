import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openApiOf } from './openapi.ts';
import { routes } from './routes.ts';
import { useServers } from './testing/bench.ts';

const servers = useServers();

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example: unknown }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

const operations = Object.entries(
  openApiOf(routes, { version: '1' }).paths as Record<string, Record<string, Operation>>,
).flatMap(([path, byMethod]) => Object.entries(byMethod).map(([method, operation]) => ({ path, method, operation })));

const hostile = fc.constantFrom(
  '',
  '0',
  '-1',
  '1e999',
  'true',
  '\0',
  "' OR 1=1 --",
  '../..',
  '%',
  '\u202e',
  'null',
  '[]',
  '{}',
);
const text = fc.oneof(
  hostile,
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);
const headerText = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });

/** What is documented, and around it. */
function bodies(example: unknown): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constant(JSON.stringify(example)),
    fc.json(),
    text,
    fc
      .record({ id: fc.jsonValue(), prediction: fc.jsonValue(), label: fc.jsonValue() })
      .map((event) => JSON.stringify(event)),
    fc
      .dictionary(fc.constantFrom(...Object.keys(example as object), 'at', 'odds', 'version'), fc.jsonValue())
      .map((part) => JSON.stringify({ ...(example as object), ...part })),
    fc.nat(200).map((length) => JSON.stringify(example).slice(0, length)),
  );
}

describe('whatever is sent to a route', () => {
  it.each(operations.map((one) => [one.operation.operationId, one] as const))(
    '%s answers as it is documented, and never fails',
    async (_, { path, method, operation }) => {
      const { ask, failures, server } = await servers.start();
      const route = routes.find(({ name }) => name === operation.operationId);
      const types = Object.entries(operation.requestBody?.content ?? {});
      const requests = fc.record({
        values: fc.array(fc.option(text, { nil: undefined, freq: 2 }), { minLength: 12, maxLength: 12 }),
        key: fc.option(headerText, { nil: undefined }),
        body: types[0] ? bodies(types[0][1].example) : fc.constant(undefined),
        type: fc.constantFrom(...types.map(([type]) => type), 'text/plain'),
        extra: fc.option(text, { nil: undefined, freq: 6 }),
      });
      await fc.assert(
        fc.asyncProperty(requests, async ({ values, key, body, type, extra }) => {
          const named = operation.parameters.map((parameter, index) => ({ ...parameter, value: values[index] }));
          const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) =>
            encoded(named.find((one) => one.in === 'path' && one.name === name)?.value || 'm'),
          );
          // `.` and `..` are taken out of a path before it is sent
          fc.pre(!filled.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part)));
          const query = [
            ...named.flatMap((one) => (one.in === 'query' && one.value !== undefined ? [[one.name, one.value]] : [])),
            ...(extra === undefined ? [] : [[extra, 'x']]),
          ].map(([name = '', value = '']) => `${encoded(name)}=${encoded(value)}`);
          const gone = new AbortController();
          const answer = await ask(`${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`, {
            method: method.toUpperCase(),
            signal: gone.signal,
            ...(body === undefined ? {} : { body }),
            headers: {
              ...(body === undefined ? {} : { 'content-type': type }),
              ...(key !== undefined && route?.idempotent ? { 'idempotency-key': key } : {}),
            },
          });
          expect(answer.status).toBeLessThan(500);
          expect(Object.keys(operation.responses)).toContain(String(answer.status));
          const schema = route?.answers[answer.status]?.schema;
          if (schema) schema.parse(await answer.json());
          else if (answer.headers.get('content-type') === 'text/event-stream') gone.abort();
          else await answer.arrayBuffer();
        }),
        { numRuns: 40 },
      );
      expect(failures).toEqual([]);
      await server.events.settled();
    },
  );
});

const encoded = (value: string): string => encodeURIComponent(value.toWellFormed());
