import type { Server } from '../server/open.ts';
import { type AppOptions, createApp } from './app.ts';
import { listen } from './listen.ts';
import { routes } from './routes.ts';

export interface Serving {
  readonly address: string;
  /** Ends what is under way, closes all, and keeps all that was acknowledged. */
  stop(): Promise<void>;
}

export interface ServeOptions extends Pick<AppOptions, 'failed' | 'limits'> {
  readonly host: string;
  readonly port: number;
  /** So long requests that are under way may take to end. */
  readonly drainMilliseconds?: number;
  /** What ends while they do, and before the databases are closed. */
  alongside?(): Promise<void>;
}

/** A supervisor gives a process ten seconds; the rest of them is for closing the databases. */
const usualDrain = 5_000;

/** Opens the door of a server. Where it cannot be opened, the server is still its owner's to close. */
export async function serve(server: Server, options: ServeOptions): Promise<Serving> {
  const { host, port, drainMilliseconds = usualDrain, alongside, ...appOptions } = options;
  const stopping = new AbortController();
  const app = createApp(server, routes, { ...appOptions, stopping: stopping.signal });
  const { address, close } = await listen(app, { host, port });
  let stopped: Promise<void> | undefined;
  return {
    address,
    stop() {
      stopped ??= (async () => {
        server.drain();
        stopping.abort();
        await Promise.all([close(drainMilliseconds), alongside?.()]);
        await server.close();
      })();
      return stopped;
    },
  };
}
