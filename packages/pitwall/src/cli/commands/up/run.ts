import { resolve } from 'node:path';
import type { LayeredConfig } from '../../../config/load.ts';
import { filesOf, signatureOf } from '../../../config/watch.ts';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText, visibleLines } from '../../../core/visible.ts';
import { serve } from '../../../http/serve.ts';
import { begin } from '../../../server/begin.ts';
import { openServer, type Server } from '../../../server/open.ts';
import { realWorld } from '../../../server/world.ts';
import { version } from '../../../version.ts';
import { readConfiguration } from '../../configuration.ts';
import { followConfiguration } from './follow-configuration.ts';
import { type Signals, takeSignals } from './signals.ts';

export async function runUp(invocation: Invocation, context: CommandContext): Promise<0> {
  const port = portOf(invocation.text('port') ?? '');
  const loaded = await readConfiguration(invocation, context);
  if (invocation.given('check')) {
    context.say(`${loaded ? terminalText(loaded.file) : 'The default configuration'} is fine.\n`);
    return 0;
  }
  const signature = await signatureOf(loaded ? filesOf(loaded, context.cwd) : []);
  const server = await openServer(serverOptions(invocation, context, loaded));
  // taken before the door opens, so that none is missed
  const signals = takeSignals(process);
  try {
    return await runServer(server, { port, host: invocation.text('host') ?? '', signature }, context, signals);
  } finally {
    await server.close();
  }
}

function serverOptions(invocation: Invocation, context: CommandContext, layers: LayeredConfig | undefined) {
  return {
    folder: resolve(context.cwd, invocation.text('data') ?? ''),
    stateUrl: invocation.text('state'),
    layers,
    readLayers: layers && (() => readConfiguration(invocation, context)),
    version,
    world: realWorld,
  };
}

async function runServer(
  server: Server,
  { signature, ...place }: { readonly host: string; readonly port: number; readonly signature: string },
  { say, cwd }: CommandContext,
  { stop: asked, onHangUp }: Signals,
): Promise<0> {
  const log = (event: string, details = ''): void => {
    const at = new Date(server.world.now()).toISOString();
    say(`${at} ${event}${details === '' ? '' : ` ${terminalText(details)}`}\n`);
  };
  const { torn, mended, replayed } = server.events.recovery;
  if (torn.length > 0 || mended || replayed > 0) {
    log(
      'recovered',
      `journal ends cut off: ${torn.length}, database mended: ${mended ? 'yes' : 'no'}, batches replayed: ${replayed}`,
    );
  }
  const { address, stop } = await serve(server, {
    ...place,
    failed({ requestId, route, error }) {
      log('failed', `request ${requestId} (${route})`);
      say(`${visibleLines(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
    },
  });
  log('started', `${address} version ${server.version}, state in ${server.state.engine}`);
  const keys = await begin(server);
  if (keys) {
    const { token, link } = keys;
    say(
      `\nShown once:\n  sign in (within an hour, once)  ${address}/sign-in?link=${link}\n  token                           ${token}\n\n`,
    );
  }
  if (!['127.0.0.1', '::1', 'localhost'].includes(place.host)) {
    log(
      'warning',
      'others on the network can reach this, and what is sent is not encrypted: put a proxy with TLS before it',
    );
  }
  const unfollow = followConfiguration(server, { cwd, signature, onHangUp, say: log });
  log('stopping', await asked);
  unfollow();
  await stop();
  log('stopped');
  return 0;
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new PitwallError({
    code: 'arguments.invalid',
    problem: `expected a port from 0 to 65535, found ${JSON.stringify(text)}`,
    fix: 'Leave --port out for 4600',
  });
}
