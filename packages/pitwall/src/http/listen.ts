import { createServer as createPlain, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createEncrypted } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { PitwallError } from '../core/errors.ts';
import type { Certificate } from './transport/certificate.ts';
import type { Door } from './transport/door.ts';
import { senderOfBindings } from './transport/sender.ts';

export interface Listening {
  /** `http://127.0.0.1:4600` */
  readonly address: string;
  /** Of connections from now on. */
  useCertificate(certificate: Certificate): void;
  /** Takes no new connections, lets requests that are under way end for so long, and then cuts off the rest. */
  close(milliseconds: number): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly door: Door;
  /** Encrypts where there is one. */
  readonly certificate?: Certificate | undefined;
  /** Where the usual ones are too long to wait for. */
  readonly timeouts?: Partial<Timeouts>;
}

export interface Timeouts {
  /** From the first byte of a connection or a request to the end of its headers; as long for a handshake. */
  readonly headersMilliseconds: number;
  /** For a whole request. One who is silent in a body is cut off where it is read, long before. */
  readonly requestMilliseconds: number;
  /** Between two requests. */
  readonly idleMilliseconds: number;
}

const second = 1_000;
const usualTimeouts: Timeouts = {
  headersMilliseconds: 10 * second,
  requestMilliseconds: 900 * second,
  idleMilliseconds: 10 * second,
};
const longestHeaders = 16 << 10;
const sweepEvery = 50;
/** Connections that wait to be taken: where they are too few, a flood of them keeps out everybody for a second each. */
const backlog = 4_096;

export async function listen(app: Pick<Hono, 'fetch'>, options: ListenOptions): Promise<Listening> {
  const { host, port, door, certificate } = options;
  const { headersMilliseconds, requestMilliseconds, idleMilliseconds } = { ...usualTimeouts, ...options.timeouts };
  const limits: ServerOptions = {
    headersTimeout: headersMilliseconds,
    requestTimeout: requestMilliseconds,
    keepAliveTimeout: idleMilliseconds,
    connectionsCheckingInterval: Math.min(second, headersMilliseconds),
    maxHeaderSize: longestHeaders,
    insecureHTTPParser: false,
    // looked at where everything else is
    requireHostHeader: false,
    noDelay: true,
  };
  const listener = door.guard(
    getRequestListener(fetchOf(app), { overrideGlobalObjects: false, hostname: 'localhost' }),
  );
  const encrypted = certificate
    ? createEncrypted({ ...limits, ...certificate.context, handshakeTimeout: headersMilliseconds }, listener)
    : undefined;
  const server = encrypted ?? createPlain(limits, listener);
  await open(server, { host, port, door, listener });
  // an object: it listens on a port, not on a pipe
  const { port: bound } = server.address() as AddressInfo;
  return {
    address: `${encrypted ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    useCertificate: ({ context }) => encrypted?.setSecureContext(context),
    close: (milliseconds) => close(server, milliseconds),
  };
}

/** What a request says of itself is what reached us; behind a proxy that is believed, it was sent another way. */
const fetchOf =
  ({ fetch }: Pick<Hono, 'fetch'>) =>
  (request: Request, bindings: unknown): Response | Promise<Response> => {
    const { url } = request;
    const scheme = senderOfBindings(bindings)?.isSecure ? 'https' : 'http';
    if (!url.startsWith(`${scheme}:`))
      Object.defineProperty(request, 'url', { value: `${scheme}${url.slice(url.indexOf(':'))}` });
    return fetch(request, bindings as object);
  };

interface Opening extends Pick<ListenOptions, 'host' | 'port' | 'door'> {
  readonly listener: RequestListener;
}

async function open(server: Server, { host, port, door, listener }: Opening): Promise<void> {
  // before the server's own listeners, for whom a connection that is refused must not be there at all
  server.prependListener('connection', door.connections.admit);
  server.on('clientError', door.refuseBroken);
  server.on('connect', (_, socket: Duplex) => door.refuseTunnel(socket));
  // what nobody can meet is refused as all that is not well-formed
  server.on('checkExpectation', listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(unavailable(host, port, error)));
    server.listen({ host, port, backlog }, resolve);
  });
}

function close(server: Server, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), milliseconds);
    // a connection that falls idle behind its last answer would be kept for the next request
    const sweep = setInterval(() => server.closeIdleConnections(), sweepEvery);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(sweep);
      resolve();
    });
  });
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
