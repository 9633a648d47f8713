import { resolve } from 'node:path';
import type { LayeredConfig } from '../../../config/load.ts';
import type { CommandContext, Invocation } from '../../../core/command.ts';
import { PitwallError } from '../../../core/errors.ts';
import { terminalText, visibleLines } from '../../../core/visible.ts';
import { serve } from '../../../http/serve.ts';
import { begin } from '../../../server/begin.ts';
import { openServer, type Server } from '../../../server/open.ts';
import { realWorld } from '../../../server/world.ts';
import { version } from '../../../version.ts';
import { readConfiguration } from '../../configuration.ts';

export async function runUp(invocation: Invocation, context: CommandContext): Promise<0> {
  const port = portOf(invocation.text('port') ?? '');
  const loaded = await readConfiguration(invocation, context);
  if (invocation.given('check')) {
    context.say(`${loaded ? terminalText(loaded.file) : 'The default configuration'} is fine.\n`);
    return 0;
  }
  const server = await openServer(serverOptions(invocation, context, loaded));
  // asked for before the door opens, so that none is missed
  const asked = askedToStop();
  try {
    return await runServer(server, { port, host: invocation.text('host') ?? '' }, context, asked);
  } finally {
    await server.close();
  }
}

function serverOptions(invocation: Invocation, { cwd }: CommandContext, loaded: LayeredConfig | undefined) {
  return {
    folder: resolve(cwd, invocation.text('data') ?? ''),
    stateUrl: invocation.text('state'),
    config: loaded?.config,
    home: loaded?.folder ?? cwd,
    version,
    world: realWorld,
  };
}

async function runServer(
  server: Server,
  place: { readonly host: string; readonly port: number },
  { say }: CommandContext,
  asked: Promise<string>,
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
  log('stopping', await asked);
  await stop();
  log('stopped');
  return 0;
}

/** Resolves with the name of the first signal; those that follow change nothing. */
function askedToStop(): Promise<string> {
  return new Promise((stop) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
  });
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
