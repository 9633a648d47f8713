import { hostname } from 'node:os';
import type { Server } from '../server/open.ts';
import { type AppOptions, createApp } from './app.ts';
import { limitsOf } from './config.ts';
import { type ListenOptions, listen } from './listen.ts';
import { routes } from './routes.ts';
import { readCertificate } from './transport/certificate.ts';
import { createDoor } from './transport/door.ts';
import { followCertificate } from './transport/follow-certificate.ts';

export interface Serving {
  /** `https://127.0.0.1:4600`, or with http where nothing is encrypted. */
  readonly address: string;
  /** Of the certificate in force; undefined where nothing is encrypted. */
  fingerprint(): string | undefined;
  /** Told of each certificate that comes into force, until what it answers is called. */
  onCertificate(listener: (fingerprint: string) => void): () => void;
  /** Ends what is under way, closes all, and keeps all that was acknowledged. */
  stop(): Promise<void>;
}

export interface ServeOptions extends Pick<AppOptions, 'failed' | 'limits'>, Pick<ListenOptions, 'timeouts'> {
  readonly host: string;
  readonly port: number;
  /** So long requests that are under way may take to end. */
  readonly drainMilliseconds?: number;
  /** Told of certificates that come into force or do not. */
  readonly say?: (event: string, details: string) => void;
  /** What ends while they do, and before the databases are closed. */
  alongside?(): Promise<void>;
}

/** A supervisor gives a process ten seconds; the rest of them is for closing the databases. */
const usualDrain = 5_000;
const silent = (): void => undefined;

/** Opens the door of a server. Where it cannot be opened, the server is still its owner's to close. */
export async function serve(server: Server, options: ServeOptions): Promise<Serving> {
  const { host, port, drainMilliseconds = usualDrain, timeouts = {}, alongside, say = silent, ...appOptions } = options;
  const { world } = server;
  const { tls } = server.config.http;
  let limits = { ...limitsOf(server.config.http), ...options.limits };
  const certificate = tls && (await readCertificate(tls, server.home, world.now()));
  if (certificate?.warning !== undefined) say('warning', certificate.warning);
  const stopping = new AbortController();
  const app = createApp(server, routes, { ...appOptions, stopping: stopping.signal });
  const door = createDoor({
    config: () => server.config.http,
    limits: () => limits,
    world,
    host,
    machine: hostname(),
  });
  const { address, close, useCertificate } = await listen(app, { host, port, door, certificate, timeouts });
  const listeners = new Set<(fingerprint: string) => void>();
  let fingerprint = certificate?.fingerprint;
  const followed =
    tls &&
    followCertificate(tls, {
      tls: () => server.config.http.tls,
      home: () => server.home,
      now: () => world.now(),
      say,
      use(next) {
        useCertificate(next);
        fingerprint = next.fingerprint;
        for (const listener of listeners) listener(next.fingerprint);
      },
    });
  const forget = server.onReload(({ http }) => {
    limits = { ...limitsOf(http), ...options.limits };
    if ((http.tls === undefined) !== (tls === undefined))
      say('kept', `the door ${tls ? 'encrypted' : 'as it was, not encrypted'}, until the server is started again`);
    void followed?.look();
  });
  let stopped: Promise<void> | undefined;
  return {
    address,
    fingerprint: () => fingerprint,
    onCertificate(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop() {
      stopped ??= (async () => {
        server.drain();
        forget();
        followed?.stop();
        stopping.abort();
        await Promise.all([close(drainMilliseconds), alongside?.()]);
        await server.close();
      })();
      return stopped;
    },
  };
}
