import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { PitwallError } from '../core/errors.ts';
import { outwardSchema } from './config.ts';
import { outwardFetch } from './fetch.ts';
import { parseIp } from './ip.ts';
import { createOutward, type OutwardRequest } from './outward.ts';
import { isPublic } from './public-address.ts';
import type { Lookup } from './target.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

type Respond = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A server on this machine, which stands for one of the inside. */
async function inside(respond: Respond = (_, response) => void response.end('inside'), host = '127.0.0.1') {
  const asked: { readonly line: string; readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    asked.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
    respond(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { port, asked, url: `http://${host}:${port}/` };
}

const local = { allow: ['127.0.0.0/8'] };

const refusal = async (promise: Promise<unknown>): Promise<PitwallError> => {
  const reason = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (reason instanceof PitwallError) return reason;
  throw new Error('It was not refused.', { cause: reason });
};

describe('T6: an address of the inside', () => {
  it.each([
    ...['127.0.0.1', '127.1', '0x7f000001', '2130706433', '017700000001', '127.0.0.1.', 'localhost', 'localhost.'],
    ...['0', '0.0.0.0', '10.0.0.1', '100.64.0.1', '169.254.169.254', '2852039166', '0xa9fea9fe', '172.31.255.255'],
    ...['192.0.0.192', '192.168.1.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '168.63.129.16'],
    ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:a9fe:a9fe]', '[::127.0.0.1]', '[::ffff:0:127.0.0.1]'],
    ...['[64:ff9b::a9fe:a9fe]', '[64:ff9b::10.0.0.1]', '[64:ff9b:1::1]', '[2002:7f00:1::]', '[2002:a9fe:a9fe::1]'],
    ...[
      '[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
      '[fc00::1]',
      '[fd00:ec2::254]',
      '[fe80::1]',
      '[fec0::1]',
      '[ff02::1]',
    ],
    ...['[2001:db8::1]', '[100::1]', '[2607:f8b0::5efe:10.0.0.1]', '[2607:f8b0::200:5efe:a9fe:a9fe]'],
  ])('is refused in every dress, and nothing is sent there: %s', async (host) => {
    const server = await inside();
    const error = await refusal(createOutward({ allow: [] }).send({ url: `http://${host}:${server.port}/secret` }));
    expect(error.code).toBe('outward.refused');
    expect(server.asked).toEqual([]);
  });

  it.each([
    ...['file:///etc/passwd', 'gopher://x.example/', 'ftp://x.example', 'data:,x', 'ws://x.example', 'javascript:1'],
    ...[
      'http://ok@x.example/',
      'http://ok:y@x.example/',
      'https://x.example@127.0.0.1/',
      'x.example',
      '',
      '//x.example',
    ],
  ])('is refused as everything is that is no plain address: %s', async (url) => {
    const asked: string[] = [];
    const lookup: Lookup = async (host) => {
      asked.push(host);
      return ['8.8.8.8'];
    };
    expect((await refusal(createOutward({ allow: [], lookup }).send({ url }))).code).toBe('outward.refused');
    expect(asked).toEqual([]);
  });

  it('is told in the same words whether something listens there or not, or the name is unknown', async () => {
    const { port } = await inside();
    const lookup: Lookup = async (host) => {
      if (host === 'unknown.example')
        throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
      return ['10.0.0.1'];
    };
    const { send } = createOutward({ allow: [], lookup });
    const urls = [`http://127.0.0.1:${port}`, 'http://127.0.0.1:1', 'http://inside.example', 'http://unknown.example'];
    const texts = await Promise.all(urls.map(async (url) => (await refusal(send({ url }))).message));
    expect(new Set(texts).size).toBe(1);
    expect(texts[0]).not.toMatch(/127|10\.0|example/);
  });

  it('never counts as public, in any IPv6 dress of an address that is not', () => {
    const inner = fc.constantFrom(
      [127, 0, 0, 1],
      [10, 1, 2, 3],
      [169, 254, 169, 254],
      [192, 168, 0, 1],
      [100, 64, 1, 1],
    );
    const dresses = fc.constantFrom('::ffff:', '::', '64:ff9b::', '::ffff:0:', '2002:');
    fc.assert(
      fc.property(inner, dresses, (bytes, dress) => {
        const hex = bytes
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join('')
          .replace(/(....)/, '$1:');
        const ip = parseIp(dress === '2002:' ? `2002:${hex}::` : `${dress}${hex}`);
        expect(ip && isPublic(ip)).toBe(false);
      }),
    );
  });

  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2607:f8b0:4005:80b::200e', '64:ff9b::8.8.8.8'])(
    'is not taken for one that is public: %s',
    (text) => {
      const ip = parseIp(text);
      expect(ip && isPublic(ip)).toBe(true);
    },
  );
});

describe('T7: a name', () => {
  it('that has one address of the inside among others is refused', async () => {
    const lookup: Lookup = async () => ['8.8.8.8', '127.0.0.1'];
    const { send } = createOutward({ allow: [], lookup });
    expect((await refusal(send({ url: 'http://both.example' }))).code).toBe('outward.refused');
  });

  it('is resolved once, so that it cannot change its mind behind the check', async () => {
    const trap = await inside((_, response) => void response.end('trap'), '127.0.0.2');
    const good = await inside();
    const answers = ['127.0.0.1', '127.0.0.2'];
    let nr = 0;
    const lookup: Lookup = async () => [answers[nr++] ?? ''];
    const { send } = createOutward({ allow: ['127.0.0.1'], lookup });
    const url = `http://rebinding.example:${good.port}/hook`;
    expect((await send({ url })).body.toString()).toBe('inside');
    expect([nr, good.asked[0]?.headers.host]).toEqual([1, `rebinding.example:${good.port}`]);
    expect((await refusal(send({ url: `http://rebinding.example:${trap.port}/hook` }))).code).toBe('outward.refused');
    expect(trap.asked).toEqual([]);
  });

  it('is tried at each of its addresses', async () => {
    const { port } = await inside();
    const lookup: Lookup = async () => ['127.0.0.9', '127.0.0.1'];
    expect((await createOutward({ ...local, lookup }).send({ url: `http://two.example:${port}` })).status).toBe(200);
  });

  it('that redirects is an answer, and nobody goes there', async () => {
    const trap = await inside(undefined, '127.0.0.2');
    const { url } = await inside((_, response) => void response.writeHead(302, { location: trap.url }).end());
    const { send } = createOutward({ allow: ['127.0.0.1'] });
    expect(await send({ url })).toMatchObject({ status: 302, headers: { location: trap.url } });
    expect(trap.asked).toEqual([]);
  });
});

describe('what is allowed although it is of the inside', () => {
  it.each([['127.0.0.0/8'], ['127.0.0.1'], ['127.0.0.1:PORT'], ['::ffff:127.0.0.0/104'], ['hooks.internal:PORT']])(
    'is asked: %s',
    async (entry) => {
      const { port } = await inside();
      const allow = [entry.replace('PORT', String(port))];
      expect(outwardSchema.parse({ allow })).toEqual({ allow });
      const lookup: Lookup = async () => ['127.0.0.1'];
      const { send } = createOutward({ allow, lookup });
      expect((await send({ url: `http://HOOKS.internal.:${port}/` })).status === 200 || entry.includes('127')).toBe(
        true,
      );
    },
  );

  it.each([['127.0.0.2/32'], ['127.0.0.1:1'], ['other.internal:PORT'], ['internal:PORT'], ['10.0.0.0/8']])(
    'is that and nothing beside it: %s',
    async (entry) => {
      const { port, asked } = await inside();
      const lookup: Lookup = async () => ['127.0.0.1'];
      const { send } = createOutward({ allow: [entry.replace('PORT', String(port))], lookup });
      expect((await refusal(send({ url: `http://hooks.internal:${port}/` }))).code).toBe('outward.refused');
      expect(asked).toEqual([]);
    },
  );

  it('may change while the server runs', async () => {
    const { url } = await inside();
    let allow: readonly string[] = [];
    const { send } = createOutward({
      get allow() {
        return allow;
      },
    });
    await refusal(send({ url }));
    allow = ['127.0.0.1'];
    expect((await send({ url })).status).toBe(200);
  });

  it.each([
    '',
    'hooks.internal',
    'http://x',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0',
    'x:0',
    'x:99999',
    '*',
    '::1/129',
    'x y:1',
  ])('cannot be said as %s', (text) => {
    expect(outwardSchema.safeParse({ allow: [text] }).success).toBe(false);
  });
});

describe('a request to elsewhere', () => {
  const echo: Respond = (request, response, body) => {
    response.writeHead(201, { 'x-told': 'yes', 'set-cookie': ['a=1', 'b=2'] });
    response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
  };
  const send = async (respond: Respond, request: Partial<OutwardRequest> = {}) => {
    const { url } = await inside(respond);
    return createOutward(local).send({ url, ...request });
  };

  it('has what it was given, and nothing of the surroundings', async () => {
    process.env.http_proxy = 'http://127.0.0.1:1';
    process.env.HTTP_PROXY = 'http://127.0.0.1:1';
    try {
      const answer = await send(echo, {
        method: 'POST',
        body: '{"text":"über"}',
        headers: { 'Content-Type': 'application/json', Host: 'evil', 'Transfer-Encoding': 'chunked', 'X-Mine': '1' },
      });
      expect(answer).toMatchObject({ status: 201, headers: { 'x-told': 'yes' }, isCut: false });
      const seen = JSON.parse(answer.body.toString()) as { headers: Record<string, string>; body: string };
      expect(seen).toMatchObject({ method: 'POST', url: '/', body: '{"text":"über"}' });
      expect(Object.keys(seen.headers).toSorted()).toEqual([
        'accept-encoding',
        'connection',
        'content-length',
        'content-type',
        'host',
        'x-mine',
      ]);
      expect(seen.headers.host).toMatch(/^127\.0\.0\.1:\d+$/);
    } finally {
      delete process.env.http_proxy;
      delete process.env.HTTP_PROXY;
    }
  });

  it.each([{ 'X-A': 'a\r\nX-B: b' }, { 'X-A\r\nX-B': 'b' }, { '': 'x' }])(
    'carries no header that is two: %j',
    async (headers) => {
      expect((await refusal(send(echo, { headers }))).code).toBe('outward.failed');
    },
  );

  it('T7: reads so much of the answer and no more', async () => {
    const flood: Respond = (_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
        response.once('drain', more);
      };
      more();
    };
    const answer = await send(flood);
    expect([answer.body.length, answer.isCut]).toEqual([65_536, true]);
    const { url } = await inside((_, response) => void response.end('x'.repeat(101)));
    const got = outwardFetch(createOutward(local), { maxBytes: 100 })(url);
    await expect(got).rejects.toThrow(/at most 100 bytes/);
  });

  it.each<[string, Respond]>([
    ['nothing is said', () => undefined],
    ['the answer never ends', (_, response) => void response.write('x')],
    [
      'it dribbles',
      (_, response) => {
        const drops = setInterval(() => response.write('x'), 20);
        response.once('close', () => clearInterval(drops));
      },
    ],
  ])('is waited for as long as was said, where %s', async (_, respond) => {
    const error = await refusal(send(respond, { timeoutMilliseconds: 150 }));
    expect([error.code, error.problem]).toEqual(['outward.failed', 'expected an answer within 150 ms, found none']);
  });

  it('is not waited for longer where the name is not found', async () => {
    const lookup: Lookup = () => new Promise(() => undefined);
    const slow = createOutward({ allow: [], lookup }).send({ url: 'http://slow.example', timeoutMilliseconds: 50 });
    expect((await refusal(slow)).problem).toContain('within 50 ms');
  });

  it('ends when whoever asked gives up, with their reason', async () => {
    const gone = new AbortController();
    setTimeout(() => gone.abort(new Error('I left')), 50);
    await expect(send(() => undefined, { signal: gone.signal })).rejects.toThrow('I left');
  });

  it.each<[string, Respond]>([
    ['hangs up', (_, response) => void response.socket?.destroy()],
    ['says something that is no HTTP', (_, response) => void response.socket?.end('hello')],
    [
      'sends endless headers',
      (_, response) => void response.socket?.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(30_000)}\r\n\r\n`),
    ],
  ])('fails where the other side %s', async (_, respond) => {
    expect((await refusal(send(respond))).code).toBe('outward.failed');
  });

  it('is not made without encryption where it was asked for', async () => {
    const { port, asked } = await inside();
    const error = await refusal(createOutward(local).send({ url: `https://127.0.0.1:${port}/` }));
    expect([error.code, asked]).toEqual(['outward.failed', []]);
  });

  it('is the same for what takes a fetch', async () => {
    const { url } = await inside(echo);
    const fetch = outwardFetch(createOutward(local));
    const form = new URLSearchParams({ grant_type: 'code' });
    const answer = await fetch(new URL('token?x=1', url), { method: 'POST', body: form, redirect: 'manual' });
    expect([answer.status, answer.headers.get('x-told')]).toEqual([201, 'yes']);
    expect(await answer.json()).toMatchObject({ method: 'POST', url: '/token?x=1', body: 'grant_type=code' });
    expect((await fetch(new Request(url))).status).toBe(201);
    await expect(outwardFetch(createOutward({ allow: [] }))(url)).rejects.toThrow(PitwallError);
  });
});
