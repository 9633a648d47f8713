import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { httpSchema } from '../config.ts';
import { parseHost } from './hosts.ts';
import { sendRaw, type TestDoor, useDoors } from './testing/doors.ts';

const open = useDoors();

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly from?: string;
}

async function ask(door: TestDoor, { method = 'GET', path = '/x', headers = {}, from = '127.0.0.1' }: Asked = {}) {
  const lines = Object.entries({ Host: 'localhost', Connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const socket = connect({ port: door.port, host: '127.0.0.1', localAddress: from });
  const bytes = `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
  const { answers } = await sendRaw(door.port, bytes, { socket, silence: 5_000 });
  const [answer] = answers;
  if (!answer || answers.length > 1) throw new Error(`Expected one answer, found ${answers.length}.`);
  return { ...answer, json: answer.body === '' ? undefined : (JSON.parse(answer.body) as Record<string, unknown>) };
}

describe('T13: a request under a name', () => {
  it.each(['localhost', 'LOCALHOST', 'localhost:9000', '127.0.0.1', '[::1]', '[::1]:4600', 'pit-box', 'localhost.'])(
    'that is ours comes through: %s',
    async (host) => {
      expect((await ask(await open(), { headers: { Host: host } })).status).toBe(200);
    },
  );

  it.each([
    ...[
      'evil.example',
      'localhost.evil.example',
      'evil.example:4600',
      '10.0.0.1',
      '0.0.0.0',
      '127.0.0.2',
      '2130706433',
    ],
    ...[
      '',
      'localhost:0',
      'localhost:99999',
      'localhost:x',
      'a b',
      'localhost/x',
      'user@localhost',
      '[::1',
      '::1',
      '[x]',
    ],
  ])('that is none of ours is refused before any route, even with a good token: %s', async (host) => {
    const door = await open();
    const answer = await ask(door, { headers: { Host: host, Authorization: 'Bearer good' } });
    expect([answer.status, answer.json?.code]).toEqual([421, 'request.host']);
    expect(door.reached).toEqual([]);
  });

  it('that was given to it comes through, with its port where one was given, from the next request on', async () => {
    const door = await open();
    const statusOf = async (host: string) => (await ask(door, { headers: { Host: host } })).status;
    expect(await statusOf('box.example')).toBe(421);
    door.configure({ hosts: ['box.example', 'gate.example:8443'] });
    expect(await Promise.all(['box.example', 'BOX.example:1', 'gate.example:8443'].map(statusOf))).toEqual([
      200, 200, 200,
    ]);
    expect(await Promise.all(['gate.example', 'gate.example:1', 'x.box.example'].map(statusOf))).toEqual([
      421, 421, 421,
    ]);
  });

  it('is the address at which it came in, wherever it listens', async () => {
    const door = await open({ host: '0.0.0.0' });
    const socket = connect(door.port, '127.0.0.5');
    const bytes = 'GET /x HTTP/1.1\r\nHost: 127.0.0.5:4600\r\nConnection: close\r\n\r\n';
    expect((await sendRaw(door.port, bytes, { socket })).answers[0]?.status).toBe(200);
    expect((await ask(door, { headers: { Host: '127.0.0.6' } })).status).toBe(421);
  });

  it('may be any for who looks whether it lives', async () => {
    const door = await open();
    for (const path of ['/healthz', '/readyz', '/healthz?x=1'])
      expect((await ask(door, { path, headers: { Host: '10.1.2.3:4600' } })).status).toBe(200);
    expect((await ask(door, { path: '/healthz/x', headers: { Host: '10.1.2.3' } })).status).toBe(421);
  });

  it('is read without failing, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const named = parseHost(text);
        expect(named === undefined || /^[a-z0-9_.:-]+$/.test(named.host)).toBe(true);
      }),
    );
  });
});

describe('T13: a page of another origin', () => {
  const origin = 'https://dash.example';

  it('is let read nothing where none is named', async () => {
    const door = await open();
    const plain = await ask(door, { headers: { Origin: origin } });
    expect(Object.keys(plain.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    const asked = await ask(door, {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    });
    expect([asked.status, asked.json?.code]).toEqual([403, 'auth.origin']);
    expect(door.reached).toEqual(['GET /x']);
  });

  it('that is named may read, without the cookies of a browser, and is told so before any route', async () => {
    const door = await open({ config: { origins: [origin] } });
    const plain = await ask(door, { headers: { Origin: origin } });
    expect(plain.headers).toMatchObject({ 'access-control-allow-origin': origin, vary: 'Origin' });
    const asked = await ask(door, {
      method: 'OPTIONS',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
    });
    expect(asked).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': expect.stringContaining('POST'),
      },
    });
    expect(asked.headers).not.toHaveProperty('access-control-allow-credentials');
    expect(door.reached).toEqual(['GET /x']);
  });

  it.each(['https://evil.example', 'https://dash.example.evil.example', 'http://dash.example', 'null', '*', ''])(
    'that is only like one that is named is let read nothing: %s',
    async (other) => {
      const door = await open({ config: { origins: [origin] } });
      const answer = await ask(door, { headers: { Origin: other } });
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
      expect(answer.headers.vary).toBe('Origin');
    },
  );

  it.each(['*', 'null', 'dash.example', 'https://dash.example/', 'https://dash.example/x', 'https://Dash.example'])(
    'cannot be named as %s',
    (text) => {
      expect(httpSchema.safeParse({ origins: [text] }).success).toBe(false);
    },
  );
});

describe('T8: what a request says of where it came from', () => {
  const headers = {
    'X-Forwarded-For': '6.6.6.6',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Host': 'evil.example',
    'X-Real-IP': '6.6.6.6',
    Forwarded: 'for=6.6.6.6',
  };

  it('is believed of nobody, and seen by nobody', async () => {
    const { json } = await ask(await open(), { headers });
    expect(json).toMatchObject({ address: '127.0.0.1', secure: false, url: 'http://localhost/x' });
    expect(Object.keys(json?.headers as object).filter((name) => /forwarded|real-ip/.test(name))).toEqual([]);
    const door = await open({ config: { trusted_proxies: ['10.0.0.0/8'] } });
    expect((await ask(door, { headers })).json).toMatchObject({ address: '127.0.0.1', secure: false });
  });

  it('is believed of a proxy that is named, as far as it goes', async () => {
    const config = { trusted_proxies: ['127.0.0.1', '10.0.0.0/8'], hosts: ['box.example'] };
    const door = await open({ config });
    const seen = async (more: Readonly<Record<string, string>>, from = '127.0.0.1') =>
      (await ask(door, { headers: { ...headers, 'X-Forwarded-Host': 'box.example', ...more }, from })).json;
    expect(await seen({})).toMatchObject({ address: '6.6.6.6', secure: true, url: 'https://box.example/x' });
    expect((await seen({}))?.headers).toMatchObject({ host: 'box.example' });
    // the sender wrote the first, who is believed the others
    expect(await seen({ 'X-Forwarded-For': '1.1.1.1, 7.7.7.7, 10.1.2.3' })).toMatchObject({ address: '7.7.7.7' });
    expect(await seen({ 'X-Forwarded-For': '10.9.9.9, 10.1.2.3' })).toMatchObject({ address: '10.9.9.9' });
    expect(await seen({ 'X-Forwarded-For': 'nonsense, 10.1.2.3' })).toMatchObject({ address: '10.1.2.3' });
    expect(await seen({ 'X-Forwarded-For': '8.8.8.8:1234' })).toMatchObject({ address: '8.8.8.8' });
    expect(await seen({ 'X-Forwarded-For': '[2001:4860::1]:1234' })).toMatchObject({ address: '2001:4860::1' });
    expect(await seen({ 'X-Forwarded-Proto': 'https, http' })).toMatchObject({ secure: false });
    expect(await seen({}, '127.0.0.9')).toMatchObject({ address: '127.0.0.9', secure: false });
    const strange = await ask(door, { headers });
    expect(strange.status).toBe(421);
  });
});

describe('T19: one address', () => {
  it('is answered so often, whatever its tokens are, and health always', async () => {
    const door = await open({ limits: { requestsOfAddress: { perSecond: 1, burst: 3 } } });
    const statuses = [];
    for (const nr of [1, 2, 3, 4])
      statuses.push((await ask(door, { headers: { Authorization: `Bearer ${nr}` } })).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    expect((await ask(door)).headers['retry-after']).toBe('1');
    expect((await ask(door, { from: '127.0.0.2' })).status).toBe(200);
    expect((await ask(door, { path: '/healthz' })).status).toBe(200);
    door.clock.now += 1_000;
    expect((await ask(door)).status).toBe(200);
  });
});

const closed = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

async function idle(door: TestDoor, count: number, from: string): Promise<Socket[]> {
  const sockets = Array.from({ length: count }, () => {
    const socket = connect({ port: door.port, host: '127.0.0.1', localAddress: from });
    return socket.on('error', () => undefined).resume();
  });
  await Promise.all(
    sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve).once('close', resolve))),
  );
  return sockets;
}

describe('T19: connections that say nothing', () => {
  it('are so many of one address, and 10,000 of them stop nobody else', async () => {
    const door = await open({ limits: { connectionsOfAddress: 100 } });
    for (let round = 0; round < 20; round += 1) {
      const sockets = await idle(door, 500, '127.0.0.3');
      expect(door.door.connections.count()).toBeLessThanOrEqual(101);
      expect((await ask(door)).status).toBe(200);
      for (const socket of sockets) socket.destroy();
    }
  }, 30_000);

  it('make room for who asks something, when all places are taken', async () => {
    const door = await open({ limits: { connections: 50, connectionsOfAddress: 1_000 } });
    const sockets = await idle(door, 50, '127.0.0.3');
    const [first] = sockets;
    const gone = first && closed(first);
    expect((await ask(door)).status).toBe(200);
    await gone;
    expect(sockets.filter(({ destroyed }) => destroyed)).toHaveLength(1);
    for (const socket of sockets) socket.destroy();
  });

  it('are closed after a while, as are those that dribble', async () => {
    const door = await open({ timeouts: { headersMilliseconds: 300, idleMilliseconds: 300 } });
    const [silent] = await idle(door, 1, '127.0.0.3');
    const [dribbling] = await idle(door, 1, '127.0.0.4');
    if (!silent || !dribbling) throw new Error('They are not there.');
    let said = '';
    dribbling.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const drops = setInterval(() => dribbling.write('X'), 50);
    dribbling.write('GET /x HTTP/1.1\r\nHost: localhost\r\n');
    await Promise.all([closed(silent), closed(dribbling)]);
    clearInterval(drops);
    expect(said).toMatch(/^HTTP\/1\.1 408 /);
    expect(door.reached).toEqual([]);
  });

  it('never close one on which something is under way', async () => {
    const door = await open({ limits: { connections: 1 } });
    const busy = connect(door.port, '127.0.0.1');
    busy.write('POST /busy HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nh');
    await pause(100);
    const [other] = await idle(door, 1, '127.0.0.3');
    await pause(100);
    expect(other?.destroyed || other?.readableEnded).toBe(true);
    const { answers } = await sendRaw(door.port, 'i', { socket: busy });
    expect(answers.map(({ status }) => status)).toEqual([200]);
    expect(door.reached).toEqual(['POST /busy hi']);
  });
});
