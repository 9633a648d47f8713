import { begin } from '../../../access/begin.ts';
import type { LayeredConfig } from '../../../config/load.ts';
import { filesOf, signatureOf } from '../../../config/watch.ts';
import { openControlRoom } from '../../../control-room.ts';
import type { CommandContext } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText, visibleLines } from '../../../core/visible.ts';
import { type Serving, serve } from '../../../http/serve.ts';
import { countLoad } from '../../../metrics/server-load.ts';
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
  /** Whether whoever starts it shows a link of its own. */
  readonly showsLink?: boolean;
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
  // what the databases make themselves as well: for its owner, also where the folder was made by somebody else
  process.umask(0o077);
  const signature = await signatureOf(layers ? filesOf(layers, context.cwd) : []);
  const load = countLoad();
  const world = realWorld;
  const { observer } = load;
  const { env } = context;
  const server = await openServer({ folder, stateUrl, layers, readLayers, version, world, observer, env });
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
    const room = openControlRoom(server, {
      load,
      // what belongs to the line before it stands below it
      print: (line) => (line.startsWith(' ') ? context.say(`${terminalText(line)}\n`) : log('told', line)),
      failed,
    });
    const serving = await serve(server, {
      host: settings.host,
      port: settings.port,
      say: log,
      alongside: () => room.stop(),
      failed: ({ requestId, route, error }) => failed(`request ${requestId} (${route})`, error),
    });
    const { address } = serving;
    await runServer({ server, address, log }, settings, context, { signature, signals, serving });
    return 0;
  } finally {
    await server.close();
  }
}

interface Ways {
  readonly signature: string;
  readonly signals: Signals;
  readonly serving: Serving;
}

async function runServer(
  { server, address, log }: Omit<Running, 'folder' | 'signal'>,
  { folder, host, started, showsLink }: ServeSettings,
  { say, cwd }: CommandContext,
  { signature, signals, serving }: Ways,
): Promise<void> {
  const closeLocalAccess = await allowLocalAccess(server, folder, address, serving);
  log('started', `${address} version ${server.version}, state in ${server.state.engine}`);
  const link = showsLink ? undefined : await begin(server);
  if (link !== undefined) {
    say(`\nMake the first administrator with this link (once, within an hour):\n  ${address}/sign-in?link=${link}\n\n`);
  }
  if (reachesOthers(host) && serving.fingerprint() === undefined && server.config.http.trusted_proxies.length === 0) {
    log(
      'warning',
      'others on the network can reach this, and what is sent is not encrypted: name a certificate under http.tls in the configuration, or put a proxy with TLS before it and name it under http.trusted_proxies',
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
  await serving.stop();
  log('stopped');
}

const reachesOthers = (host: string): boolean => !/^(127(\.\d+){3}|::1|localhost)$/.test(host);

function tellRecovery({ events }: Server, log: Log): void {
  const { torn, mended, replayed } = events.recovery;
  if (torn.length === 0 && !mended && replayed === 0) return;
  log(
    'recovered',
    `journal ends cut off: ${torn.length}, database mended: ${mended ? 'yes' : 'no'}, batches replayed: ${replayed}`,
  );
}
