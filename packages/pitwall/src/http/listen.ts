import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { PitwallError } from '../core/errors.ts';

export interface Listening {
  /** `http://127.0.0.1:4600` */
  readonly address: string;
  /** Takes no new connections, lets requests that are under way end for so long, and then cuts off the rest. */
  close(milliseconds: number): Promise<void>;
}

const second = 1_000;
const sweepEvery = 50;

export async function listen(
  { fetch }: Pick<Hono, 'fetch'>,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const http = createServer(
    // a sender that dribbles must not hold a connection for ever; one who is silent in a body is cut off where it is read
    { headersTimeout: 20 * second, requestTimeout: 900 * second, keepAliveTimeout: 10 * second },
    getRequestListener(fetch, { overrideGlobalObjects: false }),
  );
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error) => reject(unavailable(host, port, error)));
    http.listen({ host, port }, resolve);
  });
  // an object: it listens on a port, not on a pipe
  const { port: bound } = http.address() as AddressInfo;
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close(milliseconds) {
      return new Promise((resolve) => {
        const cut = setTimeout(() => http.closeAllConnections(), milliseconds);
        // a connection that falls idle behind its last answer would be kept for the next request
        const sweep = setInterval(() => http.closeIdleConnections(), sweepEvery);
        http.close(() => {
          clearTimeout(cut);
          clearInterval(sweep);
          resolve();
        });
      });
    },
  };
}

function unavailable(host: string, port: number, cause: NodeJS.ErrnoException) {
  const why = cause.code === 'EADDRINUSE' ? 'something else listens there' : (cause.code ?? cause.message);
  return new PitwallError({
    code: 'server.address',
    problem: `expected to listen on ${host}:${port}, which cannot be done (${why})`,
    fix: 'Name another with --port or --host',
    cause,
  });
}
