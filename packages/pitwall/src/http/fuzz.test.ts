import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openApiOf } from './openapi.ts';
import { routes } from './routes.ts';
import { type Bench, noon, useServers } from './testing/bench.ts';

const servers = useServers();

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: { readonly enum?: readonly string[] };
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

const operations = Object.entries(
  openApiOf(routes, { version: '1' }).paths as Record<string, Record<string, Operation>>,
).flatMap(([path, byMethod]) => Object.entries(byMethod).map(([method, operation]) => ({ path, method, operation })));

/** Of what is asked of each route; together not more than a test may take. */
const runsOfRoute = 25;
const millisecondsOfRoute = 2_500;
const bodyBytes = 64 << 10;

/** What a route may answer although it is not its fault, and only where it says so. */
const faults = [501, 503, 507];

const sql = [
  "'; DROP TABLE prediction; --",
  "' OR 1=1 --",
  '"; DELETE FROM finding; --',
  "1); COPY prediction TO '/tmp/x'; --",
  "'||(SELECT hash FROM token)||'",
];

const hostile = fc.constantFrom(
  ...sql,
  ...['', '0', '-1', '1e999', 'true', '\0', '../..', '%', '\u202e', 'null', '[]', '{}', '__proto__', 'constructor'],
  'x'.repeat(3_000),
);
const text = fc.oneof(
  hostile,
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom('m', 'unknown-model', 'finding.oldest.0', '10', '1h', 'administrator'),
);
const headerText = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });

/** Of a parameter that may only be one of a few, mostly one of them. */
const argumentOf = ({ schema }: Parameter): fc.Arbitrary<string | undefined> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: text },
    ...(schema.enum ? [{ weight: 3, arbitrary: fc.constantFrom(...schema.enum) }] : []),
  );

const ids = fc.constantFrom('a', 'b', 'game-1', ...sql);
const times = fc.constantFrom(noon - 1_000, '2099-01-01T00:00:00Z', 'yesterday', -1, '1e99', null);

/** Events that are nearly right: ids that come again, labels before their predictions, clocks from the future. */
const events = fc
  .array(
    fc.record(
      {
        id: fc.oneof(ids, fc.jsonValue()),
        prediction: fc.oneof(fc.double(), fc.constantFrom('home', ...sql), fc.jsonValue()),
        label: fc.oneof(fc.constantFrom(0, 1, 'home'), fc.jsonValue()),
        at: times,
        supersedes: fc.boolean(),
        features: fc.dictionary(text, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 }),
      },
      { requiredKeys: ['id'] },
    ),
    { maxLength: 4 },
  )
  .map((list) => list.map((event) => JSON.stringify(event)).join('\n'));

const cells = fc.oneof(ids, times.map(String), fc.constantFrom('0.5', 'NaN', 'inf', '', '"', '\u0000', '1,2'), text);
const table = fc
  .tuple(
    fc.array(fc.constantFrom('id', 'at', 'time', 'prediction', 'prediction.x', 'label', 'pace', ...sql), {
      maxLength: 5,
    }),
    fc.array(fc.array(cells, { maxLength: 5 }), { maxLength: 4 }),
  )
  .map(([header, rows]) => [header, ...rows].map((row) => row.join(',')).join('\n'));

const deep = (open: string, close: string): string => `${open.repeat(10_000)}1${close.repeat(10_000)}`;

/** What is documented, what is near it, and what nobody should send. */
function bodiesOf(example: unknown): fc.Arbitrary<Buffer> {
  const texts = fc.oneof(
    fc.constant(JSON.stringify(example ?? {})),
    fc.json(),
    text,
    events,
    table,
    fc.constantFrom(deep('[', ']'), deep('{"a":', '}'), '['.repeat(10_000), `{"id":"${'x'.repeat(bodyBytes)}"}`),
    fc.nat(200).map((length) => JSON.stringify(example ?? {}).slice(0, length)),
  );
  return fc.oneof(
    { weight: 4, arbitrary: texts.map((one) => Buffer.from(one)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: texts.map((one) => gzipSync(one)) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom('PAR1', 'ARROW1\0\0', '\xff\xff\xff\xff')
        .map((one) => Buffer.from(`${one}${one}`, 'latin1')),
    },
  );
}

const encodings = fc.constantFrom(undefined, undefined, undefined, 'gzip', 'br', 'identity', 'gzip, gzip');

function requestsOf({ parameters, requestBody }: Operation) {
  const types = Object.entries(requestBody?.content ?? {});
  const example = types.find(([, content]) => content.example !== undefined)?.[1].example;
  return fc.record({
    values: fc.tuple(...parameters.map(argumentOf)),
    headers: fc.record(
      {
        'idempotency-key': headerText,
        'if-none-match': headerText,
        'last-event-id': fc.oneof(headerText, fc.constant('finding.oldest.0')),
        'x-request-id': headerText,
        cookie: headerText,
      },
      { requiredKeys: [] },
    ),
    body: types.length > 0 ? fc.option(bodiesOf(example), { nil: undefined, freq: 12 }) : fc.constant(undefined),
    type: fc.constantFrom(...types.map(([type]) => type), ...types.map(([type]) => type), 'text/plain'),
    encoding: encodings,
    extra: fc.option(text, { nil: undefined, freq: 6 }),
  });
}

async function tryRoute(bench: Bench, { path, method, operation }: (typeof operations)[number]): Promise<void> {
  await fc.assert(
    fc.asyncProperty(requestsOf(operation), async ({ values, headers, body, type, encoding, extra }) => {
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
      const answer = await bench.ask(`${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`, {
        method: method.toUpperCase(),
        signal: gone.signal,
        ...(body === undefined ? {} : { body: new Uint8Array(body) }),
        headers: {
          ...(Object.fromEntries(Object.entries(headers)) as Record<string, string>),
          ...(body === undefined ? {} : { 'content-type': type }),
          ...(body === undefined || encoding === undefined ? {} : { 'content-encoding': encoding }),
        },
      });
      const what = `${method} ${filled} ${query.join('&')}`;
      if (!faults.includes(answer.status)) expect(answer.status, what).toBeLessThan(500);
      expect(Object.keys(operation.responses), what).toContain(String(answer.status));
      if (answer.headers.get('content-type') === 'text/event-stream') gone.abort();
      else await answer.arrayBuffer();
    }),
    { numRuns: runsOfRoute, interruptAfterTimeLimit: millisecondsOfRoute },
  );
}

describe('whatever is sent to a route', () => {
  const quarter = Math.ceil(operations.length / 4);

  // a server for some of them, since starting one takes longer than asking it
  it.each([0, 1, 2, 3])(
    'is answered as it is documented, and never failed on (part %i)',
    async (part) => {
      const bench = await servers.start({ limits: { bodyBytes, fileBytes: bodyBytes }, models: part % 2 ? ['m'] : [] });
      for (const one of operations.slice(part * quarter, (part + 1) * quarter)) {
        await tryRoute(bench, one);
        expect(bench.failures, one.operation.operationId).toEqual([]);
      }
      // it is all still there, and works
      expect((await bench.ask('/readyz')).status).toBe(200);
      await bench.server.events.settled();
    },
    120_000,
  );
});

const encoded = (value: string): string => encodeURIComponent(value.toWellFormed());
