import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../core/json.ts';
import type { Workplace } from './context.ts';
import { admitForThisRun, newToken } from './tokens.ts';
import type { World } from './world.ts';

/**
 * How whoever owns the data directory finds the server that runs on it, and is let in: its address, and a token that
 * only this run knows. It says nothing that the folder itself does not give away to who can read it.
 */
const localAccessSchema = z.object({
  address: z.url({ protocol: /^https?$/ }),
  pid: z.int().positive(),
  host: z.string(),
  token: z.string().min(1),
  since: z.string(),
  /** SHA-256 of the certificate that it has, where it speaks TLS: that one is trusted, and no other. */
  certificate: z
    .string()
    .regex(/^[\dA-F]{2}(:[\dA-F]{2}){31}$/)
    .optional(),
});

export type LocalAccess = z.infer<typeof localAccessSchema>;

const fileOf = (folder: string): string => join(folder, 'server.json');

/** Longer ones are none of ours. */
const longestFile = 16_384;

/** The certificate of a door: which it is now, and which it is from now on. */
export interface Certificates {
  fingerprint(): string | undefined;
  onCertificate(listener: () => void): () => void;
}

const unencrypted: Certificates = { fingerprint: () => undefined, onCertificate: () => () => undefined };

/**
 * Lets in who can read the file, until what it answers is called. The caller holds the lock of the folder, so that a file
 * that is there is of a server that was killed.
 */
export async function allowLocalAccess(
  workplace: Workplace,
  folder: string,
  address: string,
  certificates: Certificates = unencrypted,
): Promise<() => Promise<void>> {
  const { world } = workplace;
  const token = newToken(world);
  const revoke = admitForThisRun(workplace, token);
  const since = new Date(world.now()).toISOString();
  const access: LocalAccess = { address: reachable(address), pid: process.pid, host: hostname(), token, since };
  const write = (): Promise<void> => {
    const certificate = certificates.fingerprint();
    return writeAccess(fileOf(folder), world, { ...access, ...(certificate === undefined ? {} : { certificate }) });
  };
  try {
    await write();
  } catch (error) {
    revoke();
    throw error;
  }
  let writing = Promise.resolve();
  const forget = certificates.onCertificate(() => {
    // where the disk is full, who asks from here is told of another certificate until the next one
    writing = writing.then(write).catch(() => undefined);
  });
  return async () => {
    forget();
    revoke();
    await writing;
    await rm(fileOf(folder), { force: true });
  };
}

/** Whole or not there, and never readable for others, not even for a moment. */
async function writeAccess(file: string, { random }: World, access: LocalAccess): Promise<void> {
  const half = `${file}.${random(6).toString('hex')}`;
  try {
    await writeFile(half, `${JSON.stringify(access)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(half, file);
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
}

/** What a server listens on is not always what it can be asked at. */
function reachable(address: string): string {
  return address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:');
}

/**
 * Undefined where no server says that it runs there. A file that belongs to neither us nor the owner of the folder is
 * passed over: what it says is not to be trusted.
 */
export async function readLocalAccess(folder: string): Promise<LocalAccess | undefined> {
  const file = fileOf(folder);
  const [found, around] = await Promise.all([stat(file), stat(folder)]).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  if (!found?.isFile() || found.size > longestFile) return undefined;
  if (found.uid !== process.getuid?.() && found.uid !== around?.uid) return undefined;
  const access = localAccessSchema.safeParse(parseJson(await readFile(file, 'utf8')));
  return access.success ? access.data : undefined;
}

/** Takes away what a server that was killed left. To be called by who holds the lock of the folder. */
export async function forgetLocalAccess(folder: string): Promise<void> {
  await rm(fileOf(folder), { force: true });
}
