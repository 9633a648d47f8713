import type { LayeredConfig } from '../../../config/load.ts';
import { filesOf, signatureOf } from '../../../config/watch.ts';
import { openControlRoom } from '../../../control-room.ts';
import type { CommandContext } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText, visibleLines } from '../../../core/visible.ts';
import { serve } from '../../../http/serve.ts';
import { countLoad } from '../../../metrics/server-load.ts';
import { begin } from '../../../server/begin.ts';
import { allowLocalAccess, forgetLocalAccess } from '../../../server/local-access.ts';
import { openServer, type Server } from '../../../server/open.ts';
import { realWorld } from '../../../server/world.ts';
import { version } from '../../../version.ts';
import { followConfiguration } from './follow-configuration.ts';
import { type Signals, takeSignals } from './signals.ts';

export interface ServeSettings {
  /** The data directory. */
  readonly folder: string;
  readonly stateUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly layers: LayeredConfig | undefined;
  readonly readLayers: (() => Promise<LayeredConfig | undefined>) | undefined;
  /** Told once when all is up; nobody waits for it. */
  started?(running: Running): Promise<void>;
}

export interface Running {
  readonly server: Server;
  readonly address: string;
  /** The data directory. */
  readonly folder: string;
  /** Aborted when the server is asked to stop. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

export type Log = (event: string, details?: string) => void;

/** A server with all that belongs to it, until a signal asks it to stop. */
export async function serveUntilAsked(settings: ServeSettings, context: CommandContext): Promise<0> {
  const { folder, stateUrl, layers, readLayers } = settings;
  const signature = await signatureOf(layers ? filesOf(layers, context.cwd) : []);
  const load = countLoad();
  const world = realWorld;
  const server = await openServer({ folder, stateUrl, layers, readLayers, version, world, observer: load.observer });
  // taken before the door opens, so that none is missed
  const signals = takeSignals(process);
  const log: Log = (event, details = '') => {
    const at = new Date(world.now()).toISOString();
    context.say(`${at} ${event}${details === '' ? '' : ` ${terminalText(details)}`}\n`);
  };
  const failed = (what: string, error: unknown): void => {
    if (error instanceof PitwallError) {
      log('failed', `${what}: ${error.code} ${error.problem}. ${error.fix}.`);
      return;
    }
    log('failed', what);
    context.say(`${visibleLines(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
  };
  try {
    tellRecovery(server, log);
    await forgetLocalAccess(folder);
    const room = openControlRoom(server, { load, failed });
    const { address, stop } = await serve(server, {
      host: settings.host,
      port: settings.port,
      alongside: () => room.stop(),
      failed: ({ requestId, route, error }) => failed(`request ${requestId} (${route})`, error),
    });
    await runServer({ server, address, log }, settings, context, { signature, signals, stop });
    return 0;
  } finally {
    await server.close();
  }
}

interface Ways {
  readonly signature: string;
  readonly signals: Signals;
  stop(): Promise<void>;
}

async function runServer(
  { server, address, log }: Omit<Running, 'folder' | 'signal'>,
  { folder, host, started }: ServeSettings,
  { say, cwd }: CommandContext,
  { signature, signals, stop }: Ways,
): Promise<void> {
  const closeLocalAccess = await allowLocalAccess(server, folder, address);
  log('started', `${address} version ${server.version}, state in ${server.state.engine}`);
  const keys = await begin(server);
  if (keys) {
    const { token, link } = keys;
    say(
      `\nShown once:\n  sign in (within an hour, once)  ${address}/sign-in?link=${link}\n  token                           ${token}\n\n`,
    );
  }
  if (!['127.0.0.1', '::1', 'localhost'].includes(host)) {
    log(
      'warning',
      'others on the network can reach this, and what is sent is not encrypted: put a proxy with TLS before it',
    );
  }
  const unfollow = followConfiguration(server, { cwd, signature, onHangUp: signals.onHangUp, say: log });
  const stopping = new AbortController();
  started?.({ server, address, folder, log, signal: stopping.signal }).catch((error: unknown) => {
    if (!stopping.signal.aborted) log('failed', error instanceof Error ? error.message : String(error));
  });
  log('stopping', await signals.stop);
  stopping.abort();
  unfollow();
  await closeLocalAccess();
  await stop();
  log('stopped');
}

function tellRecovery({ events }: Server, log: Log): void {
  const { torn, mended, replayed } = events.recovery;
  if (torn.length === 0 && !mended && replayed === 0) return;
  log(
    'recovered',
    `journal ends cut off: ${torn.length}, database mended: ${mended ? 'yes' : 'no'}, batches replayed: ${replayed}`,
  );
}
