import { createClient } from '@pitwall/sdk';
import type { CommandContext } from '../../core/command.ts';
import { terminalText } from '../../core/visible.ts';
import { createApp } from '../../http/app.ts';
import { routes } from '../../http/routes.ts';
import { forgetLocalAccess } from '../../server/local-access.ts';
import { openServer } from '../../server/open.ts';
import { admitForThisRun, newToken } from '../../server/tokens.ts';
import { realWorld } from '../../server/world.ts';
import { version } from '../../version.ts';
import { readConfiguration } from '../configuration.ts';
import type { OpenConnection } from './open.ts';

/** A host that nobody has: what is asked there never leaves this process. */
const nowhere = 'http://pitwall.invalid';

const nothingTyped = { arguments: [], text: () => undefined, texts: () => [], given: () => false };

/** The data directory, opened here: nothing listens, and no job runs. */
export async function openFolder(folder: string, context: CommandContext): Promise<OpenConnection> {
  const layers = await readConfiguration(nothingTyped, context);
  const server = await openServer({ folder, layers, version, world: realWorld, env: context.env });
  try {
    // the lock is ours, so whoever wrote it is gone
    await forgetLocalAccess(folder);
    const token = newToken(realWorld);
    admitForThisRun(server, token);
    const stopping = new AbortController();
    const app = createApp(server, routes, { stopping: stopping.signal });
    const client = createClient({
      url: nowhere,
      token,
      fetch: async (input, init) => app.fetch(new Request(input, init)),
    });
    return {
      client,
      place: `${terminalText(folder)} (no server runs there)`,
      live: false,
      async close() {
        stopping.abort();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}
