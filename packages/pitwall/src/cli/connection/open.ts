import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient, PitwallProblem } from '@pitwall/sdk';
import type { CommandContext } from '../../core/command.ts';
import { PitwallError } from '../../core/errors.ts';
import { isGone } from '../../core/process-alive.ts';
import { terminalText, visible } from '../../core/visible.ts';
import { type LocalAccess, readLocalAccess } from '../../server/local-access.ts';
import type { Connection } from '../connection.ts';
import { keptToken } from '../credentials.ts';
import { localClient } from './local-client.ts';

export interface OpenConnection extends Connection {
  close(): Promise<void>;
}

const nothing = async (): Promise<void> => undefined;

export async function openConnection(
  to: { readonly url: string } | { readonly folder: string },
  context: CommandContext,
): Promise<OpenConnection> {
  return 'url' in to ? remote(to.url, context) : local(to.folder, context);
}

async function remote(url: string, context: CommandContext): Promise<OpenConnection> {
  const token = context.env.PITWALL_TOKEN || (await keptToken(url, context))?.token;
  if (token === undefined) {
    throw new PitwallError({
      code: 'auth.missing',
      problem: `expected a token for ${visible(url)} in the variable PITWALL_TOKEN or kept by pitwall login, found none`,
      fix: 'Sign in with pitwall login, set it to a key of pitwall token add, or ask with --data FOLDER on its own machine',
    });
  }
  try {
    return { client: createClient({ url, token }), place: terminalText(url), live: true, close: nothing };
  } catch (cause) {
    throw new PitwallError({
      code: 'arguments.invalid',
      problem: `expected the address of a server like http://127.0.0.1:4600, found ${JSON.stringify(visible(url))}`,
      fix: 'Write it with http:// or https://',
      cause,
    });
  }
}

/** The server that runs on the folder, else the folder itself. */
async function local(folder: string, context: CommandContext): Promise<OpenConnection> {
  await assertData(folder);
  const access = await readLocalAccess(folder).catch((cause: NodeJS.ErrnoException) => {
    throw foreign(folder, cause);
  });
  if (access && !isGone(access)) return running(folder, access);
  const { openFolder } = await import('./folder.ts');
  return openFolder(folder, context);
}

async function running(folder: string, access: LocalAccess): Promise<OpenConnection> {
  const { address, pid, host } = access;
  const client = localClient(access);
  await client.status().catch((error: unknown) => {
    if (!(error instanceof PitwallProblem)) throw error;
    const who = `process ${pid} on ${visible(host)}`;
    if (error.status === 401) {
      throw new PitwallError({
        code: 'auth.invalid',
        problem: `expected the server of this folder (${who}) at ${visible(address)}, found another one there`,
        fix: 'Stop what listens there and start the server of this folder again: pitwall up',
        place: { file: folder },
        cause: error,
      });
    }
    if (error.status !== undefined && error.code !== 'client.answer') return;
    throw new PitwallError({
      code: 'server.unreachable',
      problem: `expected the server of this folder (${who}) at ${visible(address)}, found none that answers`,
      fix: `Where it is gone, remove ${visible(join(folder, 'server.json'))}; where it runs in a container, ask it with --server`,
      place: { file: folder },
      cause: error,
    });
  });
  return { client, place: terminalText(address), live: true, close: nothing };
}

/** Opening a folder that is none of ours would make it one. */
async function assertData(folder: string): Promise<void> {
  const found = await stat(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EACCES') throw foreign(folder, cause);
    return undefined;
  });
  if (!found) {
    throw new PitwallError({
      code: 'server.missing',
      problem: 'expected a data directory here, found none, and no server was named',
      fix: 'Start one with pitwall up, or name another with --data FOLDER or --server URL',
      place: { file: folder },
    });
  }
  const state = await stat(join(folder, 'state.db')).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EACCES') throw foreign(folder, cause);
    return undefined;
  });
  if (state || (await readLocalAccess(folder).catch(() => undefined))) return;
  throw new PitwallError({
    code: 'server.missing',
    problem: 'expected a data directory of Pitwall, found a folder without its state',
    fix: 'Name another with --data; where the state is kept in Postgres, start the server or ask it with --server URL',
    place: { file: folder },
  });
}

const foreign = (folder: string, cause: unknown) =>
  new PitwallError({
    code: 'server.missing',
    problem: 'the data directory belongs to somebody else: it cannot be read',
    fix: 'Ask as the user whose server it is, or with --server URL and its token',
    place: { file: folder },
    cause,
  });
