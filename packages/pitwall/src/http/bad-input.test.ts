import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { lines, listed, predictions, problemOf } from './testing/asking.ts';
import { useServers } from './testing/bench.ts';

const servers = useServers();

describe('what is wrong with a body', () => {
  const json = { 'content-type': 'application/json' };

  it.each([
    ['a broken line', '{"id":"a","prediction":1}\n\n{"id":"b",}\n', {}, 3, 11],
    ['a wrong type', '{"id":"a","prediction":1}\n{"id":"b","prediction":[]}\n', {}, 2, 11],
    ['another model', '{"model":"other","id":"a","prediction":1}', {}, 1, 2],
    ['an unknown key', '{"id":"a","predicton":1}', {}, 1, 11],
    ['a broken document', '[\n{"id":"a","prediction":1},\n]', json, 3, 1],
    ['an element of a list', '[\n{"id":"a","prediction":1},\n {"id":"","prediction":1}]', json, 3, 3],
    ['a list in the place of an event', '[[]]', json, 1, 2],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x0a, 0x22, 0xff, 0x22]), {}, 2, 2],
    ['a clock from the future', '{"id":"a","prediction":1,"at":"2099-01-01T00:00:00Z"}', {}, 1, 26],
    ['NaN', '{"id":"a","prediction":NaN}', {}, 1, 24],
  ])('is told with line and column: %s', async (_, body, headers, line, column) => {
    const bench = await servers.start();
    const answer = await bench.send(predictions, body, headers);
    expect(await problemOf(answer)).toMatchObject({ status: 400, line, column });
    expect(bench.server.events.state().last).toBe(0);
  });

  it('is told of all events at once', async () => {
    const bench = await servers.start();
    const answer = await bench.send(predictions, '{"id":"a"}\n{"id":"b"}\n{"id":"c","prediction":1}\n');
    const { errors } = await problemOf(answer);
    expect(errors).toMatchObject([
      { line: 1, field: 'prediction' },
      { line: 2, field: 'prediction' },
    ]);
  });

  it.each([
    ['nothing', '', 400],
    ['blank lines', '\n \n', 400],
    ['10,000 lists within each other', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400],
    [
      '10,000 objects within each other',
      `{"id":"a","prediction":1,"features":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_001)}`,
      400,
    ],
    ['lists that never end', '['.repeat(10_000), 400],
    ['a key that would become the prototype', '{"__proto__":{},"id":"a","prediction":1}', 400],
  ])('is refused, whatever it is: %s', async (_, body, status) => {
    const bench = await servers.start();
    for (const type of ['application/json', 'application/x-ndjson']) {
      expect((await bench.send(predictions, body, { 'content-type': type })).status, type).toBe(status);
    }
    expect(bench.failures).toEqual([]);
  });

  it('is told by its size and its type', async () => {
    const bench = await servers.start({ limits: { bodyBytes: 1_000, fileBytes: 1_000 } });
    const long = 'x'.repeat(1_001);
    expect(await problemOf(await bench.send(predictions, long))).toMatchObject({
      status: 413,
      code: 'request.too_large',
    });
    const chunks = new ReadableStream({
      start(controller) {
        controller.enqueue(Buffer.from(long));
        controller.close();
      },
    });
    const init = { method: 'POST', body: chunks, duplex: 'half', headers: { 'content-type': 'application/x-ndjson' } };
    expect((await bench.ask(predictions, init as RequestInit)).status).toBe(413);
    const typed = await bench.send(predictions, '<id/>', { 'content-type': 'text/xml' });
    expect(await problemOf(typed)).toMatchObject({ status: 415, code: 'request.media_type' });
    for (const encoding of ['deflate', 'br', 'zstd', 'gzip, gzip']) {
      const packed = await bench.send(predictions, 'x', { 'content-encoding': encoding });
      expect(packed.headers.get('accept-encoding')).toBe('gzip');
      expect(await problemOf(packed)).toMatchObject({ status: 415, code: 'request.media_type' });
    }
  });

  it('is not half taken where the sender hangs up in the middle', async () => {
    const bench = await servers.start();
    const { hostname, port } = new URL(bench.serving.address);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const head = `POST ${predictions} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${bench.keys.token}\r\n`;
    const whole = lines({ id: 'a', prediction: 1 });
    socket.write(`${head}Content-Type: application/x-ndjson\r\nContent-Length: ${whole.length * 2}\r\n\r\n${whole}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.destroy();
    await once(socket, 'close');
    expect((await bench.send(predictions, lines({ id: 'b', prediction: 1 }))).status).toBe(202);
    expect((await listed(bench)).items.map(({ id }) => id)).toEqual(['b']);
    expect(bench.failures).toEqual([]);
  });

  it('is refused where the model is not declared, with the one that was meant', async () => {
    const bench = await servers.start({ models: ['spread-picker'] });
    const answer = await bench.send('/api/v1/models/spread-piker/predictions', lines({ id: 'a', prediction: 1 }));
    const problem = await problemOf(answer);
    expect(problem).toMatchObject({ status: 404, code: 'model.missing' });
    expect(problem.detail).toContain('Did you mean `spread-picker`');
  });
});

describe('hostile text', () => {
  const sql = `'; DROP TABLE prediction; --`;

  it('in a name, an id or a filter is text and nothing else', async () => {
    const bench = await servers.start();
    const path = `/api/v1/models/${encodeURIComponent(sql)}/predictions`;
    expect((await bench.send(path, lines({ id: sql, prediction: sql, version: sql }))).status).toBe(202);
    await bench.server.events.settled();
    const answer = await bench.ask(`${path}?version=${encodeURIComponent(sql)}`);
    expect(((await answer.json()) as { items: unknown[] }).items).toMatchObject([
      { model: sql, id: sql, prediction: sql, version: sql },
    ]);
    for (const list of ['/api/v1/findings?subject=', '/api/v1/audit?subject=', '/api/v1/findings?metric=']) {
      expect((await bench.ask(`${list}${encodeURIComponent(sql)}`)).status).toBe(200);
    }
    expect((await bench.ask(`/api/v1/findings/${encodeURIComponent(sql)}`)).status).toBe(404);
    expect(bench.failures).toEqual([]);
  });

  it.each(['%00', '%ff', '%E0%80', '%0a', 'x'.repeat(3_000)])('such as %s is refused, not failed on', async (text) => {
    const bench = await servers.start();
    for (const path of [
      `/api/v1/models/${text}/predictions`,
      `/api/v1/findings/${text}`,
      `/api/v1/findings?subject=${text}`,
      `/api/v1/findings?cursor=${text}`,
      `/api/v1/models/m/predictions?version=${text}&cursor=${text}`,
      `/api/v1/audit?actor=${text}`,
    ]) {
      expect((await bench.ask(path)).status, path).toBeLessThan(500);
    }
    expect(bench.failures).toEqual([]);
  });
});

describe('a query', () => {
  it.each(['?limit=0', '?limit=1001', '?limit=x', '?limit=1&limit=2', '?lmit=1', '?from=yesterday', '?status=bad'])(
    'that is wrong is refused with its field: %s',
    async (query) => {
      const { ask } = await servers.start();
      const problem = await problemOf(await ask(`/api/v1/findings${query}`));
      expect(problem).toMatchObject({ status: 400, code: 'request.invalid' });
      expect(problem.field).toBe(query.slice(1).split('=')[0]);
    },
  );
});
