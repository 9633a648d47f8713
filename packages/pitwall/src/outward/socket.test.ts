import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createOutward } from './outward.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function inside(greet: (socket: Socket) => void = (socket) => void socket.write('220 inside\r\n')) {
  const met: Socket[] = [];
  const server = createServer((socket) => {
    met.push(socket.on('error', () => undefined));
    greet(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, met };
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: { code?: unknown }) => error.code,
  );

describe('a connection of something that does not speak HTTP', () => {
  it('is open, and holds what was said before anybody listened', async () => {
    const { port } = await inside();
    const socket = await createOutward({ allow: [`127.0.0.1:${port}`] }).connect({ host: '127.0.0.1', port });
    const [greeting] = (await once(socket, 'data')) as [Buffer];
    expect(greeting.toString()).toBe('220 inside\r\n');
    socket.destroy();
  });

  it.each(['127.0.0.1', '127.1', '0x7f000001', '2130706433', 'localhost', '[::ffff:127.0.0.1]', '::ffff:127.0.0.1'])(
    'T6: is refused to an address of the inside in every dress, and never made: %s',
    async (host) => {
      const { port, met } = await inside();
      const opening = createOutward({ allow: ['127.0.0.1:1', '10.0.0.0/8'] }).connect({ host, port });
      expect(await codeOf(opening)).toBe('outward.refused');
      expect(met).toEqual([]);
    },
  );

  it('T6: is refused where only one of the addresses of a name is of the inside', async () => {
    const lookup = async () => ['93.184.216.34', '127.0.0.1'];
    expect(await codeOf(createOutward({ allow: [], lookup }).connect({ host: 'both.example', port: 25 }))).toBe(
      'outward.refused',
    );
  });

  it('is made to what is allowed by its name, and to no other port of it', async () => {
    const { port } = await inside();
    const outward = createOutward({ allow: [`mail.inside:${port}`], lookup: async () => ['127.0.0.1'] });
    const socket = await outward.connect({ host: 'mail.inside', port });
    socket.destroy();
    expect(await codeOf(outward.connect({ host: 'mail.inside', port: port - 1 }))).toBe('outward.refused');
  });

  it('fails where nobody listens, where the name is not found in time, and when whoever asked gives up', async () => {
    const { port } = await inside();
    servers.pop()?.close();
    expect(await codeOf(createOutward({ allow: ['127.0.0.0/8'] }).connect({ host: '127.0.0.1', port }))).toBe(
      'outward.failed',
    );
    const slow = createOutward({ allow: [], lookup: () => new Promise(() => undefined) });
    expect(await codeOf(slow.connect({ host: 'x.example', port: 25, timeoutMilliseconds: 30 }))).toBe('outward.failed');
    const gone = AbortSignal.abort(new Error('I left'));
    await expect(slow.connect({ host: 'x.example', port: 25, signal: gone })).rejects.toThrow('I left');
  });
});
