import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { CommandContext } from '../core/command.ts';
import { PitwallError } from '../core/errors.ts';
import { parseJson } from '../core/json.ts';

const keptSchema = z.object({ token: z.string().min(1).max(500), until: z.string().nullable() });
const fileSchema = z.object({ servers: z.record(z.string(), keptSchema) });

export type KeptToken = z.infer<typeof keptSchema>;

type Env = Pick<CommandContext, 'env'>;

/** `~/.config/pitwall/credentials.json`, or below `XDG_CONFIG_HOME`. */
export const credentialsFile = ({ env }: Env): string =>
  join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'pitwall', 'credentials.json');

/** One server is one address, however its end is written. */
export const serverKey = (url: string): string => url.replace(/\/+$/, '');

/** What `pitwall login` kept for a server. */
export async function keptToken(url: string, context: Env): Promise<KeptToken | undefined> {
  return (await readKept(credentialsFile(context))).servers[serverKey(url)];
}

/** In place of what was kept for it; nothing is kept any more where there is no token. */
export async function keepToken(url: string, token: KeptToken | undefined, context: Env): Promise<string> {
  const file = credentialsFile(context);
  const { servers } = await readKept(file);
  const { [serverKey(url)]: _before, ...others } = servers;
  const kept = { servers: token ? { ...others, [serverKey(url)]: token } : others };
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const half = `${file}.${process.pid}`;
  try {
    // whole or not there, and never readable for others, not even for a moment
    await writeFile(half, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(half, file);
  } finally {
    await rm(half, { force: true });
  }
  await chmod(file, 0o600);
  return file;
}

async function readKept(file: string): Promise<z.infer<typeof fileSchema>> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw unusable(file, `one that can be read (${error.code ?? error.message})`, 'Make it readable for you');
  });
  if (!found) return { servers: {} };
  if ((found.mode & 0o077) !== 0) throw unusable(file, 'one that only you can read', `chmod 600 ${file}`);
  const kept = fileSchema.safeParse(parseJson(await readFile(file, 'utf8')));
  if (kept.success) return kept.data;
  throw unusable(file, 'one that pitwall login wrote', 'Remove it and sign in again: pitwall login');
}

const unusable = (file: string, expected: string, fix: string): PitwallError =>
  new PitwallError({
    code: 'auth.kept',
    problem: `expected the file of kept tokens to be ${expected}, found another`,
    fix,
    place: { file },
  });
